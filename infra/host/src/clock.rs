//! The wall clock guests see. It runs with the system's until a test sets it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use wasmtime_wasi::HostWallClock;

/// Marks a clock that follows the system's.
const FOLLOWING_SYSTEM: i64 = i64::MIN;

/// A settable wall clock, in milliseconds since the Unix epoch, UTC.
///
/// Clones share one time. Only the wall clock (`wasi:clocks/wall-clock@0.2`,
/// `wasi:clocks/system-clock@0.3`) is affected; monotonic clocks and timers stay real.
#[derive(Clone, Debug)]
pub struct Clock {
    frozen_at: Arc<AtomicI64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { frozen_at: Arc::new(AtomicI64::new(FOLLOWING_SYSTEM)) }
    }
}

impl Clock {
    /// Stops the clock at `instant_ms`; instants before the epoch count as the epoch,
    /// because WASI 0.2 can't express them.
    pub fn set(&self, instant_ms: i64) {
        self.frozen_at.store(instant_ms.max(0), Ordering::SeqCst);
    }

    /// Moves a stopped clock forward by `duration_ms`; a clock that follows the system stops first.
    pub fn advance(&self, duration_ms: i64) {
        let _ = self.frozen_at.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |frozen_at| {
            let base = if frozen_at == FOLLOWING_SYSTEM { system_ms() } else { frozen_at };
            Some(base.saturating_add(duration_ms).max(0))
        });
    }

    /// Follows the system's clock again.
    pub fn real(&self) {
        self.frozen_at.store(FOLLOWING_SYSTEM, Ordering::SeqCst);
    }

    /// What a guest would read now, in milliseconds since the epoch.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        match self.frozen_at.load(Ordering::SeqCst) {
            FOLLOWING_SYSTEM => system_ms(),
            frozen_at => frozen_at,
        }
    }
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        if self.frozen_at.load(Ordering::SeqCst) == FOLLOWING_SYSTEM {
            return since_epoch();
        }
        Duration::from_millis(u64::try_from(self.now_ms()).unwrap_or(0))
    }
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO)
}

fn system_ms() -> i64 {
    i64::try_from(since_epoch().as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_stands_still_until_it_is_advanced() {
        let clock = Clock::default();
        clock.set(1_000);
        assert_eq!(clock.now_ms(), 1_000);
        clock.clone().advance(500);
        assert_eq!(clock.now_ms(), 1_500);
        assert_eq!(HostWallClock::now(&clock), Duration::from_millis(1_500));
    }

    #[test]
    fn a_real_clock_is_after_2020_and_stops_when_advanced() {
        let clock = Clock::default();
        let start_of_2020 = 1_577_836_800_000;
        assert!(clock.now_ms() > start_of_2020);
        clock.advance(86_400_000);
        let stopped = clock.now_ms();
        assert!(stopped > system_ms());
        clock.real();
        assert!(clock.now_ms() < stopped);
    }
}
