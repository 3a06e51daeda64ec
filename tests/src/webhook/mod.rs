//! Webhooks as the marketplaces send them, signed with an account's secret.

pub mod amazon;
pub mod chats;
pub mod mail;
pub mod shopify;
pub mod standard;
pub mod woocommerce;

/// A webhook ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// HTTP method.
    pub method: String,
    /// Path below the desk's base URL.
    pub path: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// Body bytes, as signed.
    pub body: Vec<u8>,
    /// When the thing it tells of happened, in milliseconds since the Unix epoch.
    pub at: i64,
}

impl Delivery {
    fn post(channel: &str, account: &str, media_type: &str, body: Vec<u8>, at: i64) -> Self {
        Self {
            method: "POST".to_owned(),
            path: format!("/hooks/{channel}/{account}"),
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body,
            at,
        }
    }

    /// The same with a header added.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without the headers of this name (in lower case).
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self
    }
}
