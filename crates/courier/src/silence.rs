//! A channel that fell silent, as an event of the account: it shows up in the inbox, and ends with the next delivery.

use sellerdesk_accounts::Silence;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// One event for one silence and state, however often it is found.
pub fn silence_event(silence: &Silence, state: RiskState, now: i64) -> Event {
    let reference = format!("silent:{}", silence.since);
    let usual_h = (silence.usual_gap_ms / HOUR_MS).max(1);
    let silent_h = now.saturating_sub(silence.since) / HOUR_MS;
    let reason = match state {
        RiskState::Closed => format!("Webhooks arrive again, after {silent_h} h."),
        RiskState::Opened | RiskState::Updated => format!(
            "No webhook has arrived for {silent_h} h; the longest usual pause is {usual_h} h. Check the subscription."
        ),
    };
    Event {
        id: format!("{reference}:{}", if state == RiskState::Closed { "ended" } else { "found" }),
        thread: "account:connection".to_owned(),
        at: now,
        buyer: None,
        order_id: None,
        product_id: None,
        site: None,
        happening: Happening::Risk(Risk {
            kind: RiskKind::AccountAtRisk,
            state,
            reference,
            amount: None,
            reason: Some(reason),
            due_at: None,
        }),
    }
}
