//! Key-value stores behind one asynchronous trait.
//!
//! A host has one store, for the label [`STORE_LABEL`]: the only label Spin defines without a
//! runtime-config file. Backends keep the layout and the oddities of Spin's own
//! (`crates/key-value-{spin,redis,aws,azure}` in spinframework/spin), because a portable
//! component has to live with them.

mod counter;
mod memory;
mod observed;
mod quirks;
mod redis;
mod spec;
mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;

pub use memory::MemoryStore;
pub use quirks::{CosmosQuirks, DynamoQuirks, Quirks};
pub use redis::RedisStore;
pub use spec::StoreSpec;
pub use sqlite::SqliteStore;

pub(crate) use observed::ObservedStore;

/// The one store label that exists without configuration.
pub const STORE_LABEL: &str = "default";

/// Why a store operation did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The guest gets `error::other` with this text.
    #[error("{0}")]
    Failed(String),
    /// The guest traps, as when Spin's own store code panics or a test kills it.
    #[error("guest trapped: {0}")]
    Trapped(String),
}

impl StoreError {
    pub(crate) fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Why a compare-and-swap did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwapError {
    /// The value was not the expected one, as far as the store can tell.
    #[error("compare-and-swap failed: {0}")]
    Mismatch(String),
    /// Any other failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keys with their values, as batch reads return them; missing keys are left out.
pub type Entries = Vec<(String, Option<Vec<u8>>)>;

/// A key-value store. Keys are any string, values any bytes; neither is bounded here, as in Spin.
#[async_trait]
pub trait Store: Send + Sync {
    /// The value of `key`, or `None`.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Sets `key` to `value`.
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError>;
    /// Removes `key`; a missing key is no error.
    async fn delete(&self, key: &str) -> Result<(), StoreError>;
    /// Whether `key` has a value.
    async fn exists(&self, key: &str) -> Result<bool, StoreError>;
    /// Every key, in no promised order, perhaps more than once.
    async fn get_keys(&self) -> Result<Vec<String>, StoreError>;
    /// The values of those keys that exist.
    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError>;
    /// Sets several keys; whether at once is up to the backend.
    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError>;
    /// Removes several keys.
    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError>;
    /// Adds `delta` to the counter `key` (absent means 0); the new value.
    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError>;
    /// A compare-and-swap handle on `key`.
    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError>;
}

/// A compare-and-swap handle on one key.
#[async_trait]
pub trait Swap: Send + Sync {
    /// The key the handle is on.
    fn key(&self) -> &str;
    /// Reads the key and remembers what it read as the expected value.
    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes `value` if the key still holds what [`Swap::current`] read.
    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError>;
}

#[cfg(test)]
mod tests;
