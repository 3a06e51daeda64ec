//! Every other notification: a change of the order that it names, or nothing that anybody has to see.

use crate::envelope::{Notification, Order, given, joined, short_id, words};
use crate::order::order_fields;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, OrderChange};

/// Notifications about items, prices, stock and reports: they ask for nothing.
const SILENT: [&str; 7] = [
    "ASSORTMENT_RECOMMENDATIONS",
    "BUY_BOX_CHANGED",
    "INVENTORY_OOS",
    "OFFER_PUBLISHED",
    "OFFER_UNPUBLISHED",
    "PRICE_CHANGED",
    "REPORT_STATUS",
];
/// Longest name of a kind that becomes part of a conversation's name, in bytes.
const KIND_BYTES_MAX: usize = 100;

/// Notes the kind on its order's conversation, or on one named after the kind.
pub fn read(notification: &Notification<'_>) -> Result<Vec<Event>, Error> {
    let kind = notification.kind.as_str();
    if SILENT.contains(&kind) {
        return Ok(Vec::new());
    }
    let fields = order_fields(notification);
    let order = Order::read(&fields)?;
    let purchase = Fields::line(&fields, "purchaseOrderId").unwrap_or_default();
    let change = OrderChange {
        status: if kind == "PO_CREATED" { "created".to_owned() } else { words(kind) },
        detail: joined([purchase.map(|purchase| format!("purchase order {purchase}"))]),
        total: None,
    };
    let of_return = given(short_id(&fields, "returnOrderId")).map(|id| Order::none(format!("return:{id}")));
    let order =
        order.or(of_return).unwrap_or_else(|| Order::none(format!("event:{}", text::cut(kind, KIND_BYTES_MAX))));
    Ok(vec![notification.event(None, &order, Happening::Order(change))?])
}
