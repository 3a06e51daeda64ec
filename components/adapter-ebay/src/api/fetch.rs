//! The documents that notifications need: public keys and conversations.

use super::token;
use crate::{API_URL, conversation, key};
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal};

/// The request for a document, if its URL is one that `receive` makes.
pub fn request(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
    let path = url.strip_prefix(account.base(API_URL)).ok_or_else(foreign)?;
    let token = if is_below(path, key::PATH, b"-_") {
        token::for_keys(account)?
    } else if is_below(path, conversation::PATH, b"-_?=&") {
        token::user(account)?
    } else {
        return Err(foreign());
    };
    Ok(HttpRequest::get(url).with("authorization", format!("Bearer {token}")))
}

/// Whether a path goes on from `start` with letters, digits and some others: never with another slash or a dot.
fn is_below(path: &str, start: &str, others: &[u8]) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
    path.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain))
}

fn foreign() -> Refusal {
    Refusal::new("the document is none of the channel's")
}
