//! Returns: created by the buyer, delivered to where they go, and invoiced (the money went back).
//!
//! A notification lists returned lines; several may be of one return. The return's number, `returnOrderId`, is the
//! RMA number. A return that is invoiced is over, and its refund is told too.

use crate::envelope::{Notification, Order, given, joined, short_id, words};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Returned lines that are read.
const LINES_MAX: usize = 40;
/// Longest name of a kind that becomes part of an id, in bytes.
const KIND_BYTES_MAX: usize = 100;

/// What of one return a notification lists.
struct Return {
    /// `returnOrderId`.
    id: String,
    order: Order,
    /// Reasons and items.
    reasons: Vec<Option<String>>,
}

/// Whether a notification is about returns: by its list, or by its name.
pub fn is_return(notification: &Notification<'_>) -> bool {
    let is_named = matches!(notification.kind.as_str(), "RETURN_CREATED" | "RETURN_DELIVERED" | "RETURN_INVOICED");
    notification.payload.items("returnOrders") > 0 || is_named
}

/// Reads a notification about returns.
pub fn read(notification: &Notification<'_>) -> Result<Vec<Event>, Error> {
    let lines = notification.payload.objects("returnOrders", LINES_MAX)?;
    let mut returns: Vec<Return> = Vec::new();
    for line in &lines {
        let read = read_line(&notification.payload, line)?;
        match returns.iter_mut().find(|known| known.id == read.id) {
            Some(known) => known.reasons.extend(read.reasons),
            None => returns.push(read),
        }
    }
    if returns.is_empty() {
        return Err(notification.payload.wrong("returnOrders", "is missing or empty"));
    }
    Ok(returns.iter().flat_map(|one| events_of(notification, one)).collect())
}

fn events_of(notification: &Notification<'_>, one: &Return) -> Vec<Event> {
    let state = state(&notification.kind);
    let told = (state != RiskState::Opened).then(|| words(&notification.kind));
    let reason = joined(std::iter::once(told).chain(one.reasons.iter().cloned()));
    // Without an envelope the kind and the return say which event it is: each happens to a return once.
    let delivery = notification.id.as_deref().unwrap_or_else(|| text::cut(&notification.kind, KIND_BYTES_MAX));
    let risk = |kind, state, suffix: &str| {
        let risk = Risk { kind, state, reference: one.id.clone(), amount: None, reason: reason.clone(), due_at: None };
        notification.event_of(format!("{delivery}:{}{suffix}", one.id), &one.order, Happening::Risk(risk))
    };
    let mut events = vec![risk(RiskKind::ReturnOpened, state, "")];
    if notification.kind == "RETURN_INVOICED" {
        events.push(risk(RiskKind::RefundIssued, RiskState::Closed, ":refund"));
    }
    events
}

fn state(kind: &str) -> RiskState {
    match kind {
        "RETURN_CREATED" => RiskState::Opened,
        "RETURN_INVOICED" => RiskState::Closed,
        _ if kind.contains("CANCEL") => RiskState::Closed,
        _ => RiskState::Updated,
    }
}

fn read_line(payload: &Fields<'_>, line: &Fields<'_>) -> Result<Return, Error> {
    let id = line.required("returnOrderId", |line, name| short_id(line, name))?;
    let order = match Order::read(line)? {
        Some(order) => order,
        None => Order::read(payload)?.unwrap_or_else(|| Order::none(format!("return:{id}"))),
    };
    let quantity = given(line.line("quantity")).map(|quantity| text::line(&format!("quantity {quantity}")));
    let status = given(line.line("refundStatus")).map(|status| text::line(&format!("refund status: {status}")));
    let reasons = vec![given(line.line("returnReason")), given(line.line("productName")), quantity, status];
    Ok(Return { id, order, reasons })
}
