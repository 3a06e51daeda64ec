//! An open journal: its keys, and store operations that may be repeated.

use crate::{
    APPEND_ATTEMPTS_MAX, Clock, KEY_BYTES_MAX, OPERATION_ATTEMPTS_MAX, Store, StoreError, check_key, limits::Tuning,
};

/// Bytes that the longest suffix takes: `:s` and the digits of `u64::MAX`.
const SUFFIX_BYTES_MAX: usize = 2 + 20;
const _: () = assert!(APPEND_ATTEMPTS_MAX > 0 && OPERATION_ATTEMPTS_MAX > 0);

/// A journal on a store. Opening one reads nothing.
#[derive(Debug)]
pub struct Journal<'a, S, C> {
    pub(crate) store: &'a S,
    pub(crate) clock: &'a C,
    pub(crate) tuning: Tuning,
    name: String,
}

impl<'a, S: Store, C: Clock> Journal<'a, S, C> {
    /// The journal `name`, which exists from its first append on.
    ///
    /// # Errors
    /// [`StoreError::KeyInvalid`] if `name` has a byte outside `[a-z0-9:._-]` or leaves no room for
    /// the suffixes (178 bytes).
    pub fn open(store: &'a S, clock: &'a C, name: &str) -> Result<Self, StoreError> {
        check_key(name)?;
        if name.len() > KEY_BYTES_MAX - SUFFIX_BYTES_MAX {
            return Err(StoreError::KeyInvalid { key: name.to_owned() });
        }
        Ok(Self { store, clock, tuning: Tuning::STANDARD, name: name.to_owned() })
    }

    /// The same journal with other limits, for the simulation.
    #[cfg(feature = "simulation")]
    #[must_use]
    pub fn with_tuning(mut self, tuning: Tuning) -> Self {
        self.tuning = Tuning { span_entries: tuning.span_entries.max(1), ..tuning };
        self
    }

    /// The name it was opened with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn counter_key(&self) -> String {
        format!("{}:n", self.name)
    }

    pub(crate) fn entry_key(&self, sequence: u64) -> String {
        format!("{}:{sequence}", self.name)
    }

    pub(crate) fn snapshot_key(&self, boundary: u64) -> String {
        format!("{}:s{boundary}", self.name)
    }

    pub(crate) fn trim_key(&self) -> String {
        format!("{}:t", self.name)
    }

    /// `get`, tried again on temporary errors.
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut outcome = self.store.get(key).await;
        for _ in 1..OPERATION_ATTEMPTS_MAX {
            match &outcome {
                Err(error) if error.is_temporary() => outcome = self.store.get(key).await,
                _ => break,
            }
        }
        outcome
    }

    /// `set`, tried again on temporary errors: the same bytes, so having taken effect twice is once.
    pub(crate) async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let mut outcome = self.store.set(key, value).await;
        for _ in 1..OPERATION_ATTEMPTS_MAX {
            match &outcome {
                Err(error) if error.is_temporary() => outcome = self.store.set(key, value).await,
                _ => break,
            }
        }
        outcome
    }

    /// `delete`, tried again on temporary errors.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let mut outcome = self.store.delete(key).await;
        for _ in 1..OPERATION_ATTEMPTS_MAX {
            match &outcome {
                Err(error) if error.is_temporary() => outcome = self.store.delete(key).await,
                _ => break,
            }
        }
        outcome
    }
}
