//! The reply: a text to the buyer's user id, signed.

use crate::sign::App;
use crate::token::Token;
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal, Reply, ReplyLimits};
use serde_json::json;

const PATH: &str = "/api/v2/sellerchat/send_message";
const TEXT_CHARS_MAX: u32 = 1_000;

/// The limits; the pace is half of what is said to be allowed to one app.
pub const LIMITS: ReplyLimits =
    ReplyLimits { text_chars_max: TEXT_CHARS_MAX, per_minute_max: 50, is_idempotent: false };

/// The request that sends a reply.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let app = App::read(&settings)?;
    // Conversations are digits; orders, listings and the account have a word before a colon.
    if reply.thread.is_empty() || reply.thread.contains(':') {
        return Err(Refusal::new("this is no chat: nobody can be answered on it"));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let most = settings.whole("text_chars_max", 1, TEXT_CHARS_MAX.into())?.unwrap_or(TEXT_CHARS_MAX.into());
    let length = reply.text.chars().count();
    if i64::try_from(length).is_ok_and(|length| length > most) {
        return Err(Refusal::new(format!("the text has {length} characters; Shopee takes {most}")));
    }
    let buyer = reply.buyer.as_ref().and_then(|buyer| buyer.id.parse::<u64>().ok());
    let buyer = buyer.ok_or_else(|| Refusal::new("the buyer's user id is not known"))?;
    let token = Token::of(account).ok_or_else(|| Refusal::new("there is no access token"))?;
    let body = json!({"to_id": buyer, "message_type": "text", "content": {"text": reply.text}});
    Ok(HttpRequest::post_json(app.url(account, PATH, Some(&token.access)), &body))
}
