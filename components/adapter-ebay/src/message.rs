//! `NEW_MESSAGE` and `BUYER_QUESTION`: somebody wrote.

use crate::conversation::{self, Found};
use crate::notification::{Notification, given, is_id, listing, order, own_id, site};
use crate::written::Written;
use crate::{accepted, unreadable};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, Evidence, Received, Request};
use sellerdesk_canonical::{Event, Instant};
use serde_json::Value;

/// What stands before the buyer's name in the thread of a question that belongs to no conversation.
pub const MEMBER_PREFIX: &str = "member:";
/// The type of eBay's own conversations.
const FROM_EBAY: &str = "FROM_EBAY";

/// What all messages of a notification share.
pub struct Place {
    /// The conversation.
    pub thread: String,
    /// Whether it is one of eBay's own.
    pub from_ebay: bool,
    /// The order it is about.
    pub order_id: Option<String>,
    /// The listing it is about.
    pub product_id: Option<String>,
    /// The marketplace.
    pub site: Option<String>,
    /// When eBay told of it.
    pub at: Instant,
}

/// Reads a message, from the notification where it is whole, or else from its conversation.
pub fn read(
    request: &Request,
    settings: &Settings,
    notification: &Notification,
    evidence: &[Evidence],
) -> Result<Received, Error> {
    let sellers = settings.texts("sellers")?;
    if sellers.is_empty() {
        return Err(Error::Settings { key: "sellers".to_owned(), problem: "is missing" });
    }
    let problem = |_| Error::Field { path: "notification.data".to_owned(), problem: "must be an object" };
    let data = Fields::root(&notification.data).map_err(problem)?;
    let mut written = Written::read(&data);
    let conversation = given(own_id(&data, "conversationId")).filter(|id| is_id(id));
    let is_whole = written.text.is_some() && written.sender.is_some() && written.id.is_some();
    match conversation {
        Some(conversation) if !is_whole => {
            let kind = given(data.text("conversationType"));
            match conversation::find(request, &notification.id, (&conversation, kind), evidence) {
                Found::Needs(received) => Ok(received),
                Found::Document(document) => {
                    let place = Place::of(conversation, kind, &document, notification);
                    read_document(&document, written.id.as_deref(), &place, &sellers, notification)
                }
            }
        }
        Some(conversation) => {
            let kind = given(data.text("conversationType"));
            let place = Place::of(conversation, kind, &notification.data, notification);
            taken(vec![written], &place, &sellers, notification)
        }
        None => {
            let sender = written.sender.clone().ok_or_else(|| data.wrong("conversationId", "is missing"))?;
            written.text.as_ref().ok_or_else(|| data.wrong("messageBody", "is missing"))?;
            let by_seller = sellers.iter().any(|seller| seller.eq_ignore_ascii_case(&sender));
            let other = written.recipient.clone().filter(|_| by_seller).unwrap_or(sender);
            let place = Place::of(format!("{MEMBER_PREFIX}{other}"), None, &notification.data, notification);
            let id = written.id.clone().unwrap_or_else(|| format!("notification:{}", notification.id));
            written.id = Some(id);
            taken(vec![written], &place, &sellers, notification)
        }
    }
}

/// The message `id` of a conversation, or all where the notification doesn't say which: known ones are known again.
fn read_document(
    document: &Value,
    id: Option<&str>,
    place: &Place,
    sellers: &[&str],
    notification: &Notification,
) -> Result<Received, Error> {
    let messages = Fields::root(document)?.objects("messages", conversation::MESSAGES_MAX)?;
    let all = messages.iter().map(Written::read);
    let wanted: Vec<Written> = match id {
        Some(id) => all.filter(|written| written.id.as_deref() == Some(id)).take(1).collect(),
        None => all.filter(|written| written.id.is_some()).collect(),
    };
    if wanted.is_empty() {
        let problem = "the conversation doesn't have the message";
        return Ok(unreadable(Some(notification.id.clone()), &problem));
    }
    taken(wanted, place, sellers, notification)
}

/// The events of messages; two strangers among them make it unreadable as a whole.
fn taken(
    messages: Vec<Written>,
    place: &Place,
    sellers: &[&str],
    notification: &Notification,
) -> Result<Received, Error> {
    let events: Option<Vec<Event>> = messages.into_iter().map(|written| written.event(place, sellers)).collect();
    Ok(match events {
        Some(events) => accepted(events),
        None => {
            let problem = "neither side of the message is in the setting sellers";
            unreadable(Some(notification.id.clone()), &problem)
        }
    })
}

impl Place {
    fn of(thread: String, kind: Option<&str>, document: &Value, notification: &Notification) -> Self {
        Self {
            thread,
            from_ebay: kind == Some(FROM_EBAY),
            order_id: order(document),
            product_id: listing(document).or_else(|| listing(&notification.data)),
            site: site(document),
            at: notification.at(),
        }
    }
}
