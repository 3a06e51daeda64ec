//! Access tokens: got with the refresh token of a seller's authorization, which a refresh replaces.

use crate::api::{judge, needed, post};
use sellerdesk_adapter::kept_token::KeptToken;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};

/// Where tokens come from, for all countries.
const OWN_BASE: &str = "https://auth.lazada.com/rest";
const PATH: &str = "/auth/token/refresh";
/// How long before its end a token is replaced, in milliseconds; Lazada advises 30 minutes.
const EARLY_MS: i64 = 30 * 60 * 1_000;

/// The request for a new token, where the account's is missing or about to end.
pub fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
    let settings = account.settings()?;
    let token = KeptToken::of(account);
    let Some(refresh_token) = token.refresh_token(needed(&settings, "refresh_token")?, account.now, EARLY_MS) else {
        return Ok(None);
    };
    post(account, account.base(OWN_BASE), PATH, None, &vec![("refresh_token", refresh_token)]).map(Some)
}

/// The token in the answer.
pub fn read(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
    judge(response)?;
    let settings = account.settings().map_err(|error| Outcome::permanent(error.to_string()))?;
    let first = needed(&settings, "refresh_token").map_err(|refusal| Outcome::permanent(refusal.reason))?;
    KeptToken::read(account, first, response)
}
