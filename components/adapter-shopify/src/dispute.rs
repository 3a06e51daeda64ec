//! `disputes/create` and `disputes/update`: an inquiry or a chargeback of a payment.

use crate::event::{Context, given, joined, order_id, order_thread, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Reads a dispute; `verb` is the topic's second half.
pub fn read(context: &Context<'_>, payload: &Fields<'_>, verb: &str) -> Result<Vec<Event>, Error> {
    let id = payload.required("id", |payload, _| own_id(payload))?;
    let thread = order_id(payload)?.map_or_else(|| format!("dispute:{id}"), |order| order_thread(&order));
    let chargeback = given(payload.text("type")).is_some_and(|kind| kind.eq_ignore_ascii_case("chargeback"));
    let network_code = given(payload.line("network_reason_code")).map(|code| format!("network code {code}"));
    let status = given(payload.line("status"));
    let risk = Risk {
        kind: if chargeback { RiskKind::Chargeback } else { RiskKind::Dispute },
        state: read_state(payload, verb),
        reference: id.clone(),
        amount: payload.money("amount", "currency"),
        reason: joined([given(payload.line("reason")), network_code, status]),
        due_at: given(payload.instant("evidence_due_by")),
    };
    Ok(vec![context.event(&id, thread, Happening::Risk(risk))])
}

/// What is left to do. A new dispute asks for an answer even when evidence went out by itself
/// (`under_review`): only an end says otherwise.
fn read_state(payload: &Fields<'_>, verb: &str) -> RiskState {
    let status = given(payload.text("status")).map(str::to_ascii_lowercase);
    match status.as_deref() {
        Some("won" | "lost" | "accepted" | "charge_refunded" | "prevented") => RiskState::Closed,
        Some("needs_response") => RiskState::Opened,
        _ if verb == "create" => RiskState::Opened,
        _ => RiskState::Updated,
    }
}
