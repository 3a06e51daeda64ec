//! Getting a token, where the API needs one.

use crate::account::{self, Account};
use crate::PATIENCE;
use sellerdesk_adapter::{Outcome, RESPONSE_BYTES_MAX};
use sellerdesk_contract::Channel;
use sellerdesk_courier::protocol::{Ask, Say};
use sellerdesk_shell::{Problem, call};

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
        // The adapter still needs what refreshes it: only the expiry is no longer believed.
        account.api.now = account.api.now.saturating_add(TOKEN_AGE_MS);
    }
    Ok(match renew(&mut account).await {
        Ok(true) => Say::Ready { token: account.api.token.as_deref().and_then(|token| account.sealed(token)), per_minute_max },
        Ok(false) => Say::Ready { token: None, per_minute_max },
        Err(outcome) => Say::Outcome(outcome),
    })
}

/// Beyond the life of any marketplace's access token, in milliseconds.
const TOKEN_AGE_MS: i64 = 40 * 24 * 3_600_000;

/// Requests for tokens that one sending is worth: eBay has two kinds.
const TOKENS_MAX: usize = 3;

/// Gives the account a good token; whether it is a new one.
pub async fn renew(account: &mut Account) -> Result<bool, Outcome> {
    for requests in 0..TOKENS_MAX {
        let request = Channel.authorize(&account.api).map_err(|refusal| Outcome::permanent(refusal.reason))?;
        let Some(request) = request else { return Ok(requests > 0) };
        account.api.now = now();
        let response = call(request, PATIENCE, RESPONSE_BYTES_MAX).await;
        let response = response.map_err(|error| Outcome::temporary(format!("no token: {error}")))?;
        account.api.token = Some(Channel.token(&account.api, &response)?);
    }
    Ok(true)
}

fn now() -> i64 {
    sellerdesk_shell::SystemClock::now_ms()
}
