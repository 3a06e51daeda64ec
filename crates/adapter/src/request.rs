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

/// A document to fetch before a request can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Absolute URL, made of the adapter's own parts: never one that a sender or a buyer chose freely.
    pub url: String,
    /// Whether it takes the account's API credentials: the channel's courier then fetches it
    /// ([`ReplyApi::fetch`](crate::ReplyApi::fetch)).
    pub with_credentials: bool,
    /// How long the answer may be kept and used again, in seconds; 0 for never.
    pub keep_s: u32,
}

impl Need {
    /// A public document that may be kept for a while, such as a certificate.
    pub fn public(url: impl Into<String>, keep_s: u32) -> Self {
        Self { url: url.into(), with_credentials: false, keep_s }
    }

    /// A document of the account.
    pub fn of_account(url: impl Into<String>) -> Self {
        Self { url: url.into(), with_credentials: true, keep_s: 0 }
    }
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
    /// The address that the connection came from, without a port: a proxy's where there is one.
    pub client_address: Option<String>,
    /// Base URL of the marketplace's API as configured (variable `api_<channel>`), without a slash at its end; empty
    /// where the adapter is to use the marketplace's own.
    pub api: String,
    /// The account's settings, a JSON object (secrets among them).
    pub settings: String,
}

impl Request {
    /// The configured base URL of the API, or else the marketplace's own.
    pub fn base<'a>(&'a self, own: &'a str) -> &'a str {
        if self.api.is_empty() { own } else { &self.api }
    }

    /// The path after `/hooks/<channel>/<account>`, without the query and slashes around it; empty where there is none.
    /// Channels without signatures keep a secret there.
    pub fn sub_path(&self) -> &str {
        let path = self.path_and_query.split('?').next().unwrap_or_default();
        path.splitn(5, '/').nth(4).unwrap_or_default().trim_matches('/')
    }

    /// The value of a header that may stand only once: `None` when it is absent or repeated with another value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }
}
