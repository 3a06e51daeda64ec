//! Getting a token, where the API needs one.

use crate::PATIENCE;
use crate::account::{self, Account};
use sellerdesk_adapter::{Outcome, RESPONSE_BYTES_MAX};
use sellerdesk_contract::Channel;
use sellerdesk_courier::protocol::{Ask, Say};
use sellerdesk_shell::{Problem, call};
use serde_json::{Map, Value};

/// A new token if the account needs one. Where it couldn't be kept, sealed, each sending gets its own.
pub async fn authorize(ask: Ask) -> Result<Say, Problem> {
    let mut account = match account::find(&ask).await? {
        Ok(account) => account,
        Err(outcome) => return Ok(Say::Outcome(outcome)),
    };
    let per_minute_max = Channel.limits().per_minute_max;
    if !account.can_keep_token() {
        return Ok(Say::Ready { token: None, per_minute_max });
    }
    if ask.is_token_refused {
        account.api.token = account.api.token.as_deref().and_then(refused);
    }
    Ok(match renew(&mut account).await {
        Ok(true) => {
            Say::Ready { token: account.api.token.as_deref().and_then(|token| account.sealed(token)), per_minute_max }
        }
        Ok(false) => Say::Ready { token: None, per_minute_max },
        Err(outcome) => Say::Outcome(outcome),
    })
}

/// What a token's times of expiry are called.
const EXPIRIES: [&str; 3] = ["ends_at", "expires_at", "expires_at_ms"];

/// The token as one that was refused ([`sellerdesk_adapter::ReplyApi::authorize`]): what refreshes it stays.
fn refused(token: &str) -> Option<String> {
    let mut token: Map<String, Value> = serde_json::from_str(token).ok()?;
    for (name, value) in &mut token {
        if EXPIRIES.iter().any(|expiry| name.ends_with(expiry)) {
            *value = Value::from(0);
        }
    }
    token.insert("refused".to_owned(), Value::from(1));
    Some(Value::Object(token).to_string())
}

/// Requests for tokens that one sending is worth: eBay has two kinds.
const TOKENS_MAX: usize = 3;

/// Gives the account a good token; whether it is a new one.
pub async fn renew(account: &mut Account) -> Result<bool, Outcome> {
    for requests in 0..TOKENS_MAX {
        let request = Channel.authorize(&account.api).map_err(|refusal| Outcome::permanent(refusal.reason))?;
        let Some(request) = request else { return Ok(requests > 0) };
        let response = call(request, PATIENCE, RESPONSE_BYTES_MAX).await;
        let response = response.map_err(|error| Outcome::temporary(format!("no token: {error}")))?;
        account.api.token = Some(Channel.token(&account.api, &response)?);
    }
    Ok(true)
}
