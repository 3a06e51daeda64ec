//! How long an instance lives: Spin's `--max-instance-reuse-count`,
//! `--max-instance-concurrent-reuse-count` and `--idle-instance-timeout`.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Spin's defaults (spinframework/spin `crates/trigger-http/src/lib.rs`).
const REQUESTS_DEFAULT: usize = 128;
const CONCURRENT_DEFAULT: usize = 16;
const IDLE_DEFAULT: Duration = Duration::from_secs(1);

/// Limits on the reuse of an instance. Each instance draws its own from the ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// How many requests an instance takes in its life; at least 1.
    pub requests: RangeInclusive<usize>,
    /// How many requests an instance takes at once; at least 1.
    pub concurrent: RangeInclusive<usize>,
    /// How long an instance without requests is kept.
    pub idle: Duration,
}

impl Default for Reuse {
    /// 128 requests, 16 at once, 1 s idle.
    fn default() -> Self {
        Self {
            requests: REQUESTS_DEFAULT..=REQUESTS_DEFAULT,
            concurrent: CONCURRENT_DEFAULT..=CONCURRENT_DEFAULT,
            idle: IDLE_DEFAULT,
        }
    }
}

impl Reuse {
    /// A fresh instance for every request.
    #[must_use]
    pub fn never() -> Self {
        Self { requests: 1..=1, concurrent: 1..=1, idle: IDLE_DEFAULT }
    }

    /// Anything between [`Reuse::never`] and the default, drawn for each instance, so that a
    /// component can rely on neither.
    #[must_use]
    pub fn random() -> Self {
        Self { requests: 1..=REQUESTS_DEFAULT, concurrent: 1..=CONCURRENT_DEFAULT, idle: IDLE_DEFAULT }
    }
}

/// A number of the range, at least 1.
pub(crate) fn draw(range: &RangeInclusive<usize>) -> usize {
    let width = range.end().saturating_sub(*range.start()) as u64;
    let offset = match width {
        0 => 0,
        // Every RandomState hashes nothing to another number.
        width => RandomState::new().build_hasher().finish() % (width + 1),
    };
    (range.start() + usize::try_from(offset).unwrap_or(0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_stays_in_its_range_and_above_zero() {
        for range in [1..=1, 3..=8, 0..=0] {
            for _ in 0..64 {
                let drawn = draw(&range);
                assert!(drawn >= 1 && drawn <= (*range.end()).max(1));
            }
        }
    }
}
