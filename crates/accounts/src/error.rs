//! The crate's one error type. Nothing in it quotes settings or a token.

use crate::limits::{ACCOUNTS_MAX, BY_BYTES_MAX, TOKEN_BYTES_MAX};
use crate::{AccountIdError, Part};
use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why an account could not be stored, read or opened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AccountError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Not the name of an account.
    #[error(transparent)]
    Id(#[from] AccountIdError),
    /// Sealing or opening was refused.
    #[error(transparent)]
    Seal(#[from] sellerdesk_seal::Error),
    /// Settings that are none.
    #[error("{part} settings: {problem}")]
    Settings {
        /// Which part.
        part: Part,
        /// What is wrong with them, naming the key.
        problem: &'static str,
    },
    /// There is no key to seal a part for.
    #[error("no key is configured for the {part} settings of this channel")]
    NoKey {
        /// Which part.
        part: Part,
    },
    /// Neither part was given.
    #[error("there are no settings to store")]
    Nothing,
    /// The name of who makes the change is too long.
    #[error("who makes the change is named in at most {BY_BYTES_MAX} bytes")]
    ByTooLong,
    /// There are as many accounts as are taken.
    #[error("there are {ACCOUNTS_MAX} accounts already")]
    Full,
    /// A token is too long.
    #[error("a token of {bytes} bytes is over the limit of {TOKEN_BYTES_MAX}")]
    TokenTooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// A stored value isn't what this crate writes there, or of a later version.
    #[error("the value of {key} can't be read")]
    Corrupt {
        /// Where.
        key: String,
    },
    /// Others change the account at the same time. Temporary.
    #[error("the account is being changed by somebody else")]
    Contention,
}

impl AccountError {
    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) => error.is_temporary(),
            Self::Contention => true,
            _ => false,
        }
    }
}
