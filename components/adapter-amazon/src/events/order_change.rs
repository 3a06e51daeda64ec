//! `ORDER_CHANGE` (Selling Partner API, schema `OrderChangeNotification`).
//!
//! A change that the buyer asked for is a cancellation request: the seller has to cancel or ship, and shipping against
//! it invites a claim. Once the order is cancelled or shipped the request is over.

use super::notification::{Notification, field, instant, text};
use crate::compose::order_thread;
use sellerdesk_adapter::text::line;
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};
use sellerdesk_relay_mail::bounded_id;
use serde_json::Value;

/// `OrderChangeType` of what the buyer asked for.
const BUYER_REQUESTED: &str = "BuyerRequestedChange";
/// Order states in which nothing can be cancelled any more.
const STATUSES_OVER: &[&str] = &["Canceled", "Cancelled", "Shipped"];
/// Items looked at.
const ITEMS_MAX: usize = 500;

/// The events, `None` for a payload that names no order.
pub fn read(notification: &Notification<'_>) -> Option<Vec<Event>> {
    let change = field(notification.payload, "OrderChangeNotification")?;
    let order = bounded_id(text(change, "AmazonOrderId")?);
    let thread = order_thread(Some(&order))?;
    let trigger = field(change, "OrderChangeTrigger").unwrap_or(&Value::Null);
    let summary = field(change, "Summary").unwrap_or(&Value::Null);
    let reason = text(trigger, "ChangeReason").map(line);
    let status = text(summary, "OrderStatus").map(line);
    let is_over = status.as_deref().is_some_and(|status| STATUSES_OVER.contains(&status));
    let is_requested = text(change, "OrderChangeType") == Some(BUYER_REQUESTED);
    let mut happenings = Vec::new();
    if is_requested || (is_over && names_cancellation(summary)) {
        happenings.push(Happening::Risk(Risk {
            kind: RiskKind::CancellationRequest,
            state: if is_over { RiskState::Closed } else { RiskState::Opened },
            reference: order.clone(),
            amount: None,
            reason: reason.clone(),
            due_at: None,
        }));
    }
    if !is_requested {
        let status = status.unwrap_or_else(|| notification.kind.to_owned());
        happenings.push(Happening::Order(OrderChange { status, detail: reason, total: None }));
    }
    let at = instant(trigger, "TimeOfOrderChange").unwrap_or(notification.at);
    let product = first_product(summary);
    let event = |(position, happening): (usize, Happening)| {
        let mut event = notification.event(thread.clone(), Some(order.clone()), happening);
        if position > 0 {
            event.id = bounded_id(&format!("{}#{position}", event.id));
        }
        Event { at, product_id: product.clone(), ..event }
    };
    Some(happenings.into_iter().enumerate().map(event).collect())
}

fn items(summary: &Value) -> impl Iterator<Item = &Value> {
    field(summary, "OrderItems").and_then(Value::as_array).into_iter().flatten().take(ITEMS_MAX)
}

/// Whether the buyer asked to cancel an item.
fn names_cancellation(summary: &Value) -> bool {
    items(summary).any(|item| match field(item, "IsBuyerRequestedCancel") {
        Some(Value::Bool(is_requested)) => *is_requested,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    })
}

fn first_product(summary: &Value) -> Option<String> {
    items(summary).find_map(|item| text(item, "ASIN").or_else(|| text(item, "SellerSKU"))).map(bounded_id)
}
