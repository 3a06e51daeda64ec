//! The crate's one error type. Nothing in it quotes a secret.

use sellerdesk_journal::StoreError;
use thiserror::Error;

/// Why something about people could not be done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PeopleError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine gave no random bytes. Temporary.
    #[error("the machine gives no random bytes")]
    NoRandomness,
    /// A stored value isn't what this crate writes there.
    #[error("the value of {key} can't be read")]
    Corrupt {
        /// Where.
        key: String,
    },
    /// A field is not acceptable.
    #[error("{field}: {detail}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What it has to be.
        detail: String,
    },
    /// There is no such agent, token or link.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It was changed since it was read.
    #[error("it was changed by somebody else; now at version {version}")]
    Conflict {
        /// The version that it has now.
        version: u64,
    },
    /// Not signed in: which of e-mail, password, code or link was wrong is not told.
    #[error("this does not sign anybody in")]
    Denied,
    /// The password was right; a code is wanted.
    #[error("a code of the second factor is wanted")]
    SecondFactorRequired,
    /// Too many failures: wait.
    #[error("too many failed attempts; try again in {retry_after_s} s")]
    Locked {
        /// How long, in seconds.
        retry_after_s: u32,
    },
    /// Only a person who signed in has this.
    #[error("only a person who is signed in can do this")]
    NoPerson,
}

impl PeopleError {
    /// A field that is not acceptable.
    pub fn invalid(field: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid { field, detail: detail.into() }
    }

    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) => error.is_temporary(),
            Self::NoRandomness | Self::Locked { .. } => true,
            _ => false,
        }
    }
}
