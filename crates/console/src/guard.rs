//! Only our own pages may post.

use crate::Request;
use sha2::{Digest, Sha256};

/// Whether the form was sent by a page of this very host: every browser says so along with a form.
pub(crate) fn is_ours(request: &Request) -> bool {
    let Some(host) = request.header("host") else { return false };
    let origin = request.header("origin").and_then(|origin| origin.split_once("://"));
    let is_same_host = origin.is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    is_same_host && request.header("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

/// The token of a session's forms. The console has no secret of its own: only who knows the session's knows this.
pub(crate) fn form_token(session: &str) -> String {
    hex(&Sha256::new().chain_update(session).chain_update("\0sellerdesk console form").finalize())
}

/// Compares in the same time wherever they differ.
pub(crate) fn is_equal(given: &str, wanted: &str) -> bool {
    let differing = given.bytes().zip(wanted.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == wanted.len() && differing == 0
}

/// A short name of anything, to see whether it changed.
pub(crate) fn mark<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hex(&hash.finalize()).chars().take(32).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
