//! Times in which a clock stands still.

use crate::Problem;

/// Pauses that one question may bring.
pub const PAUSES_MAX: usize = 1_000;

/// From when to when a clock stands still; without an end it still does.
pub type Pause = (i64, Option<i64>);

/// The end of a pause that has none.
pub(crate) const FOREVER: i64 = i64::MAX;

/// Pauses as `[from, to)`, ascending and disjoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pauses(Vec<(i64, i64)>);

impl Pauses {
    /// Checks what a caller gave: overlapping and touching pauses count once.
    pub fn check(pauses: &[Pause]) -> Result<Self, Problem> {
        if pauses.len() > PAUSES_MAX {
            return Err(Problem::PausesTooMany);
        }
        let reversed = |(from, to): &Pause| to.is_some_and(|to| to < *from);
        if let Some(index) = pauses.iter().position(reversed) {
            return Err(Problem::PauseReversed { index });
        }
        Ok(Self::merge(pauses.iter().copied()))
    }

    /// Merges pauses in any order; those that end before they begin are nothing.
    pub fn merge(pauses: impl Iterator<Item = Pause>) -> Self {
        let mut sorted: Vec<(i64, i64)> =
            pauses.map(|(from, to)| (from, to.unwrap_or(FOREVER))).filter(|(from, to)| from < to).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Both together.
    pub fn joined(&self, other: &Self) -> Self {
        let all = self.0.iter().chain(&other.0);
        Self::merge(all.map(|(from, to)| (*from, Some(*to))))
    }

    /// What of the pauses lies before `end`.
    pub fn until(&self, end: i64) -> Self {
        let before = self.0.iter().take_while(|(from, _)| *from < end);
        Self(before.map(|(from, to)| (*from, (*to).min(end))).collect())
    }

    /// What of the pauses lies after `begin`.
    pub fn since(&self, begin: i64) -> Self {
        Self(self.after(begin).iter().map(|(from, to)| ((*from).max(begin), *to)).collect())
    }

    /// The pauses that are not over at `at`.
    pub fn after(&self, at: i64) -> &[(i64, i64)] {
        let over = self.0.partition_point(|(_, to)| *to <= at);
        self.0.get(over..).unwrap_or_default()
    }

    /// Since when the clock stands still for good, if it does.
    pub fn stopped_from(&self) -> Option<i64> {
        self.0.last().filter(|(_, to)| *to == FOREVER).map(|(from, _)| *from)
    }
}
