//! Answers that the provider could not deliver, posted by its event webhook to `/hooks/amazon/<account>/failures`.
//!
//! Amazon's mail servers refuse a sender that is not approved, and of that only the provider tells. The failure refers
//! to the answer by its `Message-ID` and is on the conversation that the provider was given with it; without that, on
//! the one of the relay address.

use crate::address::RelayAddress;
use sellerdesk_adapter::{Acceptance, Answer, Evidence, Received, Request};
use sellerdesk_canonical::Event;
use sellerdesk_relay_mail::Undelivered;

/// The path below the account's that failures are posted to.
pub const SUB_PATH: &str = "failures";

/// Judges a request to the path of failures.
pub fn receive(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let (failures, replay_key) = sellerdesk_relay_mail::failures(request, evidence)?;
    let events = failures.into_iter().filter_map(event).collect();
    Ok(Received::Accepted(Acceptance { events, answer: Answer::empty(200), replay_key }))
}

/// The event of a failure; `None` for mail that the shop sent to others through the same provider.
fn event(failure: Undelivered) -> Option<Event> {
    let relay = RelayAddress::parse(failure.to.as_deref()?)?;
    Some(failure.event(format!("buyer:{}", relay.without_case())))
}
