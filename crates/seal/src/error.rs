//! The crate's one error type. Nothing in it quotes a key or a text.

use thiserror::Error;

/// Why a key, sealing or opening was refused. None of these passes by itself.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// Not a public key that anything may be sealed for.
    #[error("a public key is the base64 of 32 bytes, and not of a point that gives every secret away")]
    PublicKey,
    /// Not a secret key.
    #[error("a secret key is the base64 of 32 bytes")]
    SecretKey,
    /// The context is no line.
    #[error("a context is 1 to 200 bytes of printable ASCII without spaces")]
    Context,
    /// The plaintext, or the sealed text, is too long.
    #[error("{bytes} bytes are over the limit of {max}")]
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The plaintext can't be sealed.
    #[error("the text can't be sealed")]
    Unsealable,
    /// The machine has no randomness to give.
    #[error("the machine gives no random bytes")]
    NoRandomness,
    /// A sealed text that isn't base64.
    #[error("a sealed text is base64")]
    NotSealed,
    /// Sealed for another key, or changed since.
    #[error("the sealed text was made for another key or has been changed")]
    Refused,
    /// Sealed for this key, but for another place.
    #[error("the sealed text was made for another context")]
    OtherContext,
}
