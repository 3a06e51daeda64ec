//! `ORDER_CONFIRMATION`, `ITEM_MARKED_SHIPPED`, and topics that nobody asked this adapter to understand.

use crate::notification::{Notification, user};
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Event, Happening, OrderChange};

/// The buyer's names in an order.
const BUYERS: [&str; 3] = ["buyerUserName", "buyerUsername", "buyerId"];

/// Notes the topic on its order's conversation, or on one named after the topic: an operator who sees it can end the
/// subscription. eBay confirms an order once for each of its lines.
pub fn read(notification: &Notification) -> Event {
    let topic = &notification.topic;
    let (status, detail) = match topic.as_str() {
        "ORDER_CONFIRMATION" => ("confirmed".to_owned(), None),
        "ITEM_MARKED_SHIPPED" => ("shipped".to_owned(), None),
        _ => (
            text::line(&topic.to_ascii_lowercase().replace('_', " ")),
            Some("SellerDesk does not read this topic".to_owned()),
        ),
    };
    let event =
        notification.event(format!("topic:{topic}"), Happening::Order(OrderChange { status, detail, total: None }));
    Event { buyer: user(&notification.data, &BUYERS), ..event }
}
