//! The crate's one error type.

use sellerdesk_deadline::FieldProblem;
use sellerdesk_health::HealthError;
use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why something could not be done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LedgerError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The facts, report or settings are refused.
    #[error(transparent)]
    Health(#[from] HealthError),
    /// Somebody else changed the settings meanwhile; their version now.
    #[error("the settings were changed meanwhile: their version is {version}")]
    Conflict {
        /// The version that holds.
        version: u64,
    },
    /// There is no such thing.
    #[error("there is no such thing")]
    NotFound,
    /// There are as many accounts as are kept.
    #[error("there are {0} accounts with facts already: no more are kept")]
    Full(usize),
    /// Something can't be written down.
    #[error("it can't be encoded")]
    Unencodable,
}

impl LedgerError {
    /// One field that is refused.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Health(HealthError::Fields(vec![FieldProblem::new(field, message)]))
    }

    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_temporary())
    }
}
