//! Sending a reply.

use crate::PATIENCE;
use crate::account;
use crate::authorize::renew;
use sellerdesk_adapter::{Outcome, RESPONSE_BYTES_MAX};
use sellerdesk_contract::Channel;
use sellerdesk_courier::protocol::{Ask, Say};
use sellerdesk_shell::{CallError, Problem, call};

/// Composes, sends and reads the answer.
pub async fn send(ask: Ask) -> Result<Say, Problem> {
    let Some(reply) = ask.reply.clone() else { return Err(Problem::field("reply", "is missing")) };
    if ask.is_repeated && !Channel.limits().is_idempotent {
        let reason = "an earlier attempt may have arrived, and this marketplace can't tell a second one from it";
        return Ok(Say::Unknown(reason.to_owned()));
    }
    let mut account = match account::find(&ask).await? {
        Ok(account) => account,
        Err(outcome) => return Ok(Say::Outcome(outcome)),
    };
    let limit = Channel.limits().text_chars_max as usize;
    if reply.text.chars().count() > limit {
        return Ok(Say::Outcome(Outcome::permanent(format!("this channel takes at most {limit} characters"))));
    }
    if let Err(outcome) = renew(&mut account).await {
        return Ok(Say::Outcome(outcome));
    }
    let request = match Channel.compose(&account.api, &reply) {
        Ok(request) => request,
        Err(refusal) => return Ok(Say::Outcome(Outcome::permanent(refusal.reason))),
    };
    Ok(match call(request, PATIENCE, RESPONSE_BYTES_MAX).await {
        Ok(response) => Say::Outcome(Channel.interpret(&account.api, &reply, &response)),
        Err(CallError::NotSent(reason)) => Say::Outcome(Outcome::temporary(reason)),
        // Where a second one can be told from the first, trying again is the way to find out.
        Err(CallError::Unknown(reason)) if Channel.limits().is_idempotent => Say::Outcome(Outcome::temporary(reason)),
        Err(CallError::Unknown(reason)) => Say::Unknown(reason),
    })
}
