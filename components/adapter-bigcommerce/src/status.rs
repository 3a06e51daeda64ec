//! `store/order/statusUpdated`: from one number to another ("Order status" of the v2 Orders API).

use crate::context::{Context, given, number};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// The payment provider has opened a dispute.
const DISPUTED: u64 = 13;

/// Reads a change of status; into and out of a dispute it is a risk event too.
pub fn read(context: &Context<'_>) -> Result<Vec<Event>, Error> {
    let order = context.data.required("id", number)?;
    let status = given(context.data.object("status"));
    let whole = |name| status.as_ref().and_then(|status: &Fields<'_>| given(status.whole(name)));
    let (old, new) = (whole("previous_status_id"), whole("new_status_id"));
    let change = OrderChange {
        status: new.map_or_else(|| "status updated".to_owned(), name),
        detail: old.map(|old| format!("before: {}", name(old))),
        total: None,
    };
    let id = format!("{}:{}", context.scope, context.hash);
    let mut events = vec![context.event(id.clone(), Some(&order), Happening::Order(change))];
    let state = match (old, new) {
        (_, Some(DISPUTED)) => Some(RiskState::Opened),
        (Some(DISPUTED), Some(_)) => Some(RiskState::Closed),
        _ => None,
    };
    events.extend(state.map(|state| {
        let risk =
            Risk { kind: RiskKind::Dispute, state, reference: order.clone(), amount: None, reason: None, due_at: None };
        context.event(format!("{id}:dispute"), Some(&order), Happening::Risk(risk))
    }));
    Ok(events)
}

fn name(status: u64) -> String {
    let known = match status {
        0 => "incomplete",
        1 => "pending",
        2 => "shipped",
        3 => "partially shipped",
        4 => "refunded",
        5 => "cancelled",
        6 => "declined",
        7 => "awaiting payment",
        8 => "awaiting pickup",
        9 => "awaiting shipment",
        10 => "completed",
        11 => "awaiting fulfilment",
        12 => "manual verification required",
        DISPUTED => "disputed",
        14 => "partially refunded",
        other => return format!("status {other}"),
    };
    known.to_owned()
}
