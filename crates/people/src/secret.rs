//! Random secrets, and what is kept of them: never more than a hash.

use crate::PeopleError;
use crate::limits::SECRET_BYTES;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sellerdesk_journal::Store;
use sha2::{Digest, Sha256};

/// Before a session's token.
pub const SESSION_PREFIX: &str = "ss_";
/// Before an API token, so that scanners of leaked secrets know it.
pub const TOKEN_PREFIX: &str = "sd_";
/// Characters of 32 bytes in base64.
const SECRET_CHARS: usize = 43;

/// Random bytes of the machine.
///
/// # Errors
/// [`PeopleError::NoRandomness`].
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], PeopleError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| PeopleError::NoRandomness)?;
    Ok(bytes)
}

/// A new secret of 256 bits after a prefix.
pub fn new_secret(prefix: &str) -> Result<String, PeopleError> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<SECRET_BYTES>()?)))
}

/// A new id of 64 bits: 16 hexadecimal digits.
pub fn new_id() -> Result<String, PeopleError> {
    Ok(hex(&random::<8>()?))
}

/// Whether a text can be a secret with this prefix: nothing else is worth a look into the store.
pub fn is_secret(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() == SECRET_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

/// What is kept of a secret: SHA-256, in hexadecimal. Secrets are random, so nothing slower is needed.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes something that may be taken once; of any number of takers, at any time, at most one hears yes.
///
/// `increment` is the one operation that every store does atomically. Whoever dies after it has lost it for everybody:
/// that is the safe side.
///
/// # Errors
/// The store's: then it may be taken.
pub async fn claim_once(store: &impl Store, key: &str) -> Result<bool, PeopleError> {
    Ok(store.increment(key, 1).await? == 1)
}
