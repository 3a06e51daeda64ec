//! What a load found, and what may be concluded from it.

use crate::{Entry, clock::Moment, limits::Tuning};

/// A stored snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// It covers the entries `1..=boundary * SPAN_ENTRIES`.
    pub boundary: u64,
    /// The encoded fold.
    pub bytes: Vec<u8>,
}

/// A journal as one load saw it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The highest snapshot found, if any.
    pub snapshot: Option<Snapshot>,
    /// The entries after the snapshot with their numbers, ascending.
    pub entries: Vec<(u64, Entry)>,
    /// Numbers after the snapshot, up to the head, that have no entry, ascending.
    pub holes: Vec<u64>,
    /// The highest number handed out when the counter was read.
    pub head: u64,
    /// Before the counter was first read.
    pub(crate) began: Moment,
    /// Wall clock before the holes were last read, in milliseconds.
    pub(crate) judged_ms: i64,
    pub(crate) tuning: Tuning,
}

impl Loaded {
    /// The snapshot's boundary, 0 without one.
    #[must_use]
    pub fn boundary(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.boundary)
    }

    /// Number of the last entry that a snapshot at `boundary` covers.
    #[must_use]
    pub fn last_covered(&self, boundary: u64) -> u64 {
        boundary.saturating_mul(self.tuning.span_entries)
    }

    /// The holes whose writers may still finish, ascending.
    ///
    /// A hole is dead, not open, if some later entry is older than
    /// [`HOLE_GRACE_MS`](crate::HOLE_GRACE_MS), judged at a moment before the hole was read.
    #[must_use]
    pub fn open_holes(&self) -> Vec<u64> {
        let dead_from_ms = self.judged_ms.saturating_sub(self.tuning.hole_grace_ms);
        // Every hole before the last old entry is dead.
        let last_old = self.entries.iter().rev().find(|(_, entry)| entry.at_ms <= dead_from_ms);
        let dead_to = last_old.map_or(0, |(sequence, _)| *sequence);
        self.holes.iter().copied().filter(|hole| *hole > dead_to).collect()
    }

    /// The highest boundary that may be stored as a snapshot and isn't yet: all it covers is present
    /// or dead. Its value must be the fold of the snapshot and exactly the
    /// [`entries_through`](Self::entries_through) it.
    #[must_use]
    pub fn snapshot_due(&self) -> Option<u64> {
        let settled = self.open_holes().first().map_or(self.head, |hole| hole.saturating_sub(1));
        let due = settled / self.tuning.span_entries;
        (due > self.boundary()).then_some(due)
    }

    /// The loaded entries that a snapshot at `boundary` covers.
    pub fn entries_through(&self, boundary: u64) -> impl Iterator<Item = &(u64, Entry)> {
        let last = self.last_covered(boundary);
        self.entries.iter().take_while(move |(sequence, _)| *sequence <= last)
    }

    /// The loaded entries after those that a snapshot at `boundary` covers.
    pub fn entries_after(&self, boundary: u64) -> impl Iterator<Item = &(u64, Entry)> {
        let last = self.last_covered(boundary);
        self.entries.iter().skip_while(move |(sequence, _)| *sequence <= last)
    }
}
