//! Code 29, `return_updates_push`: what changed in a buyer's request for a return or a refund.

use crate::order::{named_by, value};
use crate::push::{Context, data, either_id, given, instant, joined, order_thread, risk};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, RiskKind, RiskState};

/// Changes read of one push; four fields can change.
const CHANGES_MAX: usize = 10;

/// One changed field.
struct Change {
    field: String,
    old: Option<String>,
    new: String,
}

/// Reads a push: one event, whatever changed.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let order = either_id(&data, ["ordersn", "order_sn"])?;
    let reference = data.required("return_sn", value)?;
    let updates = data.objects("updated_values", CHANGES_MAX).unwrap_or_default();
    let at = updates.iter().filter_map(|update| instant(update, "update_time")).max();
    let changes: Vec<Change> = updates.iter().filter_map(read_change).collect();
    let first = changes.first().map(|change| format!("{}={}", change.field, change.new)).unwrap_or_default();
    let id = format!("return:{reference}:{}:{first}", named_by(context, at)?);
    let kind = match new_value(&changes, "return_solution") {
        Some("REFUND") => RiskKind::RefundRequested,
        _ => RiskKind::ReturnOpened,
    };
    let reason = joined(changes.iter().map(|change| {
        let old = change.old.as_deref().map(|old| format!("{old} -> ")).unwrap_or_default();
        Some(format!("{} {old}{}", change.field, change.new))
    }));
    let risk = risk(kind, state(&changes), reference, reason);
    Ok(vec![context.event(id, order_thread(&order), at, Happening::Risk(risk))])
}

fn read_change(update: &Fields<'_>) -> Option<Change> {
    Some(Change {
        field: given(value(update, "update_field"))?,
        old: given(value(update, "old_value")),
        new: given(value(update, "new_value"))?,
    })
}

fn new_value<'changes>(changes: &'changes [Change], field: &str) -> Option<&'changes str> {
    changes.iter().find(|change| change.field == field).map(|change| change.new.as_str())
}

/// Whether the shop has something to do: a new request, or evidence that Shopee waits for.
fn state(changes: &[Change]) -> RiskState {
    match (new_value(changes, "return_status"), new_value(changes, "seller_proof_status")) {
        (Some("CANCELLED" | "CLOSED" | "COMPLETED" | "REFUND_PAID"), _) => RiskState::Closed,
        (Some("REQUESTED"), _) | (_, Some("PENDING")) => RiskState::Opened,
        _ => RiskState::Updated,
    }
}
