//! Redis as Spin uses it, without a Redis server.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::store::{Entries, Store, StoreError, Swap, SwapError, counter};

/// Every how many keys a listing repeats one, as SCAN may.
const REPEATED_KEY_EVERY: usize = 3;

pub(super) struct RedisLike {
    inner: Arc<dyn Store>,
    /// Redis runs one command at a time; only counters need more than one inner operation.
    counting: Mutex<()>,
}

impl RedisLike {
    pub(super) fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, counting: Mutex::new(()) }
    }
}

#[async_trait]
impl Store for RedisLike {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.inner.set(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.inner.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.inner.exists(key).await
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        let keys = self.inner.get_keys().await?;
        let repeated: Vec<String> = keys.iter().step_by(REPEATED_KEY_EVERY).cloned().collect();
        Ok(keys.into_iter().chain(repeated).collect())
    }

    async fn get_many(&self, _: Vec<String>) -> Result<Entries, StoreError> {
        Err(StoreError::Failed("ERR wrong number of arguments for 'keys' command".into()))
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        self.inner.set_many(entries).await
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        self.inner.delete_many(keys).await
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let _one_at_a_time = self.counting.lock().await;
        let current = self.inner.get(key).await?;
        let value = counter::add_ascii(current.as_deref(), delta)?;
        self.inner.set(key, value.to_string().as_bytes()).await?;
        Ok(value)
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(RedisLikeSwap { inner: self.inner.open_swap(key).await? }))
    }
}

struct RedisLikeSwap {
    inner: Arc<dyn Swap>,
}

#[async_trait]
impl Swap for RedisLikeSwap {
    fn key(&self) -> &str {
        self.inner.key()
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.current().await
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        match self.inner.swap(value).await {
            Ok(()) | Err(SwapError::Mismatch(_)) => {
                Err(SwapError::Mismatch("ERR wrong number of arguments for 'unwatch' command".into()))
            }
            error => error,
        }
    }
}
