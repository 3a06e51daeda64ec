//! What a browser brings back (OpenID Connect Core 1.0, section 3.1.2.5).

use crate::encode::is_same;
use crate::limits::CODE_BYTES_MAX;
use crate::{Attempt, Client, Metadata, OidcError};

/// The query of the callback.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// As it was sent.
    pub state: &'a str,
    /// What stands for a token, once.
    pub code: &'a str,
    /// The provider's own name (RFC 9207).
    pub issuer: Option<&'a str>,
}

impl Callback<'_> {
    /// Whether it belongs to this browser's attempt, and comes from the provider that it was sent to.
    ///
    /// # Errors
    /// [`OidcError::Attempt`].
    pub fn check(&self, client: &Client, metadata: &Metadata, attempt: &Attempt) -> Result<(), OidcError> {
        if !is_same(self.state, &attempt.state()) {
            return Err(OidcError::Attempt("was not begun by this browser"));
        }
        let is_named = match self.issuer {
            Some(issuer) => issuer == client.issuer,
            // RFC 9207, section 2.4: who says that it names itself has to.
            None => !metadata.names_itself,
        };
        if !is_named {
            return Err(OidcError::Attempt("comes back from another provider"));
        }
        // RFC 6749, appendix A.11.
        let is_code = (1..=CODE_BYTES_MAX).contains(&self.code.len())
            && self.code.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if is_code { Ok(()) } else { Err(OidcError::Attempt("comes back without a code")) }
    }
}
