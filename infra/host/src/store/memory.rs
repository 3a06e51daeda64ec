//! A store that lives as long as the host, with the semantics of Spin's SQLite store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{Entries, Store, StoreError, Swap, SwapError, counter};

type Table = BTreeMap<String, Vec<u8>>;

/// An in-memory store. Clones share their contents.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    table: Arc<Mutex<Table>>,
}

impl MemoryStore {
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.lock().get(key).cloned())
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.lock().insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.lock().remove(key);
        Ok(())
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.lock().contains_key(key))
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.lock().keys().cloned().collect())
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        let table = self.lock();
        Ok(keys
            .into_iter()
            .filter_map(|key| {
                let value = table.get(&key).cloned()?;
                Some((key, Some(value)))
            })
            .collect())
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        self.lock().extend(entries);
        Ok(())
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        let mut table = self.lock();
        for key in keys {
            table.remove(&key);
        }
        Ok(())
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let mut table = self.lock();
        let value = counter::add_little_endian(table.get(key).map(Vec::as_slice), delta)?;
        table.insert(key.to_owned(), value.to_le_bytes().to_vec());
        Ok(value)
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(MemorySwap { store: self.clone(), key: key.to_owned(), expected: Mutex::new(None) }))
    }
}

struct MemorySwap {
    store: MemoryStore,
    key: String,
    expected: Mutex<Option<Vec<u8>>>,
}

#[async_trait]
impl Swap for MemorySwap {
    fn key(&self) -> &str {
        &self.key
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.store.lock().get(&self.key).cloned();
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&value);
        Ok(value)
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut table = self.store.lock();
        // Without an expected value the swap is an upsert: two creators both win, as in Spin.
        if expected.is_some() && table.get(&self.key) != expected.as_ref() {
            return Err(SwapError::Mismatch("failed to update 1 row".into()));
        }
        table.insert(self.key.clone(), value);
        Ok(())
    }
}
