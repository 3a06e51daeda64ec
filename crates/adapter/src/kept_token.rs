//! An OAuth token as it is kept between calls ([`ApiAccount::token`](crate::ApiAccount::token)), for APIs whose
//! refresh tokens are replaced by each use: the newest is in the token, the first in the settings.

use crate::json::{self, Fields};
use crate::signature::{encode_hex, hmac_sha256};
use crate::{ApiAccount, HttpResponse, Outcome};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

/// Longest life of a token that is believed, in seconds: half a year.
const LIFETIME_S_MAX: i64 = 180 * 24 * 60 * 60;
/// How long a token is used whose end nobody tells, in seconds.
const LIFETIME_S_UNTOLD: i64 = 60 * 60;
/// Hexadecimal digits of a seed.
const SEED_BYTES: usize = 16;

/// A kept token.
#[derive(Clone, Default)]
pub struct KeptToken {
    /// What calls are made with; empty where there is none.
    pub access_token: String,
    refresh_token: String,
    expires_at_ms: Instant,
    seed: String,
}

impl KeptToken {
    /// The account's, empty where there is none that can be read.
    pub fn of(account: &ApiAccount) -> Self {
        let kept = account.token.as_deref().and_then(|kept| json::value(kept.as_bytes()).ok()).unwrap_or_default();
        let text = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
            expires_at_ms: kept.get("expires_at_ms").and_then(Value::as_i64).unwrap_or_default(),
            seed: text("seed"),
        }
    }

    /// The refresh token to use now; `None` while the access token is good for more than `early_ms`.
    ///
    /// `first` is the settings' refresh token. One that the kept token doesn't come from is a new authorization, and
    /// the kept token is over.
    pub fn refresh_token<'token>(&'token self, first: &'token str, now: Instant, early_ms: i64) -> Option<&'token str> {
        let is_own = self.seed == seed(first);
        if is_own && !self.access_token.is_empty() && self.expires_at_ms.saturating_sub(early_ms) > now {
            return None;
        }
        Some(if is_own && !self.refresh_token.is_empty() { &self.refresh_token } else { first })
    }

    /// The text to keep of an answer with `access_token`, `expires_in` in seconds and, where it has changed,
    /// `refresh_token`.
    ///
    /// # Errors
    /// It has no access token.
    pub fn read(account: &ApiAccount, first: &str, response: &HttpResponse) -> Result<String, Outcome> {
        let body = response.json();
        let unreadable = || Outcome::temporary("the answer has no access token");
        let root = Fields::root(&body).map_err(|_| unreadable())?;
        let text = |name| root.text(name).ok().flatten().filter(|text| !text.is_empty());
        let access_token = text("access_token").ok_or_else(unreadable)?;
        let lifetime_s = root.id("expires_in").ok().flatten().and_then(|seconds| seconds.parse().ok());
        Ok(Self::keep(account, first, access_token, text("refresh_token"), lifetime_s))
    }

    /// The text to keep of a token that was read by other names: it lives for `lifetime_s` seconds, and `refresh_token` is
    /// there where it has changed.
    pub fn keep(
        account: &ApiAccount,
        first: &str,
        access_token: &str,
        refresh_token: Option<&str>,
        lifetime_s: Option<i64>,
    ) -> String {
        let lifetime_s = lifetime_s.unwrap_or(LIFETIME_S_UNTOLD).clamp(0, LIFETIME_S_MAX);
        let before = Self::of(account);
        let last = before.refresh_token(first, Instant::MAX, 0).unwrap_or(first);
        let token = json!({
            "access_token": access_token,
            "refresh_token": refresh_token.unwrap_or(last),
            "expires_at_ms": account.now.saturating_add(lifetime_s * 1_000),
            "seed": seed(first),
        });
        token.to_string()
    }
}

/// Says of a kept token which authorization it comes from, without repeating that.
fn seed(first: &str) -> String {
    let digest = encode_hex(&hmac_sha256(b"sellerdesk seed", &[first.as_bytes()]));
    digest.chars().take(SEED_BYTES).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn account(token: Option<String>) -> ApiAccount {
        ApiAccount { name: String::new(), settings: String::new(), api: String::new(), token, now: 1_000_000 }
    }

    fn answer(body: &Value) -> HttpResponse {
        HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
    }

    #[test]
    fn the_newest_refresh_token_is_used_until_the_settings_have_another() {
        assert_eq!(KeptToken::of(&account(None)).refresh_token("first", 0, 0), Some("first"));
        let body = json!({"access_token": "a", "refresh_token": "second", "expires_in": 100});
        let kept = KeptToken::read(&account(None), "first", &answer(&body)).unwrap();
        let token = KeptToken::of(&account(Some(kept.clone())));
        assert_eq!(token.access_token, "a");
        assert_eq!(token.refresh_token("first", 1_099_999, 0), None);
        assert_eq!(token.refresh_token("first", 1_100_000, 0), Some("second"));
        assert_eq!(token.refresh_token("first", 1_050_000, 50_000), Some("second"));
        assert_eq!(token.refresh_token("other", 1_000_000, 0), Some("other"));
        let body = json!({"access_token": "b", "expires_in": "100"});
        let kept = KeptToken::read(&account(Some(kept)), "first", &answer(&body)).unwrap();
        assert_eq!(KeptToken::of(&account(Some(kept))).refresh_token("first", 2_000_000, 0), Some("second"));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for body in [json!({}), json!([]), json!({"access_token": ""}), json!({"access_token": 5})] {
            assert!(KeptToken::read(&account(None), "first", &answer(&body)).is_err(), "{body}");
        }
        for kept in ["", "{", "[]", r#"{"access_token":5}"#] {
            assert_eq!(KeptToken::of(&account(Some(kept.to_owned()))).access_token, "", "{kept}");
        }
        let body = json!({"access_token": "a", "expires_in": 0});
        let kept = KeptToken::read(&account(None), "first", &answer(&body)).unwrap();
        assert_eq!(KeptToken::of(&account(Some(kept))).refresh_token("first", 1_000_000, 0), Some("first"));
    }
}
