//! What the tests share.

#![allow(dead_code, unused_imports, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

use sellerdesk_journal::EventId;
pub use sellerdesk_journal::simulation::by_hand::{ManualClock, RoundTrips, now};

/// The id of the `number`th event.
pub fn event_id(number: u64) -> EventId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_le_bytes());
    EventId(id)
}
