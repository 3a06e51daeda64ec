//! The access token: `GET {auth_url}/api/v2/token/refresh` before the present one runs out (after 7 days by default).
//!
//! Each answer may hold a new refresh token; it is used from then on, until the operator authorizes the app again and
//! puts another into the settings.

use super::account;
use super::outcome;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::kept_token::KeptToken;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};

const PATH: &str = "/api/v2/token/refresh";
/// How long before its end a token is renewed, in milliseconds.
const MARGIN_MS: i64 = 10 * 60 * 1_000;
/// Lifetimes from here on are instants in seconds since the Unix epoch, as TikTok gives them: the year 2001.
const INSTANT_S_MIN: i64 = 1_000_000_000;
/// Longest token taken, in bytes; TikTok's have about 100.
const TOKEN_BYTES_MAX: usize = 4_000;

/// The request for a token, where there is none that is good for a while.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let first = account::required(&settings, "refresh_token")?;
    let (app_key, app_secret) = (account::required(&settings, "app_key")?, account::required(&settings, "app_secret")?);
    let token = KeptToken::of(account);
    let Some(refresh_token) = token.refresh_token(first, account.now, MARGIN_MS) else { return Ok(None) };
    let query = account::query(&[
        ("app_key", app_key),
        ("app_secret", app_secret),
        ("refresh_token", refresh_token),
        ("grant_type", "refresh_token"),
    ]);
    Ok(Some(HttpRequest::get(format!("{}{PATH}?{query}", account::auth_url(account, &settings)?))))
}

/// What is to be kept of the answer.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    let body = response.json();
    let is_granted = |body: &Fields<'_>| response.status == 200 && body.id("code") == Ok(Some("0".to_owned()));
    let granted = Fields::root(&body).ok().filter(is_granted);
    let data = granted.and_then(|body| body.object("data").ok().flatten()).ok_or_else(|| refused(response))?;
    let token = |name| data.text(name).ok().flatten().filter(|token| is_token(token));
    let access = token("access_token").ok_or_else(|| Outcome::temporary("TikTok Shop answered without a token"))?;
    let ends = data.whole("access_token_expire_in").ok().flatten().and_then(|number| i64::try_from(number).ok());
    let lifetime_s =
        ends.map(|ends| if ends >= INSTANT_S_MIN { ends.saturating_sub(account.now / 1_000) } else { ends });
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let first = account::required(&settings, "refresh_token").map_err(|error| Outcome::permanent(error.to_string()))?;
    Ok(KeptToken::keep(account, first, access, token("refresh_token"), lifetime_s))
}

/// The access token to send with; `None` before there is one.
pub fn access(account: &ApiAccount) -> Option<String> {
    Some(KeptToken::of(account).access_token).filter(|token| is_token(token))
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

/// Whether it may stand in a header.
fn is_token(token: &str) -> bool {
    (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
}
