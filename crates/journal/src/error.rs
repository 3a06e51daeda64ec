//! The crate's one error type.

use thiserror::Error;

/// Why a store operation, or a journal operation built on it, failed.
///
/// A failed write may still have taken effect, or may take effect later.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The store didn't answer, or answered that it can't just now. Temporary.
    #[error("the store is unavailable: {message}")]
    Unavailable {
        /// The store's own words, for the log.
        message: String,
    },
    /// Another writer was at the same key (`DynamoDB` increments). Temporary.
    #[error("contention in the store")]
    Contention,
    /// The operation took so long that its result can't be trusted. Temporary.
    #[error("{operation} took too long to be trusted")]
    TooSlow {
        /// What was slow: `append` or `load`.
        operation: &'static str,
    },
    /// A key is empty, longer than [`KEY_BYTES_MAX`](crate::KEY_BYTES_MAX), or has a byte outside `[a-z0-9:._-]`.
    #[error("the key {key:?} is not a valid key")]
    KeyInvalid {
        /// The key, cut to its first 200 characters.
        key: String,
    },
    /// A value is longer than [`VALUE_BYTES_MAX`](crate::VALUE_BYTES_MAX).
    #[error("a value of {bytes} bytes is over the limit of {max}")]
    ValueTooLarge {
        /// Its length in bytes.
        bytes: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The component may not use this store.
    #[error("access to the store was denied")]
    AccessDenied,
    /// A stored value isn't what the journal writes there.
    #[error("the value of {key} is corrupt: {reason}")]
    Corrupt {
        /// Where.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl StoreError {
    pub(crate) fn corrupt(key: &str, reason: &'static str) -> Self {
        Self::Corrupt { key: key.to_owned(), reason }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Contention | Self::TooSlow { .. })
    }
}
