//! Bearer tokens.

use crate::Incoming;
use subtle::ConstantTimeEq;

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
