//! Folding a journal into a state, and the snapshot that is due on the way.

use crate::{Clock, Entry, Journal, Loaded, Snapshot, Store, StoreError};

/// A state that a journal's entries fold into; `Default` is the state of the empty journal.
///
/// The same event may be applied more than once, from several entries: the fold drops an event id it
/// has seen ([`EventIds`](crate::EventIds) remembers them). Its ids belong to the snapshot.
pub trait Fold: Default {
    /// Takes in the entry with the number `sequence`.
    fn apply(&mut self, sequence: u64, entry: &Entry);
    /// The state as bytes, for a snapshot.
    fn encode(&self) -> Vec<u8>;
    /// The state that [`encode`](Self::encode) wrote, `None` if it can't be read.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// A folded journal.
#[derive(Clone, Debug)]
pub struct Folded<F> {
    /// The state after all loaded entries.
    pub state: F,
    /// The snapshot that should now be stored with [`Journal::put_snapshot`].
    pub due: Option<Snapshot>,
}

impl Loaded {
    /// Folds the snapshot and all entries in one pass, and encodes the due snapshot as it passes it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the fold can't read its snapshot.
    pub fn fold<F: Fold>(&self) -> Result<Folded<F>, StoreError> {
        let mut state = match &self.snapshot {
            None => F::default(),
            Some(Snapshot { boundary, bytes }) => F::decode(bytes).ok_or_else(|| StoreError::Corrupt {
                key: format!("s{boundary}"),
                reason: "the fold can't read its snapshot",
            })?,
        };
        let due = self.snapshot_due();
        let boundary = due.unwrap_or_else(|| self.boundary());
        for (sequence, entry) in self.entries_through(boundary) {
            state.apply(*sequence, entry);
        }
        let due = due.map(|boundary| Snapshot { boundary, bytes: state.encode() });
        for (sequence, entry) in self.entries_after(boundary) {
            state.apply(*sequence, entry);
        }
        Ok(Folded { state, due })
    }
}

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Loads and folds, and stores the snapshot that is due. That one is a cache: failing to store it
    /// is no error here, and one that can't be read (another version of the fold wrote it) is replaced
    /// by folding all entries, unless the journal is trimmed.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`Loaded::fold`].
    pub async fn load_folded<F: Fold>(&self) -> Result<(F, Loaded), StoreError> {
        let (Folded { state, due }, loaded) = match self.load_and_fold().await {
            Err(StoreError::Corrupt { .. }) => {
                let loaded = self.load_entries().await?;
                (loaded.fold()?, loaded)
            }
            outcome => outcome?,
        };
        if let Some(Snapshot { boundary, bytes }) = due {
            // The next load finds it due again.
            let _: Result<bool, StoreError> = self.put_snapshot(&loaded, boundary, &bytes).await;
        }
        Ok((state, loaded))
    }

    async fn load_and_fold<F: Fold>(&self) -> Result<(Folded<F>, Loaded), StoreError> {
        let loaded = self.load().await?;
        Ok((loaded.fold()?, loaded))
    }
}
