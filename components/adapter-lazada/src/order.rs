//! Types 0 and 10: what becomes of an order, and what a buyer asks for after buying.

use crate::push::{Push, given, order_thread, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Buyer, Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// Longest status that is taken as part of an id, in bytes.
const STATUS_BYTES_MAX: usize = 100;

/// Reads a trade order's status.
pub fn read_trade(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let data = &push.data;
    let order = data.required("trade_order_id", own_id)?;
    let status = data.required("order_status", read_status)?;
    let line = given(own_id(data, "trade_order_line_id"));
    let labelled = |label: &str, id: &Option<String>| id.as_ref().map(|id| format!("{label} {id}"));
    let parts = [labelled("line", &line), labelled("return", &given(own_id(data, "reverse_order_id")))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let change = OrderChange {
        status: status.clone(),
        detail: (!parts.is_empty()).then(|| text::line(&parts.join("; "))),
        total: None,
    };
    let id = format!("order:{}:{status}", line.as_ref().unwrap_or(&order));
    Ok(vec![push.event(id, order_thread(&order), push.at("status_update_time"), Happening::Order(change))])
}

/// Reads a reverse order: a cancellation, a return, or a refund without one.
pub fn read_reverse(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let data = &push.data;
    let reverse = data.required("reverse_order_id", own_id)?;
    let status = data.required("reverse_status", read_status)?;
    let order = given(own_id(data, "trade_order_id"));
    let line = given(own_id(data, "reverse_order_line_id"));
    let (kind, state) = judge(&status);
    let id = format!("reverse:{}:{status}", line.as_ref().unwrap_or(&reverse));
    let thread = order.map_or_else(|| format!("reverse:{reverse}"), |order| order_thread(&order));
    let risk = Risk { kind, state, reference: reverse, amount: None, reason: Some(text::line(&status)), due_at: None };
    let event = push.event(id, thread, push.at("status_update_time"), Happening::Risk(risk));
    let buyer = given(own_id(data, "buyer_id")).map(|id| Buyer { id, name: None });
    Ok(vec![Event { buyer, ..event }])
}

/// Statuses are `<kind>_<step>`. A return to Lazada's own warehouse ends with the refund on its way, of which
/// nothing more is told.
fn judge(status: &str) -> (RiskKind, RiskState) {
    let (kind, step) = status.split_once('_').unwrap_or((status, ""));
    let kind = match kind {
        "CANCEL" => RiskKind::CancellationRequest,
        "REFUND" => RiskKind::RefundRequested,
        _ => RiskKind::ReturnOpened,
    };
    let state = match step {
        "INIT" => RiskState::Opened,
        "CANCELED" | "CANCELLED" | "SUCCESS" | "REFUND_ISSUED" | "REJECT" | "REJECTED" => RiskState::Closed,
        "REFUND_PENDING" => RiskState::Closed,
        _ => RiskState::Updated,
    };
    (kind, state)
}

fn read_status(data: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match data.line(name)? {
        Some(status) if status.len() > STATUS_BYTES_MAX => Err(data.wrong(name, "is too long for a status")),
        status => Ok(status),
    }
}
