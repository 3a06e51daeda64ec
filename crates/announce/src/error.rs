//! The crate's one error type.

use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why nobody could be told.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AnnounceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such delivery, or it is forgotten.
    #[error("there is no such delivery")]
    NotFound,
}

impl AnnounceError {
    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_temporary())
    }
}
