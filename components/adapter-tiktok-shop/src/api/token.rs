//! The access token: `GET {auth_url}/api/v2/token/refresh` before the present one runs out (after 7 days by default).
//!
//! Each answer may hold a new refresh token; the stored one is used from then on, until the operator authorizes the app
//! again and puts another into the settings. Which one the stored token came from is kept as a fingerprint.

use super::account;
use super::outcome;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::{SETTINGS_BYTES_MAX, Settings};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::json;

const PATH: &str = "/api/v2/token/refresh";
/// How long before its end a token is renewed, in milliseconds.
const MARGIN_MS: i64 = 10 * 60 * 1_000;
/// Lifetimes from here on are instants in seconds since the Unix epoch, as TikTok gives them: the year 2001.
const INSTANT_S_MIN: i64 = 1_000_000_000;
/// How long a token is taken to live whose end can't be read, in milliseconds: an hour.
const LIFETIME_MS: i64 = 60 * 60 * 1_000;
/// Longest token taken, in bytes; TikTok's have about 100.
const TOKEN_BYTES_MAX: usize = 4_000;
/// Hexadecimal digits of a fingerprint.
const FINGERPRINT_DIGITS: usize = 16;

/// What is stored.
struct Token {
    access: String,
    refresh: Option<String>,
    ends_at: Instant,
    /// The fingerprint of the settings' refresh token that it came from.
    origin: String,
}

/// The request for a token, where there is none that is good for a while.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let configured = account::required(&settings, "refresh_token")?;
    let origin = fingerprint(&settings)?;
    let stored = stored(account).filter(|token| token.origin == origin);
    if stored.as_ref().is_some_and(|token| account.now < token.ends_at.saturating_sub(MARGIN_MS)) {
        return Ok(None);
    }
    let refresh = stored.as_ref().and_then(|token| token.refresh.as_deref()).unwrap_or(configured);
    let query = account::query(&[
        ("app_key", account::required(&settings, "app_key")?),
        ("app_secret", account::required(&settings, "app_secret")?),
        ("refresh_token", refresh),
        ("grant_type", "refresh_token"),
    ]);
    Ok(Some(HttpRequest::get(format!("{}{PATH}?{query}", account::auth_url(account, &settings)?))))
}

/// What is to be stored of the answer.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    let body = response.json();
    let is_granted = |body: &Fields<'_>| response.status == 200 && body.id("code") == Ok(Some("0".to_owned()));
    let granted = Fields::root(&body).ok().filter(is_granted);
    let data = granted.and_then(|body| body.object("data").ok().flatten()).ok_or_else(|| refused(response))?;
    let access =
        token(&data, "access_token").ok_or_else(|| Outcome::temporary("TikTok Shop answered without a token"))?;
    let lifetime_s = data.whole("access_token_expire_in").ok().flatten().and_then(|number| i64::try_from(number).ok());
    let ends_at = match lifetime_s {
        Some(instant_s) if instant_s >= INSTANT_S_MIN => instant_s.saturating_mul(1_000),
        Some(lifetime_s) => account.now.saturating_add(lifetime_s.saturating_mul(1_000)),
        None => account.now.saturating_add(LIFETIME_MS),
    };
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let origin = fingerprint(&settings).map_err(|error| Outcome::permanent(error.to_string()))?;
    let refresh = token(&data, "refresh_token");
    Ok(json!({"access_token": access, "refresh_token": refresh.unwrap_or_default(), "ends_at": ends_at, "origin": origin})
        .to_string())
}

/// The access token to send with; `None` before there is one.
pub fn access(account: &ApiAccount) -> Option<String> {
    stored(account).map(|token| token.access)
}

/// What a refusal means: a refresh token that is no longer taken needs the operator, so there is nothing to try again.
fn refused(response: &HttpResponse) -> Outcome {
    if (200..300).contains(&response.status) && response.json().get("code").is_none() {
        return Outcome::temporary("TikTok Shop answered without a code");
    }
    match outcome::of(response) {
        Outcome::Delivered { .. } => Outcome::temporary("TikTok Shop answered without a token"),
        Outcome::Unauthorized { reason } | Outcome::Permanent { reason } => {
            Outcome::permanent(format!("no new access token, authorize the app again: {reason}"))
        }
        temporary => temporary,
    }
}

fn stored(account: &ApiAccount) -> Option<Token> {
    let body = json::parse(account.token.as_deref()?.as_bytes(), SETTINGS_BYTES_MAX).ok()?;
    let fields = Fields::root(&body).ok()?;
    Some(Token {
        access: token(&fields, "access_token")?,
        refresh: token(&fields, "refresh_token"),
        ends_at: i64::try_from(fields.whole("ends_at").ok()??).ok()?,
        origin: fields.id("origin").ok()??,
    })
}

/// A token that may stand in a header.
fn token(fields: &Fields<'_>, name: &'static str) -> Option<String> {
    let token = fields.text(name).ok().flatten()?;
    let is_token = (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_token.then(|| token.to_owned())
}

/// A few digits that tell refresh tokens apart and don't tell what they are.
fn fingerprint(settings: &Settings) -> Result<String, Error> {
    let (secret, token) = (account::required(settings, "app_secret")?, account::required(settings, "refresh_token")?);
    Ok(encode_hex(&hmac_sha256(secret.as_bytes(), &[token.as_bytes()])).chars().take(FINGERPRINT_DIGITS).collect())
}
