//! Cosmos DB as Spin uses it, without Azure: some characters can't be in a key, a counter is a
//! document of another shape that `get` can't read, a batch is a loop.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::store::{Entries, Store, StoreError, Swap, SwapError, counter};

/// Characters a document id can't hold (Spin's `crates/key-value-azure`).
const KEY_CHARACTERS_FORBIDDEN: [char; 4] = ['/', '\\', '?', '#'];
/// First byte of a stored value, and of a stored counter.
const VALUE_TAG: u8 = b'v';
const COUNTER_TAG: u8 = b'c';

/// How far to follow Cosmos DB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CosmosQuirks {
    /// Spin increments with a PATCH and then reads the counter in a second request, so two
    /// concurrent increments may both answer the later number; and whoever loses the race to
    /// create a counter is told `delta`. Off by default: with it, increments number nothing.
    pub increments_race: bool,
}

pub(super) struct CosmosLike {
    inner: Arc<dyn Store>,
    quirks: CosmosQuirks,
    /// A PATCH is atomic; here it takes two inner operations.
    patching: Mutex<()>,
}

impl CosmosLike {
    pub(super) fn new(inner: Arc<dyn Store>, quirks: CosmosQuirks) -> Self {
        Self { inner, quirks, patching: Mutex::new(()) }
    }

    async fn patch(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let _one_at_a_time = self.patching.lock().await;
        let stored = self.inner.get(key).await?;
        let current = stored.as_deref().map(untag_counter).transpose()?;
        let value = counter::add_ascii(current, delta)?;
        let mut tagged = vec![COUNTER_TAG];
        tagged.extend_from_slice(value.to_string().as_bytes());
        self.inner.set(key, &tagged).await?;
        Ok(value)
    }
}

fn tag_value(value: &[u8]) -> Vec<u8> {
    let mut tagged = Vec::with_capacity(value.len() + 1);
    tagged.push(VALUE_TAG);
    tagged.extend_from_slice(value);
    tagged
}

fn untag_value(stored: Vec<u8>) -> Result<Vec<u8>, StoreError> {
    match stored.split_first() {
        Some((&VALUE_TAG, value)) => Ok(value.to_vec()),
        _ => Err(StoreError::Failed("invalid type: integer, expected a byte array".into())),
    }
}

fn untag_counter(stored: &[u8]) -> Result<&[u8], StoreError> {
    match stored.split_first() {
        Some((&COUNTER_TAG, digits)) => Ok(digits),
        _ => Err(StoreError::Failed("BadRequest: the target of the increment is not a number".into())),
    }
}

fn validate_key(key: &str) -> Result<(), StoreError> {
    if key.contains(KEY_CHARACTERS_FORBIDDEN) {
        return Err(StoreError::Failed(
            "Key contains an illegal character. Keys must not include any of: /\\?#".into(),
        ));
    }
    Ok(())
}

#[async_trait]
impl Store for CosmosLike {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key).await?.map(untag_value).transpose()
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        validate_key(key)?;
        self.inner.set(key, &tag_value(value)).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.inner.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.inner.exists(key).await
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        self.inner.get_keys().await
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        let mut entries = Entries::new();
        for key in keys {
            if let Some(value) = self.get(&key).await? {
                entries.push((key, Some(value)));
            }
        }
        Ok(entries)
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        for (key, value) in entries {
            self.set(&key, &value).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        for key in keys {
            self.delete(&key).await?;
        }
        Ok(())
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        validate_key(key)?;
        if !self.quirks.increments_race {
            return self.patch(key, delta).await;
        }
        let missing = !self.inner.exists(key).await?;
        tokio::task::yield_now().await;
        self.patch(key, delta).await?;
        if missing {
            return Ok(delta);
        }
        tokio::task::yield_now().await;
        let stored = self.inner.get(key).await?.unwrap_or_default();
        counter::add_ascii(Some(untag_counter(&stored)?), 0)
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(CosmosLikeSwap { inner: self.inner.open_swap(key).await? }))
    }
}

struct CosmosLikeSwap {
    inner: Arc<dyn Swap>,
}

#[async_trait]
impl Swap for CosmosLikeSwap {
    fn key(&self) -> &str {
        self.inner.key()
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.current().await?.map(untag_value).transpose()
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        validate_key(self.key())?;
        self.inner.swap(tag_value(&value)).await
    }
}
