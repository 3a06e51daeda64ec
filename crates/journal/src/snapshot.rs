//! Storing snapshots.

use crate::{Clock, Journal, Loaded, Store, StoreError, check_value};

/// First byte of a stored snapshot; the fold's own encoding follows.
const SNAPSHOT_VERSION: u8 = 1;

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Stores the fold of exactly the entries that `boundary` covers, and answers whether it did:
    /// not if `boundary` isn't [due](Loaded::snapshot_due) or the load is too old to build on.
    ///
    /// # Errors
    /// The store's, or [`StoreError::ValueTooLarge`]. A snapshot is a cache, so the caller may go on.
    pub async fn put_snapshot(&self, loaded: &Loaded, boundary: u64, bytes: &[u8]) -> Result<bool, StoreError> {
        let is_due = loaded.snapshot_due().is_some_and(|due| boundary <= due) && boundary > loaded.boundary();
        if !is_due || !self.is_recent(loaded) {
            return Ok(false);
        }
        let mut value = Vec::with_capacity(1 + bytes.len());
        value.push(SNAPSHOT_VERSION);
        value.extend_from_slice(bytes);
        check_value(&value)?;
        self.set(&self.snapshot_key(boundary), &value).await?;
        Ok(true)
    }
}

/// Takes the version byte off a stored snapshot.
pub(crate) fn decode_snapshot(key: &str, mut bytes: Vec<u8>) -> Result<Vec<u8>, StoreError> {
    if bytes.first() != Some(&SNAPSHOT_VERSION) {
        return Err(StoreError::corrupt(key, "not a snapshot of version 1"));
    }
    bytes.remove(0);
    Ok(bytes)
}
