//! Fetching a document with the account's credentials.

use crate::PATIENCE;
use crate::account;
use crate::authorize::renew;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::{Outcome, RESPONSE_BYTES_MAX};
use sellerdesk_contract::Channel;
use sellerdesk_courier::protocol::{Ask, Say};
use sellerdesk_shell::{Problem, call};

/// Only what the adapter itself turns into a request of its API.
pub async fn fetch(ask: Ask) -> Result<Say, Problem> {
    let Some(url) = ask.url.clone() else { return Err(Problem::field("url", "is missing")) };
    let mut account = match account::find(&ask).await? {
        Ok(account) => account,
        Err(outcome) => return Ok(Say::Outcome(outcome)),
    };
    if let Err(outcome) = renew(&mut account).await {
        return Ok(Say::Outcome(outcome));
    }
    let request = match Channel.fetch(&account.api, &url) {
        Ok(request) => request,
        Err(refusal) => return Ok(Say::Outcome(Outcome::permanent(refusal.reason))),
    };
    Ok(match call(request, PATIENCE, RESPONSE_BYTES_MAX).await {
        Ok(response) => Say::Document { status: response.status, body: STANDARD.encode(response.body) },
        Err(error) => Say::Outcome(Outcome::temporary(error.to_string())),
    })
}
