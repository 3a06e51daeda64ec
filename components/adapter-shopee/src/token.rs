//! Access tokens: good for four hours, each got with a refresh token that is good once and for 30 days.

use crate::outcome;
use crate::push::given;
use crate::sign::{App, needed};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::{SETTINGS_BYTES_MAX, Settings};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

const PATH: &str = "/api/v2/auth/access_token/get";
/// A token is renewed so long before it runs out, in milliseconds.
const MARGIN_MS: i64 = 10 * 60 * 1_000;
/// How long a token lives where Shopee doesn't say, in seconds.
const LIFE_S: u64 = 4 * 60 * 60;
/// Longest life of a token believed, in seconds: 30 days.
const LIFE_S_MAX: u64 = 30 * 24 * 60 * 60;
/// Longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 500;
/// Hexadecimal digits that tell one refresh token of the settings from another.
const ORIGIN_DIGITS: usize = 16;

/// What the token's text holds.
#[derive(Clone, Debug)]
pub struct Token {
    /// For calls.
    pub access: String,
    /// For the next token.
    pub refresh: String,
    expires_at: Instant,
    origin: String,
    is_refused: bool,
}

impl Token {
    /// Reads the account's token.
    pub fn of(account: &ApiAccount) -> Option<Self> {
        let value = json::parse(account.token.as_deref()?.as_bytes(), SETTINGS_BYTES_MAX).ok()?;
        let fields = Fields::root(&value).ok()?;
        let text = |name| given(fields.text(name)).filter(|text| is_token(text)).map(str::to_owned);
        Some(Self {
            access: text("access_token")?,
            refresh: text("refresh_token")?,
            expires_at: given(fields.whole("expires_at")).and_then(|at| Instant::try_from(at).ok())?,
            origin: text("origin")?,
            is_refused: given(fields.id("refused")).is_some(),
        })
    }
}

/// The request for a token, unless there is a good one.
///
/// The caller marks a token that the API refused by a field `refused`: its refresh token is still the newest.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let app = App::read(&settings)?;
    let first = needed(&settings, "refresh_token")?;
    let kept = Token::of(account).filter(|token| token.origin == origin(first));
    let refresh = match &kept {
        Some(token) if !token.is_refused && account.now.saturating_add(MARGIN_MS) < token.expires_at => {
            return Ok(None);
        }
        Some(token) => token.refresh.as_str(),
        None => first,
    };
    let body = json!({
        "refresh_token": refresh,
        "partner_id": app.partner_id.parse::<u64>().unwrap_or_default(),
        "shop_id": app.shop_id.parse::<u64>().unwrap_or_default(),
    });
    Ok(Some(HttpRequest::post_json(app.url(account, PATH, None), &body)))
}

/// The token in the answer.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    let refused = |reason: &str| Outcome::permanent(reason);
    let body = response.json();
    let settings = account.settings().map_err(|error| refused(&error.to_string()))?;
    let first = needed(&settings, "refresh_token").map_err(|error| refused(&error.to_string()))?;
    if let Some(failure) = outcome::failure(account, response, &body) {
        return Err(match failure {
            // There is nothing to get a newer one with.
            Outcome::Unauthorized { reason } | Outcome::Permanent { reason } => {
                refused(&format!("authorise the app for the shop again: {reason}"))
            }
            other => other,
        });
    }
    let token = new_token(&body, account.now, &settings, first);
    token.map(|token| token.to_string()).ok_or_else(|| Outcome::temporary("Shopee's answer has no token"))
}

fn new_token(body: &Value, now: Instant, settings: &Settings, first: &str) -> Option<Value> {
    let fields = Fields::root(body).ok()?;
    let text = |name| given(fields.text(name)).filter(|text| is_token(text));
    // A token for another shop would answer its buyers.
    let shop = given(fields.id("shop_id"));
    if shop.is_some_and(|shop| given(settings.text("shop_id")) != Some(shop.as_str())) {
        return None;
    }
    let life_s = given(fields.whole("expire_in")).unwrap_or(LIFE_S).min(LIFE_S_MAX);
    let life_ms = i64::try_from(life_s).ok()?.saturating_mul(1_000);
    Some(json!({
        "access_token": text("access_token")?,
        "refresh_token": text("refresh_token")?,
        "expires_at": now.saturating_add(life_ms),
        "origin": origin(first),
    }))
}

/// Whether a text may be a token: it becomes a part of a URL.
fn is_token(text: &str) -> bool {
    (1..=TOKEN_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// Which refresh token of the settings a token goes back to.
fn origin(first: &str) -> String {
    let digest = encode_hex(&hmac_sha256(b"sellerdesk shopee", &[first.as_bytes()]));
    digest.chars().take(ORIGIN_DIGITS).collect()
}
