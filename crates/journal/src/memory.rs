//! A store in memory, for tests of everything that builds on a store.

use std::{cell::RefCell, collections::BTreeMap};

use crate::{Store, StoreError, check_key, check_value};

/// A linearizable store that keeps counters as Spin's `SQLite` store does, and counts operations.
#[derive(Debug, Default)]
pub struct MemoryStore {
    values: RefCell<BTreeMap<String, Vec<u8>>>,
    operations: RefCell<Operations>,
}

/// How many operations of each kind a store has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// `get` and `exists`.
    pub reads: u64,
    /// `set`, `delete` and `increment`.
    pub writes: u64,
}

impl MemoryStore {
    /// The operations so far.
    #[must_use]
    pub fn operations(&self) -> Operations {
        *self.operations.borrow()
    }

    /// All keys, ascending.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.values.borrow().keys().cloned().collect()
    }

    fn count_read(&self, key: &str) -> Result<(), StoreError> {
        self.operations.borrow_mut().reads += 1;
        check_key(key)
    }

    fn count_write(&self, key: &str) -> Result<(), StoreError> {
        self.operations.borrow_mut().writes += 1;
        check_key(key)
    }
}

impl Store for MemoryStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.count_read(key)?;
        Ok(self.values.borrow().get(key).cloned())
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.count_write(key)?;
        check_value(value)?;
        self.values.borrow_mut().insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.count_write(key)?;
        self.values.borrow_mut().remove(key);
        Ok(())
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.count_read(key)?;
        Ok(self.values.borrow().contains_key(key))
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.count_write(key)?;
        let mut values = self.values.borrow_mut();
        let corrupt = |reason| StoreError::corrupt(key, reason);
        let old = match values.get(key) {
            None => 0,
            Some(bytes) => {
                let bytes = bytes.as_slice().try_into().map_err(|_| corrupt("not a counter"))?;
                i64::from_le_bytes(bytes)
            }
        };
        let new = old.checked_add(by).ok_or_else(|| corrupt("the counter is full"))?;
        values.insert(key.to_owned(), new.to_le_bytes().to_vec());
        Ok(new)
    }
}
