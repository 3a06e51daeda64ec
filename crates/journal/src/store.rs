//! The portable set of store operations, and the limits on keys and values.

use crate::{KEY_BYTES_MAX, StoreError, VALUE_BYTES_MAX};

/// What every key-value store behind Spin does the same way.
///
/// Futures are not `Send`: a component runs on one thread. Never mix `set` and `increment` on one
/// key: on Spin's `SQLite` store that ends the process.
#[expect(async_fn_in_trait, reason = "single-threaded components need no Send bound")]
pub trait Store {
    /// The value of `key`, `None` if it has none. May be stale by up to
    /// [`STALENESS_MS_MAX`](crate::STALENESS_MS_MAX).
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes `value`, replacing what was there. An error doesn't say whether it took effect.
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError>;
    /// Removes `key`; removing a missing key is no error.
    async fn delete(&self, key: &str) -> Result<(), StoreError>;
    /// Whether `key` has a value. May be stale like `get`.
    async fn exists(&self, key: &str) -> Result<bool, StoreError>;
    /// Adds `by` atomically and answers the new value; a missing key counts as 0.
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError>;
}

impl<S: Store> Store for &S {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        (**self).set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        (**self).delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        (**self).exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        (**self).increment(key, by).await
    }
}

/// Checks that `key` is 1 to [`KEY_BYTES_MAX`] bytes of `[a-z0-9:._-]`.
///
/// # Errors
/// [`StoreError::KeyInvalid`].
pub fn check_key(key: &str) -> Result<(), StoreError> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b':' | b'.' | b'_' | b'-');
    if (1..=KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(allowed) {
        return Ok(());
    }
    Err(StoreError::KeyInvalid { key: key.chars().take(KEY_BYTES_MAX).collect() })
}

/// Checks that `value` is at most [`VALUE_BYTES_MAX`] bytes.
///
/// # Errors
/// [`StoreError::ValueTooLarge`].
pub fn check_value(value: &[u8]) -> Result<(), StoreError> {
    if value.len() <= VALUE_BYTES_MAX {
        return Ok(());
    }
    Err(StoreError::ValueTooLarge { bytes: value.len(), max: VALUE_BYTES_MAX })
}

/// A store that refuses keys and values outside the portable limits before they reach the inner one.
#[derive(Clone, Debug, Default)]
pub struct Limited<S>(pub S);

impl<S: Store> Store for Limited<S> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_key(key)?;
        self.0.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        check_key(key)?;
        check_value(value)?;
        self.0.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        check_key(key)?;
        self.0.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        check_key(key)?;
        self.0.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        check_key(key)?;
        self.0.increment(key, by).await
    }
}
