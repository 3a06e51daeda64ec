//! Bearer tokens and idempotency keys.

use crate::{Incoming, Problem};
use subtle::ConstantTimeEq;

/// Longest `Idempotency-Key`, in bytes.
const KEY_BYTES_MAX: usize = 200;

/// The client's `Idempotency-Key`, if it sent one.
///
/// # Errors
/// It is empty or longer than a key may be.
pub fn idempotency_key(request: &Incoming) -> Result<Option<String>, Problem> {
    let key = request.header("idempotency-key").map(str::to_owned);
    if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > KEY_BYTES_MAX) {
        return Err(Problem::field("Idempotency-Key", format!("must be 1 to {KEY_BYTES_MAX} bytes long")));
    }
    Ok(key)
}

/// Whether the request carries exactly this bearer token (RFC 6750); an empty token matches nothing.
///
/// The comparison takes the same time wherever the tokens differ.
pub fn bearer_is(request: &Incoming, token: &str) -> bool {
    let given = request
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    match given {
        Some(given) if !token.is_empty() => given.as_bytes().ct_eq(token.as_bytes()).into(),
        _ => false,
    }
}
