//! Sealed settings: anybody may write them, only the holder of one secret key can read them.
//!
//! A sealed text is libsodium's `crypto_box_seal` (X25519, `XSalsa20Poly1305`, a fresh key for each text) in base64.
//! Whoever adds an account needs the public key alone, so the component that takes settings in can't read any.
//!
//! **Context.** The box says nothing about what it was made for: one account's settings put in the place of
//! another's would open. So what is sealed begins with a line that the caller gives, such as
//! `sellerdesk:v1:hook:ebay:main`, and [`open`] refuses a text with another one. A context has no line break in it,
//! so no context and plaintext together look like another pair.
//!
//! **What it doesn't do.** A sealed box proves no sender: who can write the store and knows the public key can put
//! a text of their own there, or an older one of the same account. Neither gives away what was sealed.
//!
//! No type or error here prints a secret.

mod error;
mod keys;
pub mod limits;
mod random;
mod sealed;

pub use error::Error;
pub use keys::{KeyPair, PublicKey, SecretKey};
pub use sealed::{open, seal};
