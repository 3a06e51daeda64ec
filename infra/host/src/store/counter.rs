//! The two encodings counters have in the wild.

use super::StoreError;

/// Length of a counter in Spin's SQLite store, in bytes.
pub(super) const LITTLE_ENDIAN_LENGTH_BYTES: usize = 8;

/// Adds to a counter kept as 8 bytes, little-endian (Spin's SQLite store).
///
/// # Errors
/// [`StoreError::Trapped`] when the key holds anything else: Spin's store panics there.
pub(super) fn add_little_endian(value: Option<&[u8]>, delta: i64) -> Result<i64, StoreError> {
    let current = match value {
        None => 0,
        Some(bytes) => i64::from_le_bytes(bytes.try_into().map_err(|_| {
            StoreError::Trapped(format!(
                "increment of a key holding {} bytes that are no counter; a counter has {LITTLE_ENDIAN_LENGTH_BYTES}",
                bytes.len()
            ))
        })?),
    };
    add(current, delta)
}

/// Adds to a counter kept as ASCII digits (Redis, DynamoDB).
///
/// # Errors
/// [`StoreError::Failed`] when the key holds anything else.
pub(super) fn add_ascii(value: Option<&[u8]>, delta: i64) -> Result<i64, StoreError> {
    let current = match value {
        None => 0,
        Some(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(|digits| digits.parse::<i64>().ok())
            .ok_or_else(|| StoreError::Failed("ERR value is not an integer or out of range".into()))?,
    };
    add(current, delta)
}

fn add(current: i64, delta: i64) -> Result<i64, StoreError> {
    current.checked_add(delta).ok_or_else(|| StoreError::Failed("ERR increment or decrement would overflow".into()))
}
