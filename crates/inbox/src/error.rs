//! The crate's one error type.

use crate::index::IndexError;
use crate::rules::Finding;
use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why a use case failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InboxError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// There is no such conversation.
    #[error("there is no such conversation")]
    NotFound,
    /// A draft can't be taken.
    #[error("{field} {problem}")]
    Draft {
        /// The field or header at fault.
        field: &'static str,
        /// What is wrong with it, with the limit.
        problem: String,
    },
    /// A text breaks rules of its marketplace.
    #[error("the text breaks {} rules of the marketplace", .0.len())]
    Refused(Vec<Finding>),
    /// Somebody else changed it since: read it again.
    #[error("it was changed by somebody else: it now has version {version}")]
    Conflict {
        /// The version it has now.
        version: u64,
    },
    /// A thread has more events than the desk takes.
    #[error("the thread has more events than the desk takes")]
    ThreadFull,
    /// A record can't be encoded, or not in one value even after cutting it.
    #[error("a record can't be encoded in one value")]
    Unencodable,
}

impl InboxError {
    pub(crate) fn draft(field: &'static str, problem: impl Into<String>) -> Self {
        Self::Draft { field, problem: problem.into() }
    }

    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) | Self::Index(IndexError::Store(error)) => error.is_temporary(),
            Self::Index(IndexError::PageMissing) => true,
            _ => false,
        }
    }
}
