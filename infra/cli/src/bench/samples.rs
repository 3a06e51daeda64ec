//! Durations of one kind of request.

use std::time::Duration;

/// A set of measured durations.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub fn push(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// Adds those of another set.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The duration that `percent` of the samples don't exceed (nearest rank); zero without samples.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or_default()
    }

    /// The median.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// How many times the other's median this one's is.
    pub fn ratio_to(&self, other: &Self) -> f64 {
        self.median().as_secs_f64() / other.median().as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(milliseconds: impl IntoIterator<Item = u64>) -> Samples {
        Samples(milliseconds.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let hundred = samples((1..=100).rev());
        for percent in [1, 50, 95, 99, 100] {
            assert_eq!(hundred.percentile(percent), Duration::from_millis(percent as u64));
        }
        assert_eq!(samples([7]).percentile(99), Duration::from_millis(7));
        assert_eq!(samples([]).percentile(50), Duration::ZERO);
    }

    #[test]
    fn a_ratio_compares_medians() {
        let ratio = samples([1, 3, 90]).ratio_to(&samples([2, 2, 2]));
        assert!((ratio - 1.5).abs() < 1e-9, "{ratio}");
    }
}
