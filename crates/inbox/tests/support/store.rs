//! Clocks and stores of the tests.

#![allow(unused_imports, reason = "each binary uses its own part")]

pub use sellerdesk_journal::simulation::by_hand::{BEGIN_MS, ManualClock, RoundTrips, cost, now};
