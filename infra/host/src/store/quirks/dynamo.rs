//! DynamoDB as Spin uses it, without AWS: an unchunked batch fails over 25 items and isn't
//! atomic, reads are eventually consistent, a contended increment is an error.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::store::{Entries, Store, StoreError, Swap, SwapError, counter};

/// BatchWriteItem's limit (AWS documentation, "BatchWriteItem", 25 put or delete requests).
const BATCH_WRITE_ITEMS_MAX: usize = 25;
/// BatchGetItem's limit (AWS documentation, "BatchGetItem", 100 items).
const BATCH_GET_ITEMS_MAX: usize = 100;
/// Written keys remembered for stale reads; beyond it, reads of the oldest are fresh.
const REMEMBERED_KEYS_MAX: usize = 10_000;

/// How stale reads may be. A stale read answers with the value before the last write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DynamoQuirks {
    /// How long after a write a read may still be stale, in milliseconds of real time.
    pub stale_window_ms: u64,
    /// How many reads of a key after a write may be stale; 0 means consistent reads.
    pub stale_reads_max: u32,
    /// Seeds the choice of which reads within those bounds are stale.
    pub seed: u64,
}

impl Default for DynamoQuirks {
    fn default() -> Self {
        Self { stale_window_ms: 50, stale_reads_max: 2, seed: 1 }
    }
}

/// What a key held before its last write.
struct Superseded {
    value: Option<Vec<u8>>,
    since: Instant,
    stale_reads_left: u32,
}

#[derive(Default)]
struct State {
    superseded: HashMap<String, Superseded>,
    /// Bumped by every write of a key; a conditional write compares it.
    versions: HashMap<String, u64>,
    random: u64,
}

pub(super) struct DynamoLike {
    inner: Arc<dyn Store>,
    quirks: DynamoQuirks,
    state: Arc<Mutex<State>>,
    /// Held from a write's condition to its end: DynamoDB does both as one.
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl DynamoLike {
    pub(super) fn new(inner: Arc<dyn Store>, quirks: DynamoQuirks) -> Self {
        let state = State { random: quirks.seed, ..State::default() };
        Self { inner, quirks, state: Arc::new(Mutex::new(state)), writing: Arc::default() }
    }

    fn with_state<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers what the key holds, then lets the write happen.
    async fn supersede(&self, key: &str) -> Result<(), StoreError> {
        let value = self.inner.get(key).await?;
        self.with_state(|state| {
            if state.superseded.len() >= REMEMBERED_KEYS_MAX {
                state.superseded.clear();
            }
            let superseded = Superseded { value, since: Instant::now(), stale_reads_left: self.quirks.stale_reads_max };
            state.superseded.insert(key.to_owned(), superseded);
        });
        Ok(())
    }

    /// The value before the last write, when this read is to be a stale one.
    fn stale(&self, key: &str) -> Option<Option<Vec<u8>>> {
        let window = Duration::from_millis(self.quirks.stale_window_ms);
        self.with_state(|state| {
            let coin = next_random(&mut state.random) & 1 == 0;
            let superseded = state.superseded.get_mut(key)?;
            if superseded.stale_reads_left == 0 || superseded.since.elapsed() > window {
                state.superseded.remove(key);
                return None;
            }
            superseded.stale_reads_left -= 1;
            coin.then(|| superseded.value.clone())
        })
    }

    fn version(&self, key: &str) -> u64 {
        version(&self.state, key)
    }
}

fn version(state: &Mutex<State>, key: &str) -> u64 {
    state.lock().unwrap_or_else(PoisonError::into_inner).versions.get(key).copied().unwrap_or(0)
}

/// Takes the lock without queueing for it: a queue could hand it to a call of a guest that is inside a synchronous
/// call which waits for the same lock, and polls nothing else.
async fn take(lock: &tokio::sync::Mutex<()>) -> tokio::sync::MutexGuard<'_, ()> {
    loop {
        match lock.try_lock() {
            Ok(guard) => return guard,
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

/// After the write: whoever reads the new version also reads the new value.
fn bump(state: &Mutex<State>, key: &str) {
    *state.lock().unwrap_or_else(PoisonError::into_inner).versions.entry(key.to_owned()).or_default() += 1;
}

/// SplitMix64 (Steele, Lea and Flood, 2014): one multiplication-mixed counter.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn validate_batch(length: usize, items_max: usize) -> Result<(), StoreError> {
    if length <= items_max {
        return Ok(());
    }
    Err(StoreError::Failed(format!("ValidationException: {length} items in a batch of at most {items_max}")))
}

#[async_trait]
impl Store for DynamoLike {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.stale(key) {
            Some(value) => Ok(value),
            None => self.inner.get(key).await,
        }
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let _writing = take(&self.writing).await;
        self.supersede(key).await?;
        self.inner.set(key, value).await?;
        bump(&self.state, key);
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let _writing = take(&self.writing).await;
        self.supersede(key).await?;
        self.inner.delete(key).await?;
        bump(&self.state, key);
        Ok(())
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        match self.stale(key) {
            Some(value) => Ok(value.is_some()),
            None => self.inner.exists(key).await,
        }
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        self.inner.get_keys().await
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        validate_batch(keys.len(), BATCH_GET_ITEMS_MAX)?;
        let mut entries = Entries::new();
        for key in keys {
            if let Some(value) = self.get(&key).await? {
                entries.push((key, Some(value)));
            }
        }
        Ok(entries)
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        validate_batch(entries.len(), BATCH_WRITE_ITEMS_MAX)?;
        for (key, value) in entries {
            self.set(&key, &value).await?;
            // Others may see the first items before the last is there.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        validate_batch(keys.len(), BATCH_WRITE_ITEMS_MAX)?;
        for key in keys {
            self.delete(&key).await?;
        }
        Ok(())
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let version_read = self.version(key);
        let current = self.inner.get(key).await?;
        let value = counter::add_ascii(current.as_deref(), delta)?;
        // Between Spin's read and its conditional write lies a network round trip.
        tokio::task::yield_now().await;
        let _writing = take(&self.writing).await;
        if self.version(key) != version_read {
            return Err(StoreError::Failed("TransactionCanceledException: ConditionalCheckFailed".into()));
        }
        self.inner.set(key, value.to_string().as_bytes()).await?;
        bump(&self.state, key);
        Ok(value)
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(DynamoLikeSwap {
            inner: self.inner.open_swap(key).await?,
            state: Arc::clone(&self.state),
            writing: Arc::clone(&self.writing),
            version_read: Mutex::new(None),
        }))
    }
}

struct DynamoLikeSwap {
    inner: Arc<dyn Swap>,
    state: Arc<Mutex<State>>,
    writing: Arc<tokio::sync::Mutex<()>>,
    version_read: Mutex<Option<u64>>,
}

#[async_trait]
impl Swap for DynamoLikeSwap {
    fn key(&self) -> &str {
        self.inner.key()
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let version = version(&self.state, self.key());
        *self.version_read.lock().unwrap_or_else(PoisonError::into_inner) = Some(version);
        self.inner.current().await
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        let expected = *self.version_read.lock().unwrap_or_else(PoisonError::into_inner);
        let _writing = take(&self.writing).await;
        if expected.is_some_and(|expected| expected != version(&self.state, self.key())) {
            return Err(SwapError::Mismatch("ConditionalCheckFailed".into()));
        }
        self.inner.swap(value).await?;
        bump(&self.state, self.key());
        Ok(())
    }
}
