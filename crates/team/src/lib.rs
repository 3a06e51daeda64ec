//! What a team shares besides conversations: saved views, and who is looking at what.
//!
//! | use case | file |
//! |---|---|
//! | keep, change, remove and list views | [`views`] |
//! | what one has read | [`read_marks`](mod@read_marks) |
//! | say that one is looking or typing, and who else is | [`presence`] |
//!
//! No WIT, no I/O of its own: the store and the clock come in as traits.

pub mod presence;
pub mod read_marks;
pub mod views;

use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why a use case failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TeamError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such view.
    #[error("there is no such view")]
    NotFound,
    /// A field is not acceptable.
    #[error("{field}: {detail}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What it should be, with the limit.
        detail: String,
    },
}

impl TeamError {
    pub(crate) fn invalid(field: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid { field, detail: detail.into() }
    }
}
