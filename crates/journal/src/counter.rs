//! Reading the counter that `increment` keeps, which stores keep in their own ways.

use crate::{Clock, Journal, Store, StoreError};

/// Most digits of an ASCII counter: those of `i64::MAX`.
const COUNTER_DIGITS_MAX: usize = 19;

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// The highest number handed out, 0 for a journal that doesn't exist: one read, which may be stale.
    ///
    /// # Errors
    /// The store's, or [`StoreError::Corrupt`] if the counter is no counter.
    pub async fn head(&self) -> Result<u64, StoreError> {
        let key = self.counter_key();
        let error = match self.get(&key).await {
            Ok(None) => return Ok(0),
            Ok(Some(bytes)) => match decode_counter(&bytes) {
                Some(head) => return Ok(head),
                None => StoreError::corrupt(&key, "neither 8 bytes little-endian nor digits"),
            },
            Err(error @ (StoreError::AccessDenied | StoreError::KeyInvalid { .. })) => {
                return Err(error);
            }
            Err(error) => error,
        };
        // A Cosmos counter can't be read with `get`; adding nothing tells its value.
        match self.store.increment(&key, 0).await {
            Ok(head) => u64::try_from(head).map_err(|_| StoreError::corrupt(&key, "a negative counter")),
            Err(_) => Err(error),
        }
    }
}

/// A counter as Redis keeps it (digits) or as Spin's `SQLite` store does (8 bytes little-endian).
/// Eight digits are no plausible little-endian counter: its top byte would be at least 0x30.
fn decode_counter(bytes: &[u8]) -> Option<u64> {
    if (1..=COUNTER_DIGITS_MAX).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        return str::from_utf8(bytes).ok()?.parse().ok();
    }
    let number = i64::from_le_bytes(bytes.try_into().ok()?);
    u64::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_of_both_stores_are_understood() {
        assert_eq!(decode_counter(&0_i64.to_le_bytes()), Some(0));
        assert_eq!(decode_counter(&12_345_678_i64.to_le_bytes()), Some(12_345_678));
        assert_eq!(decode_counter(b"12345678"), Some(12_345_678));
        assert_eq!(decode_counter(b"0"), Some(0));
        assert_eq!(decode_counter(i64::MAX.to_string().as_bytes()), i64::MAX.try_into().ok());
    }

    #[test]
    fn anything_else_is_refused() {
        for bytes in [&b""[..], b"-1", b"1 ", b"99999999999999999999", &(-1_i64).to_le_bytes(), &[0; 7]] {
            assert_eq!(decode_counter(bytes), None, "{bytes:?}");
        }
    }
}
