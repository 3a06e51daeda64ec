//! The crate's one error type. Nothing in it quotes what came from outside: no code, token, address or URL.

use thiserror::Error;

/// Why nobody is signed in.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OidcError {
    /// The operator's variables don't fit together.
    #[error("the variable {0}")]
    Misconfigured(&'static str),
    /// The provider does not answer, or says that it can't just now. Temporary.
    #[error("the identity provider does not answer just now: {0}")]
    Unavailable(String),
    /// The provider answers what no provider may, or refuses this desk as its client.
    #[error("the identity provider {0}")]
    Provider(&'static str),
    /// What the browser brings back does not belong to what it began.
    #[error("this attempt to sign in {0}; begin again")]
    Attempt(&'static str),
    /// The provider does not take the code: it was used, or is too old.
    #[error("the identity provider does not take this code; begin again")]
    Code,
    /// The ID token is not to be trusted.
    #[error("the identity provider's token {0}")]
    Token(&'static str),
    /// The provider has not verified the e-mail.
    #[error("the identity provider does not vouch for the e-mail")]
    Unverified,
}

impl OidcError {
    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// A word for the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Misconfigured(_) => "misconfigured",
            Self::Unavailable(_) => "unavailable",
            Self::Provider(_) => "provider",
            Self::Attempt(_) => "attempt",
            Self::Code => "code",
            Self::Token(_) => "token",
            Self::Unverified => "unverified",
        }
    }
}
