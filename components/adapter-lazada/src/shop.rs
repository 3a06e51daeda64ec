//! Types 8 and 13: the shop's authorization and its state.

use crate::push::{Push, given, instant, own_id};
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, Instant, Risk, RiskKind, RiskState};

/// Reads type 13: `normal`, or `close` for a shop that may do next to nothing any more.
pub fn read_status(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let status = push.data.required("status", own_id)?;
    let state = if status == "normal" { RiskState::Closed } else { RiskState::Opened };
    let at = push.at("status_update_time");
    at_risk(push, &format!("status:{status}:{at}"), state, &format!("Lazada set the shop to {status}"), None)
}

/// Reads type 8: the authorization ends within 48 hours, and with it all pushes and replies.
pub fn read_expiry(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let due_at = given(push.data.whole("auth_expiry_time")).and_then(instant);
    let id = format!("authorization:{}", due_at.unwrap_or_else(|| push.at("auth_expiry_time")));
    let reason = "the seller's authorization of the app runs out: without a new one nothing is pushed any more";
    at_risk(push, &id, RiskState::Opened, reason, due_at)
}

fn at_risk(
    push: &Push<'_>,
    id: &str,
    state: RiskState,
    reason: &str,
    due_at: Option<Instant>,
) -> Result<Vec<Event>, Error> {
    let missing = || Error::Field { path: "seller_id".to_owned(), problem: "is missing" };
    let seller = push.seller_id.clone().ok_or_else(missing)?;
    let what = id.split(':').next().unwrap_or_default();
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state,
        reference: format!("{what}:{seller}"),
        amount: None,
        reason: Some(text::line(reason)),
        due_at,
    };
    let thread = format!("account:{seller}");
    // The expiry lies in the future: it says when something is due, not when it was told.
    let at = push.at("status_update_time");
    Ok(vec![push.event(format!("seller:{seller}:{id}"), thread, at, Happening::Risk(risk))])
}
