//! Access tokens (OAuth 2.0): every refresh token is good for one use, and the answer has the next.

use crate::OWN_BASE;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

const PATH: &str = "/oauth/token";
/// How long before its end a token is replaced, in milliseconds.
const EARLY_MS: i64 = 10 * 60 * 1_000;
/// How long a token is used whose end nobody tells, in seconds; Mercado Libre's live 3 or 6 hours.
const LIFETIME_S_UNTOLD: i64 = 60 * 60;
/// Longest life of a token that is believed, in seconds: half a year.
const LIFETIME_S_MAX: i64 = 180 * 24 * 60 * 60;
/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Hexadecimal digits of a seed.
const SEED_BYTES: usize = 16;

/// A token as it is kept.
#[derive(Clone, Debug, Default)]
pub struct Token {
    access_token: String,
    refresh_token: String,
    expires_at_ms: Instant,
    seed: String,
}

impl Token {
    /// The account's, empty where there is none that can be read.
    fn of(account: &ApiAccount) -> Self {
        let kept: Value = account.token.as_deref().and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
        let text = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
            expires_at_ms: kept.get("expires_at_ms").and_then(Value::as_i64).unwrap_or_default(),
            seed: text("seed"),
        }
    }
}

/// The header that calls are made with.
pub fn bearer(account: &ApiAccount) -> Result<String, Refusal> {
    let token = Token::of(account).access_token;
    let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(format!("Bearer {token}")) } else { Err(Refusal::new("there is no access token yet")) }
}

/// The request for a new token, where the account's is missing or about to end.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let first = needed(&settings, "refresh_token")?;
    let token = Token::of(account);
    let is_own = token.seed == seed(first);
    if is_own && !token.access_token.is_empty() && token.expires_at_ms.saturating_sub(EARLY_MS) > account.now {
        return Ok(None);
    }
    // A refresh token of the settings that the kept one doesn't come from is a new authorization.
    let refresh_token = if is_own && !token.refresh_token.is_empty() { &token.refresh_token } else { first };
    let parameters = [
        ("grant_type", "refresh_token"),
        ("client_id", needed(&settings, "application_id")?),
        ("client_secret", needed(&settings, "client_secret")?),
        ("refresh_token", refresh_token),
    ];
    let one = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, RESERVED));
    Ok(Some(HttpRequest {
        method: "POST".to_owned(),
        url: format!("{}{PATH}", account.base(OWN_BASE)),
        headers: vec![
            ("accept".to_owned(), "application/json".to_owned()),
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ],
        body: parameters.iter().map(one).collect::<Vec<_>>().join("&").into_bytes(),
    }))
}

/// The token in the answer, with the refresh token that is to be used next.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    match Outcome::of_status(response, crate::reply::reason(response)) {
        Outcome::Delivered { .. } => {}
        // The application's own secret is refused: another token won't help.
        Outcome::Unauthorized { reason } => return Err(Outcome::Permanent { reason }),
        outcome => return Err(outcome),
    }
    let body = response.json();
    let unreadable = || Outcome::temporary("Mercado Libre's answer has no access token");
    let root = Fields::root(&body).map_err(|_| unreadable())?;
    let text = |name| root.text(name).ok().flatten().filter(|text| !text.is_empty());
    let access_token = text("access_token").ok_or_else(unreadable)?;
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let first = needed(&settings, "refresh_token").map_err(|refusal| Outcome::permanent(refusal.reason))?;
    let lifetime_s = root.id("expires_in").ok().flatten().and_then(|seconds| seconds.parse().ok());
    let lifetime_s = lifetime_s.unwrap_or(LIFETIME_S_UNTOLD).clamp(0, LIFETIME_S_MAX);
    let token = json!({
        "access_token": access_token,
        "refresh_token": text("refresh_token").unwrap_or_default(),
        "expires_at_ms": account.now.saturating_add(lifetime_s * 1_000),
        "seed": seed(first),
    });
    Ok(token.to_string())
}

/// A setting that has to be there.
pub fn needed<'a>(settings: &'a Settings, key: &'static str) -> Result<&'a str, Refusal> {
    let missing = || Error::Settings { key: key.to_owned(), problem: "is missing" };
    Ok(settings.text(key)?.ok_or_else(missing)?)
}

/// Says of a kept token which authorization it comes from, without repeating that.
fn seed(refresh_token: &str) -> String {
    let digest = encode_hex(&hmac_sha256(b"sellerdesk seed", &[refresh_token.as_bytes()]));
    digest.chars().take(SEED_BYTES).collect()
}
