//! Spin's key-value store as the journal's store.
//!
//! Reads and writes go through the asynchronous `spin:key-value@3.0.0`; only `increment`, which that interface
//! lacks, goes through the synchronous `wasi:keyvalue`. Both see the same keys. The SDK has its bindings in a
//! hidden module; bindings of our own for the same package can't be linked beside them.

use sellerdesk_journal::{Store, StoreError};
use spin_sdk::experimental::wasi::keyvalue::{atomics, store as buckets};
use spin_sdk::key_value::{self, Error};

/// The only store that exists without configuration.
const STORE_LABEL: &str = "default";

/// The application's store, opened once for each request.
pub struct SpinStore {
    values: key_value::Store,
    counters: buckets::Bucket,
}

impl SpinStore {
    /// Opens the default store.
    pub async fn open() -> Result<Self, StoreError> {
        Ok(Self {
            values: key_value::Store::open(STORE_LABEL).await.map_err(translate)?,
            counters: buckets::open(STORE_LABEL).map_err(translate_counter)?,
        })
    }
}

impl Store for SpinStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.values.get(key).await.map_err(translate)
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.values.set(key, value).await.map_err(translate)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.values.delete(key).await.map_err(translate)
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.values.exists(key).await.map_err(translate)
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        atomics::increment(&self.counters, key, by).map_err(translate_counter)
    }
}

fn translate(error: Error) -> StoreError {
    match error {
        Error::AccessDenied | Error::NoSuchStore => StoreError::AccessDenied,
        Error::StoreTableFull => StoreError::Unavailable { message: "too many open stores".to_owned() },
        Error::Other(message) => StoreError::Unavailable { message },
    }
}

fn translate_counter(error: buckets::Error) -> StoreError {
    match error {
        buckets::Error::AccessDenied | buckets::Error::NoSuchStore => StoreError::AccessDenied,
        buckets::Error::Other(message) => StoreError::Unavailable { message },
    }
}
