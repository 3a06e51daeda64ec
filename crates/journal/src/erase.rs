//! Taking what must be forgotten out of entries, and the snapshots that may repeat it.

use crate::{Clock, Entry, Journal, Loaded, Store, StoreError};

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Stores an entry anew under its number, with less in it. The fold has to come to the same state with either: a
    /// reader may have seen the one or the other.
    ///
    /// # Errors
    /// The store's; [`StoreError::ValueTooLarge`] can't be, for it only gets shorter.
    pub async fn replace(&self, sequence: u64, entry: &Entry) -> Result<(), StoreError> {
        self.set(&self.entry_key(sequence), &entry.encode()).await
    }

    /// Removes the snapshots of a journal that is never trimmed: they are caches, and loads fold the entries anew.
    ///
    /// # Errors
    /// The store's.
    pub async fn forget_snapshots(&self, loaded: &Loaded) -> Result<(), StoreError> {
        for boundary in 1..=loaded.head / self.tuning.span_entries {
            self.delete(&self.snapshot_key(boundary)).await?;
        }
        Ok(())
    }

    /// Removes a journal that nobody appends to any more.
    ///
    /// # Errors
    /// The store's; do it again.
    pub async fn remove(&self, loaded: &Loaded) -> Result<(), StoreError> {
        self.forget_snapshots(loaded).await?;
        for sequence in 1..=loaded.head {
            self.delete(&self.entry_key(sequence)).await?;
        }
        self.delete(&self.counter_key()).await
    }
}
