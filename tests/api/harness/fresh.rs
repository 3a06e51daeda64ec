//! Ids that no other test has, nor an earlier run against the same desk.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Digits of a number: as many as Amazon's order numbers leave after the first three.
const NUMBER_MODULUS: u64 = 100_000_000_000_000;

/// A number of 14 digits at most, unlike all others.
pub fn fresh_number() -> u64 {
    static NEXT: OnceLock<AtomicU64> = OnceLock::new();
    // A run takes fewer numbers than the microseconds it lasts, so the next run begins beyond them.
    let next = NEXT.get_or_init(|| AtomicU64::new(since_epoch_micros() % NUMBER_MODULUS));
    next.fetch_add(1, Ordering::Relaxed) % NUMBER_MODULUS
}

/// Milliseconds since the Unix epoch, by this machine's clock.
pub fn now_ms() -> i64 {
    i64::try_from(since_epoch_micros() / 1_000).unwrap()
}

fn since_epoch_micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_micros()).unwrap()
}
