//! Loading a journal: the counter, then everything after the newest snapshot at once.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::{
    Clock, Entry, Journal, LOAD_ATTEMPTS_MAX, LOAD_ENTRIES_MAX, LOAD_SPANS_MAX, Loaded, READ_CONCURRENCY_MAX, Snapshot,
    Store, StoreError, clock::Moment, snapshot::decode_snapshot,
};

/// What one round of reads is asked for and brings back.
#[derive(Clone, Copy)]
enum Slot {
    Snapshot(u64),
    Entry(u64),
}

/// Where a load begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Snapshots,
    Entries,
}

/// The outcome of one round of reads.
#[derive(Default)]
pub(crate) struct Round {
    snapshot: Option<Snapshot>,
    pub(crate) entries: Vec<(u64, Entry)>,
    pub(crate) holes: Vec<u64>,
}

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Reads the newest snapshot and the entries after it: one read, then one round of concurrent
    /// reads. Further rounds only where the newest snapshots aren't stored, each reaching twice as
    /// far back as the one before, up to [`LOAD_SPANS_MAX`] spans.
    ///
    /// # Errors
    /// The store's; [`StoreError::Corrupt`] for values that aren't the journal's, or if more than
    /// [`LOAD_ENTRIES_MAX`] entries have no snapshot; [`StoreError::TooSlow`] if entries were missing
    /// and the load took longer than [`LOAD_SLOW_MS`](crate::LOAD_SLOW_MS) each time.
    pub async fn load(&self) -> Result<Loaded, StoreError> {
        self.load_from(Source::Snapshots).await
    }

    /// Reads all entries from the first on, as if no snapshot were stored: for a fold that can't read
    /// its snapshots, because its encoding has changed.
    ///
    /// # Errors
    /// As [`load`](Self::load); [`StoreError::Corrupt`] if the journal is trimmed, for then its
    /// snapshots are all there is.
    pub async fn load_entries(&self) -> Result<Loaded, StoreError> {
        if self.get(&self.trim_key()).await?.is_some() {
            return Err(StoreError::corrupt(
                &self.trim_key(),
                "a trimmed journal can't be loaded without its snapshot",
            ));
        }
        self.load_from(Source::Entries).await
    }

    async fn load_from(&self, source: Source) -> Result<Loaded, StoreError> {
        for _ in 0..LOAD_ATTEMPTS_MAX {
            let loaded = self.load_once(source).await?;
            // After a stall, what seems a hole may have been trimmed in the meantime.
            if loaded.holes.is_empty() || self.is_recent(&loaded) {
                return Ok(loaded);
            }
        }
        Err(StoreError::TooSlow { operation: "load" })
    }

    /// Whether the counter of `loaded` was read so recently that its findings hold.
    pub(crate) fn is_recent(&self, loaded: &Loaded) -> bool {
        loaded.began.elapsed_ms(self.clock) <= self.tuning.load_slow_ms
    }

    async fn load_once(&self, source: Source) -> Result<Loaded, StoreError> {
        let began = Moment::now(self.clock);
        let head = self.head().await?;
        let span = self.tuning.span_entries;
        let mut low = head / span;
        let mut spans = 1;
        let mut round = self.read_round(source, low, head).await?;
        while low > 0 && round.snapshot.is_none() {
            let high = low.saturating_mul(span);
            low = low.saturating_sub(spans);
            spans = LOAD_SPANS_MAX.min(spans * 2);
            if head.saturating_sub(low.saturating_mul(span)) > LOAD_ENTRIES_MAX {
                return Err(StoreError::corrupt(&self.counter_key(), "too many entries without a snapshot"));
            }
            let mut older = self.read_round(source, low, high).await?;
            older.entries.append(&mut round.entries);
            older.holes.append(&mut round.holes);
            round = older;
        }
        let covered = round.snapshot.as_ref().map_or(0, |snapshot| snapshot.boundary.saturating_mul(span));
        round.entries.retain(|(sequence, _)| *sequence > covered);
        round.holes.retain(|sequence| *sequence > covered);
        let Round { snapshot, entries, holes } = round;
        Ok(Loaded { snapshot, entries, holes, head, began, judged_ms: began.wall_ms, tuning: self.tuning })
    }

    /// The entries after boundary `low` through number `last`, and the snapshots at boundaries from
    /// `low` to before `last`, unless they are not wanted; the highest snapshot is kept.
    async fn read_round(&self, source: Source, low: u64, last: u64) -> Result<Round, StoreError> {
        let span = self.tuning.span_entries;
        let first = low.saturating_mul(span).saturating_add(1);
        let boundaries = low.max(1)..=(last.saturating_sub(1) / span).max(low);
        let snapshots = boundaries.filter(|_| source == Source::Snapshots).map(Slot::Snapshot);
        self.read(snapshots.chain((first..=last).map(Slot::Entry))).await
    }

    /// The entries with the given numbers, or that they are missing.
    pub(crate) async fn read_entries(&self, sequences: impl Iterator<Item = u64>) -> Result<Round, StoreError> {
        self.read(sequences.map(Slot::Entry)).await
    }

    async fn read(&self, slots: impl Iterator<Item = Slot>) -> Result<Round, StoreError> {
        let mut reads = stream::iter(slots).map(|slot| self.read_slot(slot)).buffered(READ_CONCURRENCY_MAX);
        let mut round = Round::default();
        while let Some((slot, value)) = reads.try_next().await? {
            match (slot, value) {
                (Slot::Snapshot(boundary), Some(bytes)) => {
                    let bytes = decode_snapshot(&self.snapshot_key(boundary), bytes)?;
                    round.snapshot = Some(Snapshot { boundary, bytes });
                }
                (Slot::Snapshot(_), None) => {}
                (Slot::Entry(sequence), Some(bytes)) => {
                    let entry = Entry::decode(&self.entry_key(sequence), &bytes)?;
                    round.entries.push((sequence, entry));
                }
                (Slot::Entry(sequence), None) => round.holes.push(sequence),
            }
        }
        Ok(round)
    }

    async fn read_slot(&self, slot: Slot) -> Result<(Slot, Option<Vec<u8>>), StoreError> {
        let key = match slot {
            Slot::Snapshot(boundary) => self.snapshot_key(boundary),
            Slot::Entry(sequence) => self.entry_key(sequence),
        };
        Ok((slot, self.get(&key).await?))
    }
}
