//! Types 11 and 12: a cancellation, a return, a refund or a replacement, and what becomes of it.
//!
//! The documents spell some statuses in two ways, so they are told apart by the words in them.

use crate::notification::{Notification, ORDER_PREFIX, given, own_id};
use crate::order::{TIMES, spaced};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Words in a status after which nothing is owed any more.
const ENDS: [&str; 5] = ["SUCCESS", "COMPLETE", "CANCEL", "REJECT", "CLOSED"];
/// What every cancellation status starts with; it tells nothing about its state.
const CANCELLATION_PREFIX: &str = "CANCELLATION_";

/// Reads type 11.
pub fn read_cancellation(notification: &Notification, data: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let role = given(data.line("cancellations_role"));
    let status = given(data.line("cancel_status")).unwrap_or_default();
    let short = status.strip_prefix(CANCELLATION_PREFIX).unwrap_or(&status);
    read(notification, data, "cancel_id", RiskKind::CancellationRequest, (role, None, &status, short))
}

/// Reads type 12.
pub fn read_return(notification: &Notification, data: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let role = given(data.line("return_role"));
    let status = given(data.line("return_status")).unwrap_or_default();
    let kind = given(data.line("return_type"));
    let risk = if kind.as_deref() == Some("REFUND") { RiskKind::RefundRequested } else { RiskKind::ReturnOpened };
    read(notification, data, "return_id", risk, (role, kind, &status, &status))
}

/// Reads either: `told` are who asked, for what, the status, and the part of it that tells its state.
fn read(
    notification: &Notification,
    data: &Fields<'_>,
    id: &'static str,
    kind: RiskKind,
    told: (Option<String>, Option<String>, &str, &str),
) -> Result<Vec<Event>, Error> {
    let reference = data.required(id, own_id)?;
    let order = given(own_id(data, "order_id"));
    let thread =
        order.map_or_else(|| format!("{}:{reference}", spaced_kind(kind)), |order| format!("{ORDER_PREFIX}{order}"));
    let (role, wanted, status, short) = told;
    let parts = [
        wanted.as_deref().map(spaced),
        role.as_deref().map(|role| format!("by {}", spaced(role))),
        (!status.is_empty()).then(|| spaced(status)),
    ];
    let reason = text::line(&parts.into_iter().flatten().collect::<Vec<_>>().join("; "));
    let risk = Risk {
        kind,
        state: read_state(role.as_deref(), short),
        reference: reference.clone(),
        amount: None,
        reason: (!reason.is_empty()).then_some(reason),
        due_at: None,
    };
    let at = notification.at(data, &TIMES);
    Ok(vec![notification.event(thread, at, &[&reference, status], Happening::Risk(risk))])
}

/// A pending request asks for an answer unless the seller's own side made it.
fn read_state(role: Option<&str>, status: &str) -> RiskState {
    if ENDS.iter().any(|word| status.contains(word)) {
        RiskState::Closed
    } else if status.contains("PENDING") && role.is_none_or(|role| role == "BUYER") {
        RiskState::Opened
    } else {
        RiskState::Updated
    }
}

fn spaced_kind(kind: RiskKind) -> &'static str {
    if kind == RiskKind::CancellationRequest { "cancellation" } else { "return" }
}
