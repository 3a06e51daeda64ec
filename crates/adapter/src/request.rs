//! The request an adapter judges.

use sellerdesk_canonical::Instant;

/// A document that the adapter asked for, as fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The URL asked for.
    pub url: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// Body bytes.
    pub body: Vec<u8>,
}

/// A webhook request as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Upper-case method.
    pub method: String,
    /// Path and query as received.
    pub path_and_query: String,
    /// The absolute URL that the marketplace knows this endpoint by.
    pub endpoint: String,
    /// Names in lower case, in order, repeated where repeated; values that are not UTF-8 are left out.
    pub headers: Vec<(String, String)>,
    /// The bytes as received: signatures cover these.
    pub body: Vec<u8>,
    /// When it arrived, for replay windows only.
    pub received_at: Instant,
    /// The account from the path.
    pub account: String,
    /// The account's settings, a JSON object (secrets among them).
    pub settings: String,
}

impl Request {
    /// The value of a header that may stand only once: `None` when it is absent or repeated with another value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }
}
