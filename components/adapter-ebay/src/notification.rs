//! The envelope of every notification, and what all events share.
//!
//! The data of most topics is known only in outline: fields are looked for under every name that eBay's APIs have for
//! them, also in objects inside.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Buyer, Event, Happening, Instant};
use serde_json::Value;

/// Longest topic, notification, conversation, order or user id, in bytes.
const OWN_ID_BYTES_MAX: usize = 200;
/// How deep inside the data a field is looked for, in objects.
const LOOK_DEPTH_MAX: usize = 4;
/// What stands before the order's number in its thread.
pub const ORDER_PREFIX: &str = "order:";
/// An order's names.
const ORDERS: [&str; 3] = ["orderId", "orderID", "order_id"];
/// A listing's names.
const LISTINGS: [&str; 4] = ["itemId", "listingId", "legacyItemId", "itemID"];
/// A marketplace's names (`EBAY_US`).
const SITES: [&str; 3] = ["marketplaceId", "listingMarketplaceId", "marketplace"];

/// A notification.
#[derive(Clone, Debug)]
pub struct Notification {
    /// What it tells, in upper case.
    pub topic: String,
    /// The notification's own id.
    pub id: String,
    /// The topic's own content; `Null` where there is none.
    pub data: Value,
    at: Instant,
}

impl Notification {
    /// Reads the envelope; topic and id have to be there.
    pub fn read(body: &Value, received_at: Instant) -> Result<Self, Error> {
        let root = Fields::root(body)?;
        let metadata = root.required("metadata", Fields::object)?;
        let topic = metadata.required("topic", Fields::line)?;
        if topic.len() > OWN_ID_BYTES_MAX {
            return Err(metadata.wrong("topic", "is too long"));
        }
        let notification = root.required("notification", Fields::object)?;
        let id = notification.required("notificationId", own_id)?;
        let times = ["eventDate", "publishDate"].into_iter().find_map(|name| given(notification.instant(name)));
        Ok(Self {
            topic: topic.to_ascii_uppercase(),
            id,
            data: body.pointer("/notification/data").cloned().unwrap_or_default(),
            at: times.unwrap_or(received_at),
        })
    }

    /// When it happened, as eBay says.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The event of this notification on its order's conversation, or else on `otherwise`.
    pub fn event(&self, otherwise: String, happening: Happening) -> Event {
        let order_id = look_id(&self.data, &ORDERS);
        let thread = order_id.as_deref().map_or(otherwise, |order| format!("{ORDER_PREFIX}{order}"));
        Event {
            id: format!("notification:{}", self.id),
            thread,
            at: self.at,
            buyer: None,
            order_id,
            product_id: look_id(&self.data, &LISTINGS),
            site: site(&self.data),
            happening,
        }
    }
}

/// The notification's id, for what can't be read otherwise.
pub fn sent_id(body: &Value) -> Option<String> {
    let root = Fields::root(body).ok()?;
    given(root.object("notification")).and_then(|notification| given(own_id(&notification, "notificationId")))
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of at most [`OWN_ID_BYTES_MAX`] bytes.
pub fn own_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if id.len() > OWN_ID_BYTES_MAX => Err(fields.wrong(name, "is too long")),
        id => Ok(id),
    }
}

/// Whether a text may stand in a path of the API as it is.
pub fn is_id(text: &str) -> bool {
    text::is_plain_id(text, OWN_ID_BYTES_MAX)
}

/// The order that a document is about.
pub fn order(document: &Value) -> Option<String> {
    look_id(document, &ORDERS)
}

/// The listing that a document is about: a field of its own, or a reference of that type.
pub fn listing(document: &Value) -> Option<String> {
    let reference = document.get("reference").filter(|reference| {
        reference.get("referenceType").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("LISTING"))
    });
    reference.and_then(|reference| look_id(reference, &["referenceId"])).or_else(|| look_id(document, &LISTINGS))
}

/// The marketplace that a document is about.
pub fn site(document: &Value) -> Option<String> {
    look_line(document, &SITES)
}

/// A user by the first of several names that is there.
pub fn user(document: &Value, names: &[&str]) -> Option<Buyer> {
    look_id(document, names).map(|id| Buyer { id, name: None })
}

/// One line for display by the first of several names that is there.
pub fn look_line(document: &Value, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| look(document, name, LOOK_DEPTH_MAX, &Value::is_string));
    found.and_then(Value::as_str).map(text::line).filter(|line| !line.is_empty())
}

/// An id by the first of several names that is there and can be read.
pub fn look_id(document: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let found = look(document, name, LOOK_DEPTH_MAX, &|value| value.is_string() || value.is_u64())?;
        let id = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        let is_id = (1..=OWN_ID_BYTES_MAX).contains(&id.len()) && !id.chars().any(char::is_control);
        is_id.then_some(id)
    })
}

/// The nearest field of a name, of the kind that is wanted.
fn look<'json>(
    document: &'json Value,
    name: &str,
    depth: usize,
    wanted: &dyn Fn(&Value) -> bool,
) -> Option<&'json Value> {
    let map = document.as_object()?;
    let own = map.get(name).filter(|value| wanted(value));
    own.or_else(|| {
        let inside = |value: &'json Value| look(value, name, depth.checked_sub(1)?, wanted);
        map.values().find_map(inside)
    })
}
