//! Durations in buckets of fixed bounds: sixteen to each doubling, so a bucket is at most a sixteenth wider than its
//! lower bound, and histograms add up.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Buckets of one doubling, as a power of two.
const SUB_BITS: u32 = 4;

/// How many durations fell into each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram(BTreeMap<u16, u64>);

/// The bounds of a bucket in seconds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// No duration in it is shorter.
    pub from: u64,
    /// No duration in it is longer.
    pub to: u64,
}

impl Histogram {
    /// Adds a duration in seconds.
    pub fn add(&mut self, seconds: u64) {
        *self.0.entry(index(seconds)).or_default() += 1;
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(index, count)| *self.0.entry(*index).or_default() += count);
    }

    /// How many durations.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The bucket of the duration that `percent` of all do not exceed: exact about the bucket, silent within it.
    pub fn quantile(&self, percent: u64) -> Option<Bucket> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.0.iter().find_map(|(index, count)| {
            seen += count;
            (seen >= rank).then(|| bounds(*index))
        })
    }
}

/// Below 32 seconds each second is its own bucket; beyond, the bits after the leading one choose it.
fn index(seconds: u64) -> u16 {
    let octave = seconds.checked_ilog2().unwrap_or_default();
    if octave <= SUB_BITS {
        return u16::try_from(seconds).unwrap_or(u16::MAX);
    }
    let shift = octave - SUB_BITS;
    let sub = (seconds >> shift) - (1 << SUB_BITS);
    let index = (u64::from(shift) + 1) * (1 << SUB_BITS) + sub;
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn bounds(index: u16) -> Bucket {
    let (index, size) = (u64::from(index), 1_u64 << SUB_BITS);
    if index < 2 * size {
        return Bucket { from: index, to: index };
    }
    let shift = u32::try_from(index / size - 1).unwrap_or_default().min(63 - SUB_BITS);
    let from = (size + index % size) << shift;
    Bucket { from, to: from + ((1 << shift) - 1) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn every_duration_lies_within_its_bucket_and_buckets_are_narrow() {
        let edges = (0..40).flat_map(|octave| [(1_u64 << octave) - 1, 1 << octave, (1 << octave) + 1]);
        for seconds in (0..5_000).chain(edges) {
            let Bucket { from, to } = bounds(index(seconds));
            assert!((from..=to).contains(&seconds), "{seconds} is not in {from}..={to}");
            assert!((to - from) * 16 <= from, "{from}..={to} is wide");
            assert_eq!(index(from), index(to));
            assert_ne!(index(to), index(to + 1));
        }
    }

    #[test]
    fn quantiles_are_of_the_nearest_rank() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(50), None);
        (1..=20).for_each(|seconds| histogram.add(seconds));
        let at = |percent| histogram.quantile(percent).unwrap();
        assert_eq!(
            (at(50), at(90), at(100)),
            (Bucket { from: 10, to: 10 }, Bucket { from: 18, to: 18 }, Bucket { from: 20, to: 20 })
        );
    }
}
