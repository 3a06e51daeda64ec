//! Replies: `POST /customer_service/202309/conversations/{id}/messages`, signed, with the shop's access token.

mod account;
mod outcome;
mod send;
mod sign;
mod token;

use crate::TiktokShop;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal, Reply, ReplyApi, ReplyLimits};

/// Longest text message, in characters ("Send message", 202309).
const TEXT_CHARS_MAX: u32 = 2_000;
/// A tenth of what the API takes (50 calls a second for an app and shop): nobody types faster.
const REPLIES_PER_MINUTE_MAX: u32 = 300;

impl ReplyApi for TiktokShop {
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
}
