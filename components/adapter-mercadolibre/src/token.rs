//! Access tokens (OAuth 2.0): every refresh token is good for one use, and the answer has the next.

use crate::OWN_BASE;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::kept_token::KeptToken;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, Refusal};

const PATH: &str = "/oauth/token";
/// How long before its end a token is replaced, in milliseconds.
const EARLY_MS: i64 = 10 * 60 * 1_000;
/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The header that calls are made with.
pub fn bearer(account: &ApiAccount) -> Result<String, Refusal> {
    let token = KeptToken::of(account).access_token;
    let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(format!("Bearer {token}")) } else { Err(Refusal::new("there is no access token yet")) }
}

/// The request for a new token, where the account's is missing or about to end.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let token = KeptToken::of(account);
    let Some(refresh_token) = token.refresh_token(needed(&settings, "refresh_token")?, account.now, EARLY_MS) else {
        return Ok(None);
    };
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
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let first = needed(&settings, "refresh_token").map_err(|refusal| Outcome::permanent(refusal.reason))?;
    KeptToken::read(account, first, response)
}

/// A setting that has to be there.
pub fn needed<'a>(settings: &'a Settings, key: &'static str) -> Result<&'a str, Refusal> {
    let missing = || Error::Settings { key: key.to_owned(), problem: "is missing" };
    Ok(settings.text(key)?.ok_or_else(missing)?)
}
