//! A reply as a request.

use super::{TEXT_CHARS_MAX, token};
use crate::API_URL;
use crate::message::MEMBER_PREFIX;
use crate::notification::{ORDER_PREFIX, is_id};
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal, Reply};
use serde_json::{Value, json};

const PATH: &str = "/commerce/message/v1/send_message";

/// The request for a reply.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the reply has no text"));
    }
    if reply.text.chars().count() > TEXT_CHARS_MAX as usize {
        return Err(Refusal::new(format!("eBay takes at most {TEXT_CHARS_MAX} characters in a message")));
    }
    let body = body(reply)?;
    let token = token::user(account)?;
    let url = format!("{}{PATH}", account.base(API_URL));
    Ok(HttpRequest::post_json(url, &body).with("authorization", format!("Bearer {token}")))
}

/// To the conversation, or else to the buyer by name: eBay finds or opens the conversation.
fn body(reply: &Reply) -> Result<Value, Refusal> {
    if is_id(&reply.thread) {
        return Ok(json!({"conversationId": reply.thread, "messageText": reply.text, "emailCopyToSender": false}));
    }
    let takes_name = reply.thread.starts_with(MEMBER_PREFIX) || reply.thread.starts_with(ORDER_PREFIX);
    let buyer = reply.buyer.as_ref().filter(|_| takes_name);
    let buyer = buyer.ok_or_else(|| Refusal::new("eBay takes replies in conversations and to known buyers only"))?;
    let mut body = json!({"otherPartyUsername": buyer.id, "messageText": reply.text, "emailCopyToSender": false});
    if let (Some(map), Some(listing)) = (body.as_object_mut(), &reply.product_id) {
        map.insert("reference".to_owned(), json!({"referenceId": listing, "referenceType": "LISTING"}));
    }
    Ok(body)
}
