//! Who makes a request, and its other headers that every component reads alike.

use crate::{Incoming, Kind, Problem, SpinStore, SystemClock, variable};
use sellerdesk_people::Principal;
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

/// The version in `If-Match`, such as `"12"`: what a change was made from.
///
/// # Errors
/// It is none.
pub fn base_version(request: &Incoming) -> Result<Option<u64>, Problem> {
    let version = request.header("if-match").map(|value| value.trim().trim_matches('"').parse());
    version.transpose().map_err(|_| Problem::field("If-Match", "the ETag of the document that was changed"))
}

/// Who makes a request: the operator with the variable `admin_token`, an agent with a session, a program with an API
/// token.
///
/// # Errors
/// Anybody else is unauthorized.
pub async fn authenticate(request: &Incoming) -> Result<Principal, Problem> {
    if bearer_is(request, &variable("admin_token").await?) {
        return Ok(Principal::operator());
    }
    let known = match bearer(request) {
        Some(token) => sellerdesk_people::authenticate(&SpinStore::open().await?, &SystemClock, token).await?,
        None => None,
    };
    known.ok_or_else(|| Problem::new(Kind::Unauthorized, "the API wants a bearer token"))
}

/// Whether the request carries exactly this bearer token; an empty token matches nothing.
///
/// The comparison takes the same time wherever the tokens differ.
pub fn bearer_is(request: &Incoming, token: &str) -> bool {
    match bearer(request) {
        Some(given) if !token.is_empty() => given.as_bytes().ct_eq(token.as_bytes()).into(),
        _ => false,
    }
}

/// The bearer token of a request (RFC 6750).
fn bearer(request: &Incoming) -> Option<&str> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
