//! Replies: `POST /commerce/message/v1/send_message` with the seller's access token; and what is fetched with tokens.

mod fetch;
mod outcome;
mod send;
mod token;

use crate::Ebay;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal, Reply, ReplyApi, ReplyLimits};

/// Longest message, in characters (`messageText`).
const TEXT_CHARS_MAX: u32 = 2_000;
/// eBay doesn't publish how many it takes; more than one a second no agent writes.
const REPLIES_PER_MINUTE_MAX: u32 = 60;

impl ReplyApi for Ebay {
    const LIMITS: ReplyLimits = ReplyLimits {
        text_chars_max: TEXT_CHARS_MAX,
        per_minute_max: REPLIES_PER_MINUTE_MAX,
        // The API takes no idempotency key.
        is_idempotent: false,
    };

    fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
        token::authorize(account)
    }

    fn token(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
        token::read(account, response)
    }

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        send::compose(account, reply)
    }

    fn interpret(_account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        outcome::of(response)
    }

    fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
        fetch::request(account, url)
    }
}
