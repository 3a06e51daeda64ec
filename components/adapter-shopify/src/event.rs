//! What all events of a delivery share, and how ids, times and buyers are read from any payload.

use crate::delivery::Delivery;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Buyer, Event, Happening, Instant};

/// Longest id of an order, return, dispute and the like, in bytes; they are numbers of about 20 digits.
const RESOURCE_ID_BYTES_MAX: usize = 100;
/// How far in the future a time may lie and still be believed, in milliseconds: one day, for clocks and zones.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// When a payload says it happened, the most telling first.
const PAYLOAD_TIMES: [&str; 5] = ["happened_at", "updated_at", "processed_at", "created_at", "initiated_at"];

/// What all events of one delivery share.
#[derive(Clone, Debug)]
pub struct Context<'delivery> {
    /// The delivery's headers.
    pub delivery: &'delivery Delivery<'delivery>,
    at: Instant,
}

impl<'delivery> Context<'delivery> {
    /// Dates a delivery.
    pub fn new(delivery: &'delivery Delivery<'delivery>, payload: &Fields<'_>, received_at: Instant) -> Self {
        let payload_times = PAYLOAD_TIMES.into_iter().filter_map(|name| given(payload.instant(name)));
        let at = delivery
            .triggered_at
            .into_iter()
            .chain(payload_times)
            .find(|at| *at <= received_at.saturating_add(FUTURE_MS_MAX));
        Self { delivery, at: at.unwrap_or(received_at) }
    }

    /// An event about one thing, `resource`: its own id where it has one, for ids that hold apart what one
    /// action did to many things.
    pub fn event(&self, resource: &str, thread: String, happening: Happening) -> Event {
        Event {
            id: format!("{}:{}:{resource}", self.delivery.topic, self.delivery.id),
            order_id: thread.strip_prefix(ORDER_PREFIX).map(str::to_owned),
            thread,
            at: self.at,
            buyer: None,
            product_id: None,
            site: None,
            happening,
        }
    }
}

/// What stands before the order's number in its thread.
const ORDER_PREFIX: &str = "order:";

/// The conversation of an order.
pub fn order_thread(order_id: &str) -> String {
    format!("{ORDER_PREFIX}{order_id}")
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of Shopify's: a number, or the last part of a `gid://shopify/Order/123`.
pub fn resource_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let Some(id) = fields.id(name)? else {
        return Ok(None);
    };
    let number = match id.strip_prefix("gid://") {
        Some(path) => path.rsplit('/').next().and_then(|last| last.split('?').next()).unwrap_or_default(),
        None => &id,
    };
    if number.is_empty() || number.len() > RESOURCE_ID_BYTES_MAX {
        return Err(fields.wrong(name, "is not an id of Shopify's"));
    }
    Ok(Some(number.to_owned()))
}

/// The thing's own id: `id`, or else `admin_graphql_api_id`.
pub fn own_id(payload: &Fields<'_>) -> Result<Option<String>, Error> {
    match resource_id(payload, "id")? {
        Some(id) => Ok(Some(id)),
        None => resource_id(payload, "admin_graphql_api_id"),
    }
}

/// The order that a payload is about, wherever its topic puts it.
pub fn order_id(payload: &Fields<'_>) -> Result<Option<String>, Error> {
    for name in ["order_id", "admin_graphql_api_order_id"] {
        if let Some(id) = resource_id(payload, name)? {
            return Ok(Some(id));
        }
    }
    let data = given(payload.object("data"));
    let orders = [
        given(payload.object("order")).and_then(|order| resource_id(&order, "id").transpose()),
        given(payload.object("order_edit")).and_then(|edit| resource_id(&edit, "order_id").transpose()),
        data.and_then(|data| given(data.object("order"))).and_then(|order| resource_id(&order, "id").transpose()),
    ];
    orders.into_iter().flatten().next().transpose()
}

/// The buyer: `customer`, or a guest's e-mail address.
pub fn buyer(payload: &Fields<'_>) -> Option<Buyer> {
    let customer = given(payload.object("customer"));
    let id = customer.as_ref().and_then(|customer| given(resource_id(customer, "id")));
    let guest = || given(payload.id("contact_email")).or_else(|| given(payload.id("email")));
    let name = |customer: &Fields<'_>| {
        let names = ["first_name", "last_name"].map(|name| given(customer.line(name)));
        let names: Vec<String> = names.into_iter().flatten().collect();
        (!names.is_empty()).then(|| sellerdesk_adapter::text::line(&names.join(" ")))
    };
    Some(Buyer { id: id.or_else(guest)?, name: customer.as_ref().and_then(name) })
}

/// Parts that are there, as one line.
pub fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| sellerdesk_adapter::text::line(&parts.join("; ")))
}
