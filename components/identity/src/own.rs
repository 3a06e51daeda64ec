//! `/api/v1/session/...`: one's own password and second factor, and leaving.

use crate::Answer;
use sellerdesk_people::{Argon2id, Person, Principal};
use sellerdesk_shell::{Incoming, Outgoing, Problem, SpinStore, SystemClock, json, raw};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json as object;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    password: String,
    #[serde(default)]
    current: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    #[serde(default)]
    code: Option<String>,
}

/// `DELETE /api/v1/session`.
pub async fn sign_out(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    Person::of(&store, &SystemClock, who).await?.sign_out().await?;
    Ok(nothing())
}

/// `PUT /api/v1/session/password`: this session goes on, all others end.
pub async fn set_password(request: &Incoming, who: &Principal) -> Answer {
    let NewPassword { password, current } = request.json()?;
    let store = SpinStore::open().await?;
    let person = Person::of(&store, &SystemClock, who).await?;
    person.set_password(&Argon2id, current.as_deref(), &password).await?;
    Ok(nothing())
}

/// `POST /api/v1/session/totp`: without a code a new secret, with its first code the recovery codes.
pub async fn totp(request: &Incoming, who: &Principal) -> Answer {
    let Code { code } = body_or_nothing(request)?;
    let store = SpinStore::open().await?;
    let person = Person::of(&store, &SystemClock, who).await?;
    match code {
        None => {
            let enrolment = person.enrol().await?;
            Ok(json(200, &object!({ "secret": enrolment.secret, "otpauth_uri": enrolment.uri })))
        }
        Some(code) => Ok(json(200, &object!({ "recovery_codes": person.confirm(&code).await? }))),
    }
}

/// `DELETE /api/v1/session/totp`: with a code.
pub async fn take_off_totp(request: &Incoming, who: &Principal) -> Answer {
    let Code { code } = body_or_nothing(request)?;
    let store = SpinStore::open().await?;
    Person::of(&store, &SystemClock, who).await?.take_off_totp(code.as_deref()).await?;
    Ok(nothing())
}

/// A body that may be left out.
pub fn body_or_nothing<T: DeserializeOwned + Default>(request: &Incoming) -> Result<T, Problem> {
    if request.body.is_empty() { Ok(T::default()) } else { request.json() }
}

/// 204.
pub fn nothing() -> Outgoing {
    raw(204, &[("cache-control".to_owned(), "no-store".to_owned())], Vec::new())
}
