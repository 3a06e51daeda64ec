//! The machine's clocks.

use sellerdesk_journal::Clock;
use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The host's wall clock and monotonic clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The first reading: only differences of the monotonic clock mean anything.
static START: OnceLock<Instant> = OnceLock::new();

impl Clock for SystemClock {
    fn wall_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn monotonic_ms(&self) -> i64 {
        let start = START.get_or_init(Instant::now);
        i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl SystemClock {
    /// Milliseconds since the Unix epoch.
    pub fn now_ms() -> i64 {
        Clock::wall_ms(&Self)
    }
}
