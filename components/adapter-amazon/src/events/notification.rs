//! What all notifications have in common (Selling Partner API, "Notification type values").

use crate::address::site_of_marketplace;
use sellerdesk_adapter::{Error, time};
use sellerdesk_canonical::{Event, Happening, Instant};
use sellerdesk_relay_mail::bounded_id;
use serde_json::Value;

/// Objects looked through for an order number, depth first.
const OBJECTS_MAX: usize = 200;

/// A notification.
pub struct Notification<'json> {
    /// `ORDER_CHANGE`, ...
    pub kind: &'json str,
    /// `NotificationId`: the same for each delivery.
    pub id: String,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub payload: &'json Value,
}

impl<'json> Notification<'json> {
    /// Reads one; its id and type have to be there.
    pub fn read(value: &'json Value, received_at: Instant) -> Result<Self, Error> {
        let missing = |path: &str| Error::Field { path: path.to_owned(), problem: "is missing" };
        let kind = text(value, "NotificationType").ok_or_else(|| missing("NotificationType"))?;
        let metadata = field(value, "NotificationMetadata").unwrap_or(&Value::Null);
        let id = text(metadata, "NotificationId").ok_or_else(|| missing("NotificationMetadata.NotificationId"))?;
        let at = instant(value, "EventTime").or_else(|| instant(metadata, "PublishTime")).unwrap_or(received_at);
        Ok(Self { kind, id: bounded_id(id), at, payload: field(value, "Payload").unwrap_or(&Value::Null) })
    }

    /// An event of it.
    pub fn event(&self, thread: String, order_id: Option<String>, happening: Happening) -> Event {
        let marketplace = find(self.payload, "MarketplaceId");
        Event {
            id: self.id.clone(),
            thread,
            at: self.at,
            buyer: None,
            order_id,
            product_id: None,
            site: marketplace.and_then(site_of_marketplace),
            happening,
        }
    }

    /// The order that it names anywhere.
    pub fn order_id(&self) -> Option<String> {
        find(self.payload, "AmazonOrderId").map(bounded_id)
    }
}

/// A field in either spelling: `NotificationType` or `notificationType`.
pub fn field<'json>(value: &'json Value, name: &str) -> Option<&'json Value> {
    let fields = value.as_object()?;
    let found = fields
        .get(name)
        .or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    found.filter(|value| !value.is_null())
}

/// A text that is not empty.
pub fn text<'json>(value: &'json Value, name: &str) -> Option<&'json str> {
    field(value, name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// An instant.
pub fn instant(value: &Value, name: &str) -> Option<Instant> {
    text(value, name).and_then(time::parse_rfc3339)
}

/// The first text of that name, in the objects of at most [`OBJECTS_MAX`].
fn find<'json>(value: &'json Value, name: &str) -> Option<&'json str> {
    let mut waiting = vec![value];
    for _ in 0..OBJECTS_MAX {
        let value = waiting.pop()?;
        if let Some(found) = text(value, name) {
            return Some(found);
        }
        match value {
            Value::Object(fields) => {
                waiting.extend(fields.values().filter(|value| value.is_object() || value.is_array()))
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    None
}
