//! Deleting what a snapshot has replaced, for journals whose owner asks for it.
//!
//! In a trimmed journal the snapshot is data, so more care is needed than for a cache. Trimming to
//! boundary `K` deletes the entries that `s<K>` covers and the snapshots below it. It is safe once
//! `s<K>` has been *seen* [`SETTLE_MS`](crate::SETTLE_MS) ago: a load that meets anything deleted
//! either began long before (then it took longer than [`LOAD_SLOW_MS`](crate::LOAD_SLOW_MS), finds
//! holes, and starts again), or began after `s<K>` and a counter beyond it were visible to everybody
//! (then it stops at `s<K>` or above, and asks for nothing below).
//!
//! The marker at `j:t` holds two facts, each true for ever once it was true: "`s<witness>` was seen
//! at this time" and "everything below `floor` was deleted". So an older marker written over a newer
//! one, a lost one or a stale one repeats work and never deletes too much. An entry that a stalled
//! writer sets in the trimmed range later is litter that no load reads.
//!
//! A snapshot that only names immutable parts (the inbox's pages) loses them with its removal: the
//! owner is told before. A manifest older than the kept one could still be on its way into the
//! store: here alone it is assumed that an operation takes effect within `SETTLE_MS - LOAD_SLOW_MS -
//! STALENESS_MS_MAX - CLOCK_SKEW_MS_MAX` (8 minutes) of being issued, or never.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::{Clock, Journal, Loaded, Snapshot, Store, StoreError, WRITE_CONCURRENCY_MAX, snapshot::decode_snapshot};

/// First byte of a stored marker.
const MARKER_VERSION: u8 = 1;

/// What a trim did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// Boundaries whose entries and older snapshot were deleted by this call.
    pub spans: u64,
    /// Whether the next call has more to delete right now.
    pub has_more: bool,
}

/// A snapshot that is about to be deleted, and what stays.
#[derive(Debug)]
pub struct Removal<'a> {
    /// The one to be deleted.
    pub removed: &'a Snapshot,
    /// Snapshots that stay: the lowest and the newest. What they name must stay too.
    pub kept: [&'a Snapshot; 2],
}

/// The stored marker: all instants in milliseconds of the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Marker {
    /// Entries at or below this boundary and snapshots below it are deleted.
    floor: u64,
    /// A snapshot seen at `seen_ms`; 0 if none.
    witness: u64,
    seen_ms: i64,
}

impl Marker {
    fn encode(self) -> Vec<u8> {
        let mut bytes = vec![MARKER_VERSION];
        bytes.extend_from_slice(&self.floor.to_le_bytes());
        bytes.extend_from_slice(&self.witness.to_le_bytes());
        bytes.extend_from_slice(&self.seen_ms.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (floor, rest) = rest.split_first_chunk()?;
        let (witness, rest) = rest.split_first_chunk()?;
        let marker = Self {
            floor: u64::from_le_bytes(*floor),
            witness: u64::from_le_bytes(*witness),
            seen_ms: i64::from_le_bytes(rest.try_into().ok()?),
        };
        (*version == MARKER_VERSION && marker.floor <= marker.witness).then_some(marker)
    }
}

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Deletes a bounded part of what the snapshots seen long ago have replaced; call it again after
    /// later loads. One read if there is nothing to do, at most
    /// [`TRIM_KEYS_MAX`](crate::TRIM_KEYS_MAX) deletes otherwise. May stop anywhere and be repeated.
    ///
    /// `before_removal` is awaited for each snapshot before it is deleted, possibly more than once;
    /// its error stops the trim, and the snapshot stays.
    ///
    /// # Errors
    /// The store's or the hook's; [`StoreError::Corrupt`] for a marker that isn't one.
    pub async fn trim<H>(&self, loaded: &Loaded, before_removal: H) -> Result<Trimmed, StoreError>
    where
        H: AsyncFn(Removal<'_>) -> Result<(), StoreError>,
    {
        let Some(newest) = &loaded.snapshot else {
            return Ok(Trimmed::default());
        };
        let stored = self.read_marker().await?;
        if !self.is_recent(loaded) {
            return Ok(Trimmed::default());
        }
        let mut marker = stored;
        let mut trimmed = Trimmed::default();
        let age_ms = self.clock.wall_ms().saturating_sub(marker.seen_ms);
        let has_work = marker.floor < marker.witness && marker.witness <= newest.boundary;
        let mut needs_witness = marker.floor == marker.witness;
        if has_work && age_ms > self.tuning.settle_ms {
            if let Some(lowest) = self.witness_of(marker, newest).await? {
                trimmed = self.delete_replaced(&mut marker, [&lowest, newest], &before_removal).await?;
                needs_witness = marker.floor == marker.witness;
            } else {
                // An older marker was written over one that went further.
                needs_witness = true;
            }
        }
        // A witness that still waits or has work left is kept: renewing it would only put it off.
        if needs_witness && marker.witness < newest.boundary {
            marker.witness = newest.boundary;
            marker.seen_ms = self.clock.wall_ms();
        }
        if marker != stored {
            self.set(&self.trim_key(), &marker.encode()).await?;
        }
        Ok(trimmed)
    }

    async fn read_marker(&self) -> Result<Marker, StoreError> {
        let key = self.trim_key();
        let Some(bytes) = self.get(&key).await? else {
            return Ok(Marker::default());
        };
        Marker::decode(&bytes).ok_or_else(|| StoreError::corrupt(&key, "not a trim marker of version 1"))
    }

    async fn witness_of(&self, marker: Marker, newest: &Snapshot) -> Result<Option<Snapshot>, StoreError> {
        if marker.witness == newest.boundary {
            return Ok(Some(newest.clone()));
        }
        self.read_snapshot(marker.witness).await
    }

    /// Deletes span by span from the floor to the witness, raising the floor.
    async fn delete_replaced<H>(
        &self,
        marker: &mut Marker,
        kept: [&Snapshot; 2],
        before_removal: &H,
    ) -> Result<Trimmed, StoreError>
    where
        H: AsyncFn(Removal<'_>) -> Result<(), StoreError>,
    {
        let span = self.tuning.span_entries;
        let spans_max = (self.tuning.trim_keys_max / span.saturating_add(1)).max(1);
        let mut trimmed = Trimmed::default();
        while marker.floor < marker.witness && trimmed.spans < spans_max {
            let last = marker.floor.saturating_add(1).saturating_mul(span);
            let sequences = last.saturating_sub(span).saturating_add(1)..=last;
            stream::iter(sequences)
                .map(|sequence| async move { self.delete(&self.entry_key(sequence)).await })
                .buffer_unordered(WRITE_CONCURRENCY_MAX)
                .try_collect::<()>()
                .await?;
            if marker.floor > 0
                && let Some(removed) = self.read_snapshot(marker.floor).await?
            {
                before_removal(Removal { removed: &removed, kept }).await?;
                self.delete(&self.snapshot_key(marker.floor)).await?;
            }
            marker.floor = marker.floor.saturating_add(1);
            trimmed.spans = trimmed.spans.saturating_add(1);
        }
        trimmed.has_more = marker.floor < marker.witness;
        Ok(trimmed)
    }

    async fn read_snapshot(&self, boundary: u64) -> Result<Option<Snapshot>, StoreError> {
        let key = self.snapshot_key(boundary);
        let Some(bytes) = self.get(&key).await? else {
            return Ok(None);
        };
        Ok(Some(Snapshot { boundary, bytes: decode_snapshot(&key, bytes)? }))
    }
}
