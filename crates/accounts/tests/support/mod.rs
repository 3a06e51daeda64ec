//! What the tests share.

#![allow(dead_code, unused_imports, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use sellerdesk_accounts::AccountId;
use sellerdesk_journal::memory::{MemoryStore, Operations};
use sellerdesk_journal::simulation::by_hand;
pub use sellerdesk_journal::simulation::by_hand::{ManualClock, Mortal, now};

/// Spans in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// A Monday at midnight UTC, in milliseconds since the Unix epoch.
pub const MONDAY_MS: i64 = 1_699_833_600_000;

pub fn id(channel: &str, account: &str) -> AccountId {
    AccountId::parse(channel, account).unwrap()
}

/// Operations done by `work`: reads and writes.
pub fn cost<T>(store: &MemoryStore, work: impl Future<Output = T>) -> (T, (u64, u64)) {
    let (output, Operations { reads, writes }) = by_hand::cost(store, work);
    (output, (reads, writes))
}
