//! Reading entries that a snapshot has already covered, for showing them.

use crate::{Clock, Entry, Journal, Loaded, Store, StoreError};

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// The entries from number `first` to the head of `loaded`, ascending; missing ones are left out. One
    /// round of concurrent reads, none for what `loaded` holds already.
    ///
    /// # Errors
    /// The store's; [`StoreError::Corrupt`] for values that aren't the journal's.
    pub async fn read_range(&self, loaded: &Loaded, first: u64) -> Result<Vec<(u64, Entry)>, StoreError> {
        self.read_between(loaded, first, u64::MAX).await
    }

    /// The same up to before number `end`.
    ///
    /// # Errors
    /// As [`read_range`](Self::read_range).
    pub async fn read_between(&self, loaded: &Loaded, first: u64, end: u64) -> Result<Vec<(u64, Entry)>, StoreError> {
        let covered = loaded.last_covered(loaded.boundary());
        let round = self.read_entries(first.max(1)..end.min(covered.saturating_add(1))).await?;
        let held = loaded.entries.iter().filter(|(sequence, _)| (first..end).contains(sequence)).cloned();
        Ok(round.entries.into_iter().chain(held).collect())
    }

    /// The entries numbered `first..=last`, ascending; missing ones are left out. One round of concurrent reads.
    ///
    /// # Errors
    /// The store's; [`StoreError::Corrupt`] for values that aren't the journal's.
    pub async fn read_page(&self, first: u64, last: u64) -> Result<Vec<(u64, Entry)>, StoreError> {
        Ok(self.read_entries(first.max(1)..=last).await?.entries)
    }
}
