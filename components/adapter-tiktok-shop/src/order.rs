//! Type 1, an order's new status, and types that nobody asked this adapter to understand.

use crate::notification::{Notification, ORDER_PREFIX, given, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, OrderChange};

/// When a payload says it happened, the most telling first.
pub const TIMES: [&str; 2] = ["update_time", "create_time"];

/// Reads type 1.
pub fn read(notification: &Notification, data: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let order = data.required("order_id", own_id)?;
    let status = data.line("order_status")?.unwrap_or_else(|| "changed".to_owned());
    let change = OrderChange { status: spaced(&status), detail: None, total: None };
    let at = notification.at(data, &TIMES);
    Ok(vec![notification.event(format!("{ORDER_PREFIX}{order}"), at, &[&order, &status], Happening::Order(change))])
}

/// Notes any other type on its order's conversation, or on one named after the type: an operator who sees it can end
/// the subscription.
pub fn read_other(notification: &Notification, data: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let order = given(own_id(data, "order_id"));
    let kind = notification.kind;
    let thread = order.as_deref().map_or_else(|| format!("type:{kind}"), |order| format!("{ORDER_PREFIX}{order}"));
    let change = OrderChange {
        status: format!("webhook of type {kind}"),
        detail: Some("SellerDesk does not read this type".to_owned()),
        total: None,
    };
    let at = notification.at(data, &TIMES);
    Ok(vec![notification.event(thread, at, &[order.as_deref().unwrap_or("-")], Happening::Order(change))])
}

/// A status word for people: `AWAITING_SHIPMENT` is "awaiting shipment".
pub fn spaced(status: &str) -> String {
    status.to_lowercase().replace('_', " ")
}
