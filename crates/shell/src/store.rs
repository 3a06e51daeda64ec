//! Spin's key-value store as the journal's store.
//!
//! Reads and writes go through the asynchronous `spin:key-value@3.0.0`; only `increment`, which that interface
//! lacks, goes through the synchronous `wasi:keyvalue`. Both see the same keys.

use sellerdesk_journal::{Store, StoreError};
use spin_sdk::key_value::{self, Error};

mod counters {
    spin_sdk::wit_bindgen::generate!({
        inline: "
            package sellerdesk:shell@0.1.0;

            world counters {
                import wasi:keyvalue/store@0.2.0-draft2;
                import wasi:keyvalue/atomics@0.2.0-draft2;
            }

            package wasi:keyvalue@0.2.0-draft2 {
                interface store {
                    variant error {
                        no-such-store,
                        access-denied,
                        other(string),
                    }
                    open: func(identifier: string) -> result<bucket, error>;
                    resource bucket {
                        get: func(key: string) -> result<option<list<u8>>, error>;
                    }
                }
                interface atomics {
                    use store.{bucket, error};
                    increment: func(bucket: borrow<bucket>, key: string, delta: s64) -> result<s64, error>;
                }
            }
        ",
        runtime_path: "spin_sdk::wit_bindgen::rt",
        generate_all,
    });
}

use counters::wasi::keyvalue::{atomics, store as buckets};

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
