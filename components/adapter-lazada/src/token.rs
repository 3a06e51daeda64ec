//! Access tokens: got with the refresh token of a seller's authorization, which a refresh replaces.

use crate::api::{judge, needed, post};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

/// Where tokens come from, for all countries.
const OWN_BASE: &str = "https://auth.lazada.com/rest";
const PATH: &str = "/auth/token/refresh";
/// How long before its end a token is replaced, in milliseconds; Lazada advises 30 minutes.
const EARLY_MS: i64 = 30 * 60 * 1_000;
/// How long a token is used whose end nobody tells, in seconds.
const LIFETIME_S_UNTOLD: i64 = 24 * 60 * 60;
/// Longest life of a token that is believed, in seconds: half a year.
const LIFETIME_S_MAX: i64 = 180 * 24 * 60 * 60;

/// A token as it is kept.
#[derive(Clone, Debug, Default)]
pub struct Token {
    /// What calls are made with.
    pub access_token: String,
    refresh_token: String,
    expires_at_ms: Instant,
    seed: String,
}

impl Token {
    /// The account's, empty where there is none that can be read.
    pub fn of(account: &ApiAccount) -> Self {
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
    post(account, account.base(OWN_BASE), PATH, None, &vec![("refresh_token", refresh_token)]).map(Some)
}

/// The token in the answer.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    let body = judge(response)?;
    let unreadable = || Outcome::temporary("Lazada's answer has no access token");
    let root = Fields::root(&body).map_err(|_| unreadable())?;
    let data = root.object("data").ok().flatten();
    let text = |name| {
        let place = [Some(&root), data.as_ref()].into_iter().flatten();
        place.filter_map(|fields| fields.text(name).ok().flatten()).find(|text| !text.is_empty())
    };
    let access_token = text("access_token").ok_or_else(unreadable)?;
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let first = needed(&settings, "refresh_token").map_err(|refusal| Outcome::permanent(refusal.reason))?;
    let lifetime_s = root.id("expires_in").ok().flatten().and_then(|seconds| seconds.parse().ok());
    let lifetime_s = lifetime_s.unwrap_or(LIFETIME_S_UNTOLD).clamp(0, LIFETIME_S_MAX);
    let token = json!({
        "access_token": access_token,
        "refresh_token": text("refresh_token").unwrap_or(first),
        "expires_at_ms": account.now.saturating_add(lifetime_s * 1_000),
        "seed": seed(first),
    });
    Ok(token.to_string())
}

/// Says of a kept token which authorization it comes from, without repeating that.
fn seed(refresh_token: &str) -> String {
    encode_hex(&hmac_sha256(b"sellerdesk seed", &[refresh_token.as_bytes()])).chars().take(16).collect()
}
