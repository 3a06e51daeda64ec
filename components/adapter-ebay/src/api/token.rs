//! Access tokens: `POST /identity/v1/oauth2/token`, each good for two hours.
//!
//! Two kinds are needed. The seller's (by the refresh token, which eBay doesn't change) sends messages and reads
//! conversations. The application's (by the client's own credentials) reads public keys: eBay documents this kind for
//! them. They are asked for one after the other, the seller's first; until the application's is there, the seller's is
//! tried for keys too. `"key_token": "user"` leaves it at that; without a refresh token there is the application's only,
//! and nothing can be sent.

use crate::API_URL;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::{SETTINGS_BYTES_MAX, Settings};
use sellerdesk_adapter::signature::{encode_base64, encode_hex};
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, text};
use sellerdesk_canonical::Instant;
use serde_json::json;
use sha2::{Digest, Sha256};

const PATH: &str = "/identity/v1/oauth2/token";
/// The scope of an application's token. It is a name, not an address: sandboxes have the same.
const APPLICATION_SCOPE: &str = "https://api.ebay.com/oauth/api_scope";
/// How long before its end a token is renewed, in milliseconds.
const MARGIN_MS: i64 = 5 * 60 * 1_000;
/// How long a token is taken to live whose end can't be read, in seconds: half of what eBay gives.
const LIFETIME_S: i64 = 60 * 60;
/// Longest token taken, in bytes; eBay's have about 2,000.
const TOKEN_BYTES_MAX: usize = 6_000;
/// Hexadecimal digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 16;
/// Everything but RFC 3986's unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Whose token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    User,
    Application,
}

/// What is stored; texts are empty where there is none.
#[derive(Default)]
struct Stored {
    user: String,
    user_ends_at: Instant,
    application: String,
    application_ends_at: Instant,
}

/// The request for the next token that is missing or about to end.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let credentials = format!("{}:{}", required(&settings, "client_id")?, required(&settings, "client_secret")?);
    let Some(kind) = missing(account, &settings)? else {
        return Ok(None);
    };
    let form = match kind {
        Kind::Application => form(&[("grant_type", "client_credentials"), ("scope", APPLICATION_SCOPE)]),
        Kind::User => {
            let refresh = settings.text("refresh_token")?.unwrap_or_default();
            let scopes = settings.text("scopes")?.map(|scopes| ("scope", scopes));
            let fields = [Some(("grant_type", "refresh_token")), Some(("refresh_token", refresh)), scopes];
            form(&fields.into_iter().flatten().collect::<Vec<_>>())
        }
    };
    let request = HttpRequest {
        method: "POST".to_owned(),
        url: format!("{}{PATH}", account.base(API_URL)),
        headers: Vec::new(),
        body: form.into_bytes(),
    };
    Ok(Some(
        request
            .with("content-type", "application/x-www-form-urlencoded")
            .with("authorization", format!("Basic {}", encode_base64(credentials.as_bytes()))),
    ))
}

/// What is to be stored of the answer, beside what is good still.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    let permanent = |error: Error| Outcome::permanent(error.to_string());
    let settings = account.settings().map_err(permanent)?;
    let body = response.json();
    let granted = Fields::root(&body).ok().filter(|_| response.status == 200);
    let access = granted.as_ref().and_then(|fields| token(fields, "access_token"));
    let (Some(fields), Some(access)) = (granted, access) else {
        return Err(refused(response));
    };
    let lifetime_s = fields.whole("expires_in").ok().flatten().and_then(|seconds| i64::try_from(seconds).ok());
    let ends_at = account.now.saturating_add(lifetime_s.unwrap_or(LIFETIME_S).saturating_mul(1_000));
    let origin = fingerprint(&settings).map_err(permanent)?;
    let mut stored = stored(account, Some(&origin));
    let kind = missing(account, &settings).map_err(permanent)?.unwrap_or(Kind::User);
    match kind {
        Kind::User => (stored.user, stored.user_ends_at) = (access, ends_at),
        Kind::Application => (stored.application, stored.application_ends_at) = (access, ends_at),
    }
    Ok(json!({"user": stored.user, "user_ends_at": stored.user_ends_at, "application": stored.application,
        "application_ends_at": stored.application_ends_at, "origin": origin})
    .to_string())
}

/// The token that sends messages and reads conversations.
pub fn user(account: &ApiAccount) -> Result<String, Refusal> {
    let settings = account.settings()?;
    let user = Some(stored(account, None).user).filter(|token| !token.is_empty());
    user.ok_or_else(|| match settings.text("refresh_token") {
        Ok(Some(_)) => Refusal::new("there is no access token of the seller's yet"),
        _ => Refusal::new("setting refresh_token is missing: without it nothing can be sent to eBay or read there"),
    })
}

/// The token that reads public keys: the application's, or else the seller's.
pub fn for_keys(account: &ApiAccount) -> Result<String, Refusal> {
    let stored = stored(account, None);
    let token = [stored.application, stored.user].into_iter().find(|token| !token.is_empty());
    token.ok_or_else(|| Refusal::new("there is no access token yet"))
}

/// The kind of token to ask for next.
fn missing(account: &ApiAccount, settings: &Settings) -> Result<Option<Kind>, Error> {
    let stored = stored(account, Some(&fingerprint(settings)?));
    let is_good = |token: &str, ends_at: Instant| !token.is_empty() && account.now < ends_at.saturating_sub(MARGIN_MS);
    let sends = settings.text("refresh_token")?.is_some();
    let separate = match settings.text("key_token")? {
        None | Some("application") => true,
        Some("user") => false,
        Some(_) => {
            return Err(Error::Settings { key: "key_token".to_owned(), problem: "must be application or user" });
        }
    };
    if sends && !is_good(&stored.user, stored.user_ends_at) {
        return Ok(Some(Kind::User));
    }
    let is_wanted = separate || !sends;
    let is_missing = is_wanted && !is_good(&stored.application, stored.application_ends_at);
    Ok(is_missing.then_some(Kind::Application))
}

/// What is stored. With `origin`, only if it came from credentials of that fingerprint: after a change of the seller it
/// is worth nothing.
fn stored(account: &ApiAccount, origin: Option<&str>) -> Stored {
    let bytes = account.token.as_deref().unwrap_or_default().as_bytes();
    let body = json::parse(bytes, SETTINGS_BYTES_MAX).unwrap_or_default();
    let is_own = |fields: &Fields<'_>| origin.is_none() || fields.text("origin") == Ok(origin);
    let Some(fields) = Fields::root(&body).ok().filter(is_own) else {
        return Stored::default();
    };
    let ends_at = |name| fields.whole(name).ok().flatten().and_then(|at| i64::try_from(at).ok()).unwrap_or_default();
    Stored {
        user: token(&fields, "user").unwrap_or_default(),
        user_ends_at: ends_at("user_ends_at"),
        application: token(&fields, "application").unwrap_or_default(),
        application_ends_at: ends_at("application_ends_at"),
    }
}

/// A token that may stand in a header.
fn token(fields: &Fields<'_>, name: &'static str) -> Option<String> {
    let token = fields.text(name).ok().flatten()?;
    let is_token = (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_token.then(|| token.to_owned())
}

/// What a refusal means: `{"error":"invalid_grant","error_description":"..."}` needs the operator.
fn refused(response: &HttpResponse) -> Outcome {
    let body = response.json();
    let text_of = |name| body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let says = text::line(&format!("{} {}", text_of("error"), text_of("error_description")));
    let says = if says.is_empty() { "no reason given".to_owned() } else { says };
    let reason = text::cut(&format!("eBay gives no access token: {says}"), REASON_BYTES_MAX).to_owned();
    match Outcome::of_status(response, reason.clone()) {
        Outcome::Delivered { .. } => Outcome::temporary(reason),
        Outcome::Unauthorized { reason } => Outcome::Permanent { reason },
        outcome => outcome,
    }
}

fn required<'settings>(settings: &'settings Settings, key: &'static str) -> Result<&'settings str, Error> {
    settings.text(key)?.ok_or_else(|| Error::Settings { key: key.to_owned(), problem: "is missing" })
}

fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, ENCODED));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A few digits that tell credentials apart and don't tell what they are.
fn fingerprint(settings: &Settings) -> Result<String, Error> {
    let parts = [required(settings, "client_id")?, settings.text("refresh_token")?.unwrap_or_default()];
    let hash = parts
        .iter()
        .fold(Sha256::new(), |hash, part| hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part));
    Ok(encode_hex(&hash.finalize()).chars().take(FINGERPRINT_DIGITS).collect())
}
