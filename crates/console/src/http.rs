//! Requests and answers as plain data.

use maud::Markup;

/// What a browser asks.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Upper case.
    pub method: String,
    /// As received.
    pub path: String,
    /// As received, without the question mark.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// At most [`crate::BODY_BYTES_MAX`].
    pub body: Vec<u8>,
    /// The address that the connection came from, where known.
    pub client_address: Option<String>,
    /// Milliseconds since the Unix epoch.
    pub now_ms: i64,
}

impl Request {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Path and query as received.
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// What a browser gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// No value has control characters.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Nothing but our own files, and no script, style or form target beside them.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

impl Response {
    fn new(status: u16, media_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![
            ("content-type", media_type.to_owned()),
            ("content-security-policy", POLICY.to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
            // With no-referrer, browsers would send `Origin: null` along with our own forms.
            ("referrer-policy", "same-origin".to_owned()),
            ("cross-origin-opener-policy", "same-origin".to_owned()),
            ("cross-origin-resource-policy", "same-origin".to_owned()),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()".to_owned()),
        ];
        Self { status, headers, body }
    }

    /// A page. It holds buyers' data: never cached.
    pub(crate) fn page(status: u16, page: Markup) -> Self {
        let page = Self::new(status, "text/html; charset=utf-8", page.into_string().into_bytes());
        page.with("cache-control", "no-store").with("vary", "accept-language, cookie")
    }

    /// JSON for our own script.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json", body.to_string().into_bytes()).with("cache-control", "no-store")
    }

    /// A file that never changes under its name.
    pub(crate) fn asset(media_type: &str, body: &[u8]) -> Self {
        Self::new(200, media_type, body.to_vec()).with("cache-control", "public, max-age=31536000, immutable")
    }

    /// Bytes to save, never to show.
    pub(crate) fn download(name: &str, body: Vec<u8>) -> Self {
        Self::new(200, "application/octet-stream", body)
            .with("content-disposition", &format!("attachment; filename=\"{name}\""))
            .with("cache-control", "no-store")
    }

    /// A table to save.
    pub(crate) fn table(media_type: &str, name: &str, body: Vec<u8>) -> Self {
        Self::new(200, media_type, body)
            .with("content-disposition", &format!("attachment; filename=\"{name}\""))
            .with("cache-control", "no-store")
    }

    /// See other: what a form's answer is, so that reloading repeats nothing. `path` is one of ours.
    pub(crate) fn see(path: &str) -> Self {
        let path = if crate::path::is_local(path) { path } else { "/inbox" };
        Self::new(303, "text/plain; charset=utf-8", Vec::new()).with("location", path).with("cache-control", "no-store")
    }

    /// See other, elsewhere: the identity provider's page. `None` for what is no URL by https, or to this machine.
    pub(crate) fn leave(url: &str) -> Option<Self> {
        let answer = Self::new(303, "text/plain; charset=utf-8", Vec::new()).with("cache-control", "no-store");
        crate::path::is_outside(url).then(|| answer.with("location", url))
    }

    /// One more header; a value that HTTP can't carry is left out.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            self.headers.push((name, value.to_owned()));
        }
        self
    }
}
