//! The conversation that a notification points at: `GET /commerce/message/v1/conversation/{id}`.

use crate::{API_URL, BODY_BYTES_MAX, unreadable};
use sellerdesk_adapter::{Evidence, Need, Reason, Received, Request, json};
use serde_json::Value;

/// The path of a conversation, after the API's base URL.
pub const PATH: &str = "/commerce/message/v1/conversation/";
/// Messages in one page, the most that eBay gives.
pub const MESSAGES_MAX: usize = 50;
/// The types of a conversation; the API wants to be told.
const KINDS: [&str; 2] = ["FROM_MEMBERS", "FROM_EBAY"];

/// A conversation, or what to answer instead.
pub enum Found {
    /// The conversation.
    Document(Value),
    /// Fetch it, come again later, or keep the notification for people.
    Needs(Received),
}

/// The conversation where it was fetched.
///
/// `notification` is the id of the notification, for what can't be read.
pub fn find(request: &Request, notification: &str, (id, kind): (&str, Option<&str>), evidence: &[Evidence]) -> Found {
    let kept = |problem: &dyn std::fmt::Display| Found::Needs(unreadable(Some(notification.to_owned()), problem));
    let [members, ebay] = KINDS;
    let kind = if kind == Some(ebay) { ebay } else { members };
    let url = format!("{}{PATH}{id}?conversation_type={kind}&limit={MESSAGES_MAX}", request.base(API_URL));
    let Some(answer) = evidence.iter().find(|evidence| evidence.url == url) else {
        return Found::Needs(Received::Needs(vec![Need::of_account(url)]));
    };
    match answer.status {
        200 => match json::parse(&answer.body, BODY_BYTES_MAX as usize) {
            Ok(document) => Found::Document(document),
            Err(_) => kept(&"eBay's answer with the conversation can't be read"),
        },
        // A test of the subscription names one that doesn't exist: eBay says 404.
        status @ (400 | 404 | 410) => kept(&format_args!("eBay doesn't have the conversation: status {status}")),
        status => {
            let detail = format!("eBay doesn't give the conversation: status {status}");
            Found::Needs(Received::rejected(Reason::Misconfigured, detail))
        }
    }
}
