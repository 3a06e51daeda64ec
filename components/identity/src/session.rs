//! `/api/v1/session`: coming in, and who one is.

use crate::{Answer, present};
use sellerdesk_people::{Argon2id, Person, Principal, SignIn, SignedIn, Who, sign_in as enter, use_link as redeem};
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, instant, json, variable};
use serde::Deserialize;
use serde_json::{Value, json as object};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    code: Option<String>,
}

/// `POST /api/v1/session`: with e-mail and password. A token that comes with the request is not looked at.
pub async fn sign_in(request: &Incoming) -> Answer {
    let Credentials { email, password, code } = request.json()?;
    let store = SpinStore::open().await?;
    let address = client_address(request).await?;
    let ask = SignIn { email: &email, password: &password, code: code.as_deref(), address: address.as_deref() };
    let session = enter(&store, &SystemClock, &Argon2id, ask).await?;
    Ok(json(200, &opened(&session)))
}

/// Where a client is. Behind a proxy all come from one address, unless the proxy says in a header, and the operator which.
pub async fn client_address(request: &Incoming) -> Result<Option<String>, Problem> {
    let name = variable("client_address_header").await?.to_ascii_lowercase();
    if name.is_empty() {
        return Ok(request.client_address.clone());
    }
    // The proxy adds its own after what the client sent.
    let mut values = request.headers.iter().filter(|(header, _)| *header == name);
    let last = values.next_back().and_then(|(_, value)| value.rsplit(',').next());
    Ok(last.map(|address| address.trim().to_owned()).or_else(|| request.client_address.clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    link: String,
    #[serde(default)]
    code: Option<String>,
}

/// `POST /api/v1/session/link`: with a one-time link.
pub async fn use_link(request: &Incoming) -> Answer {
    let Link { link, code } = request.json()?;
    let store = SpinStore::open().await?;
    let session = redeem(&store, &SystemClock, &link, code.as_deref()).await?;
    let more = object!({ "must_set_password": session.must_set_password });
    Ok(json(200, &present::with(opened(&session), more)))
}

/// A session, for whoever opened it.
pub fn opened(session: &SignedIn) -> Value {
    object!({
        "token": session.token,
        "expires_at": instant(session.expires_at),
        "agent": present::oneself(&session.id, &session.agent),
    })
}

/// `GET /api/v1/session`: who one is, be it a person, a program or the operator.
pub async fn who_am_i(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let id = match &who.who {
        Who::Agent { .. } => {
            let person = Person::of(&store, &SystemClock, who).await?;
            return Ok(json(
                200,
                &object!({
                    "expires_at": instant(person.session.expires_at()),
                    "agent": present::oneself(&person.id, &person.agent),
                    "must_set_password": person.session.sets_password,
                    "has_totp": person.agent.has_totp,
                }),
            ));
        }
        Who::Token { id } => id,
        Who::Operator | Who::Nobody => &who.name,
    };
    let role = (who.who == Who::Operator).then_some("admin");
    let agent = object!({ "id": id, "name": who.name, "email": null, "role": role, "accounts": who.accounts, "language": null });
    Ok(json(200, &object!({ "expires_at": null, "agent": agent, "must_set_password": false, "has_totp": false })))
}
