//! One entry of a journal and its stored form.

use crate::{StoreError, VALUE_BYTES_MAX};

/// First byte of a stored entry.
const ENTRY_VERSION: u8 = 1;
/// Bytes before the payload: version, two instants, event id.
const HEADER_BYTES: usize = 1 + 8 + 8 + 16;
/// Longest payload of an entry in bytes.
pub(crate) const PAYLOAD_BYTES_MAX: usize = VALUE_BYTES_MAX - HEADER_BYTES;

/// Names an event for ever: derived from what the marketplace sent, so that a redelivery has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub [u8; 16]);

/// What an append wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which event this is; the same event may have several entries.
    pub event_id: EventId,
    /// The writer's wall clock before it asked for its number, in milliseconds.
    pub began_ms: i64,
    /// The writer's wall clock after it got its number, in milliseconds.
    pub at_ms: i64,
    /// The event, in its owner's encoding.
    pub payload: Vec<u8>,
}

impl Entry {
    /// The stored form: version 1, `began_ms` and `at_ms` little-endian, the event id, the payload.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.payload.len());
        bytes.push(ENTRY_VERSION);
        bytes.extend_from_slice(&self.began_ms.to_le_bytes());
        bytes.extend_from_slice(&self.at_ms.to_le_bytes());
        bytes.extend_from_slice(&self.event_id.0);
        bytes.extend_from_slice(&self.payload);
        bytes
    }

    /// Reads what [`encode`](Self::encode) wrote; `key` is for the error.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the version is unknown or the value too short.
    pub fn decode(key: &str, bytes: &[u8]) -> Result<Self, StoreError> {
        let corrupt = |reason| StoreError::corrupt(key, reason);
        let Some((&ENTRY_VERSION, rest)) = bytes.split_first() else {
            return Err(corrupt("not an entry of version 1"));
        };
        let too_short = || corrupt("shorter than an entry's header");
        let (began_ms, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (at_ms, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (event_id, payload) = rest.split_first_chunk().ok_or_else(too_short)?;
        Ok(Self {
            event_id: EventId(*event_id),
            began_ms: i64::from_le_bytes(*began_ms),
            at_ms: i64::from_le_bytes(*at_ms),
            payload: payload.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn an_entry_comes_back_as_it_was_written() {
        let entry = Entry { event_id: EventId([9; 16]), began_ms: -1, at_ms: i64::MAX, payload: b"x".to_vec() };
        assert_eq!(Entry::decode("j:1", &entry.encode()).unwrap(), entry);
    }

    #[test]
    fn every_truncation_of_the_header_and_another_version_is_corrupt() {
        let entry = Entry { event_id: EventId([9; 16]), began_ms: 1, at_ms: 2, payload: Vec::new() };
        let mut bytes = entry.encode();
        for length in 0..HEADER_BYTES {
            assert!(matches!(Entry::decode("j:1", &bytes[..length]), Err(StoreError::Corrupt { .. })));
        }
        bytes[0] = 2;
        assert!(matches!(Entry::decode("j:1", &bytes), Err(StoreError::Corrupt { .. })));
    }
}
