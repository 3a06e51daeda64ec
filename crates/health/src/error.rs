//! What can go wrong.

use sellerdesk_deadline::FieldProblem;

/// Why something was refused as a whole. Single rows are refused by [`crate::RowProblem`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HealthError {
    /// A document breaks its rules; each problem names its field.
    #[error("{} field(s) refused", .0.len())]
    Fields(Vec<FieldProblem>),
    /// An upload is over a limit of [`crate::limits`].
    #[error("{what} is over the limit of {limit}")]
    TooLarge {
        /// What was too large.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// An upload isn't what it should be.
    #[error("not a {expected}: {reason}")]
    NotReadable {
        /// What was expected.
        expected: &'static str,
        /// Why it isn't that, without repeating its text.
        reason: String,
    },
    /// Stored bytes of another version, or damaged ones.
    #[error("the stored page can't be read")]
    Corrupt,
}
