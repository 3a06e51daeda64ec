//! Secrets that are sent as they are: header keys and Basic authentication.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::{Error, Request, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The header of Basic authentication.
const AUTHORIZATION: &str = "authorization";

/// Whether two secrets are the same; how long it takes says nothing about either.
pub fn is_same_secret(expected: &str, sent: &str) -> bool {
    Sha256::digest(expected).ct_eq(&Sha256::digest(sent)).into()
}

/// Checks the user name and one of the passwords of Basic authentication (RFC 7617).
///
/// # Errors
/// The header is absent, of another scheme, or names others.
pub fn check_basic(request: &Request, username: &str, passwords: &[&str]) -> Result<(), Error> {
    let sent = header::required(request, AUTHORIZATION)?;
    let credentials = sent
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .map(|(_, credentials)| credentials.trim())
        .ok_or(Error::HeaderInvalid { name: AUTHORIZATION, expected: "Basic authentication" })?;
    // All are compared, so that the time does not say which one it was.
    let is_right = |password: &&&str| is_same_secret(&STANDARD.encode(format!("{username}:{password}")), credentials);
    if passwords.iter().filter(is_right).count() == 0 { Err(Error::SignatureWrong(AUTHORIZATION)) } else { Ok(()) }
}
