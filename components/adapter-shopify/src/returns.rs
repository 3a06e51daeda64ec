//! `returns/...`: a buyer asks to send something back, and what becomes of it.

use crate::event::{Context, buyer, given, joined, order_id, order_thread, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Lines of a return looked at for reasons.
const LINES_MAX: usize = 5;

/// Reads a return; `verb` is the topic's second half.
pub fn read(context: &Context<'_>, payload: &Fields<'_>, verb: &str) -> Result<Vec<Event>, Error> {
    let id = payload.required("id", |payload, _| own_id(payload))?;
    let thread = order_id(payload)?.map_or_else(|| format!("return:{id}"), |order| order_thread(&order));
    let risk = Risk {
        kind: RiskKind::ReturnOpened,
        state: read_state(payload, verb),
        reference: id.clone(),
        amount: None,
        reason: read_reason(payload),
        due_at: None,
    };
    let event = context.event(&id, thread, Happening::Risk(risk));
    Ok(vec![Event { buyer: buyer(payload), ..event }])
}

/// The verb says what happened; the status says it of verbs that came after this was written.
fn read_state(payload: &Fields<'_>, verb: &str) -> RiskState {
    match verb {
        "request" | "reopen" => return RiskState::Opened,
        "approve" | "update" | "process" => return RiskState::Updated,
        "decline" | "cancel" | "close" => return RiskState::Closed,
        _ => {}
    }
    let status = given(payload.text("status")).map(str::to_ascii_lowercase);
    match status.as_deref() {
        Some("requested") => RiskState::Opened,
        Some("declined" | "canceled" | "cancelled" | "closed") => RiskState::Closed,
        _ => RiskState::Updated,
    }
}

/// Why: the reason of a refusal, or what the lines give as reason and note.
fn read_reason(payload: &Fields<'_>) -> Option<String> {
    if let Some(decline) = given(payload.object("decline")) {
        return joined(["reason", "note"].map(|name| given(decline.line(name))));
    }
    let lines = payload.objects("return_line_items", LINES_MAX).unwrap_or_default();
    let reasons =
        |line: &Fields<'_>| ["return_reason", "customer_note", "return_reason_note"].map(|name| given(line.line(name)));
    joined(lines.iter().flat_map(reasons))
}
