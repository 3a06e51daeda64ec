//! Signing in at a team's identity provider, as a client (relying party): the authorization code flow of OpenID Connect
//! Core 1.0 with PKCE (RFC 7636) and the issuer's name in the answer (RFC 9207).
//!
//! Pure: no I/O, no clock, no randomness. It writes requests and reads answers; `components/identity` carries them.
//!
//! | step | file |
//! |---|---|
//! | which provider, and what it is asked for the first time | [`Client`], [`Metadata`] |
//! | one attempt of one browser: state, nonce and verifier | [`Attempt`] |
//! | where the browser is sent | [`authorization_url`] |
//! | what it brings back | [`Callback`] |
//! | the code for an ID token | [`token_request`], [`read_token`] |
//! | the provider's keys | [`Keys`] |
//! | who it is | [`identify`] |
//!
//! **Nothing is kept between going and coming back.** The browser holds one random secret; state, nonce and verifier are
//! made from it and from the time it began, by HMAC-SHA256, so each can be checked and none can be told from another.
//! A stranger who begins a million times leaves nothing behind.
//!
//! Sources: OpenID Connect Core 1.0 (sections 3.1.2, 3.1.3), OpenID Connect Discovery 1.0 (sections 3, 4), RFC 6749
//! (sections 2.3.1, 4.1, 5), RFC 7515, RFC 7517, RFC 7518 (sections 3.3, 3.4, 6.2, 6.3), RFC 7519, RFC 7636, RFC 8176,
//! RFC 8725, RFC 9207.

mod attempt;
mod authorize;
mod callback;
mod claims;
mod client;
mod discover;
mod encode;
mod error;
mod exchange;
mod identify;
mod jwt;
mod keys;
pub mod limits;
mod url;

pub use attempt::{Attempt, challenge};
pub use authorize::authorization_url;
pub use callback::Callback;
pub use claims::Identity;
pub use client::Client;
pub use discover::{Kept, Metadata};
pub use error::OidcError;
pub use exchange::{read_token, token_request};
pub use identify::identify;
pub use keys::Keys;
pub use url::is_secure;
