//! Sending: a reply as the desk hands it over, the marketplace's request that carries it, and what its answer means.
//!
//! The caller (`components/courier`) asks [`ReplyApi::authorize`] first. Where that gives a request, it sends it,
//! has [`ReplyApi::token`] read the answer, and stores the token. Then it sends what [`ReplyApi::compose`] gives and
//! has [`ReplyApi::interpret`] read the answer. Nothing here does I/O or reads a clock.

use crate::settings::Settings;
use crate::{Adapter, Error};
use sellerdesk_canonical::{Buyer, Instant};
use serde::{Deserialize, Serialize};

/// A marketplace that takes replies.
pub trait ReplyApi: Adapter {
    /// What its API takes.
    const LIMITS: ReplyLimits;

    /// A request for a token, where the API needs one and the account's is missing or about to expire
    /// ([`ApiAccount::token`]). A token that was refused comes with `"refused": 1`, and with 0 in every key that ends in
    /// `ends_at`, `expires_at` or `expires_at_ms`; what refreshes it is still there.
    ///
    /// # Errors
    /// The account's settings lack what is needed.
    fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
        let _ = account;
        Ok(None)
    }

    /// The token in the answer to [`authorize`](Self::authorize)'s request: a text of the adapter's own form, to be
    /// handed back as [`ApiAccount::token`]. It holds what expires when, and a new refresh token where there is one.
    ///
    /// # Errors
    /// What the answer means instead, never [`Outcome::Delivered`].
    fn token(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
        let _ = (account, response);
        Err(Outcome::permanent("this channel has no tokens"))
    }

    /// The signed request that sends a reply.
    ///
    /// # Errors
    /// It can't be sent at all: a limit, a closed window, settings that lack something.
    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal>;

    /// What the answer to [`compose`](Self::compose)'s request means.
    fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome;

    /// The request with credentials for a document that [`Adapter::receive`] needs (`needs` with `credentials`).
    ///
    /// # Errors
    /// The channel's documents need none, or the URL is none of its API's.
    fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
        let _ = (account, url);
        Err(Refusal::new("this channel fetches nothing with credentials"))
    }
}

/// What a reply API takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyLimits {
    /// Longest text, in Unicode scalar values.
    pub text_chars_max: u32,
    /// Replies of one account in a minute; beyond it the desk waits.
    pub per_minute_max: u32,
    /// Whether the same reply sent twice reaches the buyer once, because the API takes our id ([`Reply::id`]).
    /// Where it doesn't, a reply whose answer never came is not sent again by itself.
    pub is_idempotent: bool,
}

/// The account on whose behalf something is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAccount {
    /// The account's name.
    pub name: String,
    /// API credentials, a JSON object.
    pub settings: String,
    /// Base URL of the API as configured (variable `api_<channel>`), without a slash at its end; empty where the
    /// adapter is to use the marketplace's own.
    pub api: String,
    /// What [`ReplyApi::token`] gave last.
    pub token: Option<String>,
    /// The time of sending.
    pub now: Instant,
}

/// A text to send to a buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// 32 hexadecimal digits, the same for every attempt: the idempotency key.
    pub id: String,
    /// The marketplace's conversation, ticket or order key, as the adapter named it.
    pub thread: String,
    /// Whom it goes to: the buyer as the latest event names them.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    /// The order, where the conversation has one.
    #[serde(default)]
    pub order_id: Option<String>,
    /// Listing, ASIN or SKU.
    #[serde(default)]
    pub product_id: Option<String>,
    /// The marketplace or site within the channel.
    #[serde(default)]
    pub site: Option<String>,
    /// Subject of the buyer's latest message.
    #[serde(default)]
    pub subject: Option<String>,
    /// The text, plain.
    pub text: String,
    /// Event id of the buyer's message that this answers.
    #[serde(default)]
    pub in_reply_to: Option<String>,
    /// Event ids of the messages before, the oldest first; bounded by the caller.
    #[serde(default)]
    pub references: Vec<String>,
    /// When the buyer last wrote: some channels take replies for a while only.
    #[serde(default)]
    pub buyer_wrote_at: Option<Instant>,
    /// Whether no person wrote it.
    #[serde(default)]
    pub is_automatic: bool,
}

/// An HTTP request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Upper-case method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The marketplace took it.
    Delivered {
        /// The id that the message's echo would have as an event ([`sellerdesk_canonical::Event::id`]), where the
        /// answer says it.
        message_id: Option<String>,
    },
    /// Nothing was sent; later it may work.
    Temporary {
        /// The platform's reason.
        reason: String,
        /// Seconds to wait at least, where the platform says so.
        retry_after_s: Option<u32>,
    },
    /// The token was refused: with a new one it may work at once.
    Unauthorized {
        /// The platform's reason.
        reason: String,
    },
    /// It will never be taken.
    Permanent {
        /// The platform's reason, for the agent.
        reason: String,
    },
}

/// Why a request can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// For the agent; names limits and settings, quotes neither text nor secrets.
    pub reason: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Outcome {
    /// A temporary failure without a time to wait.
    pub fn temporary(reason: impl Into<String>) -> Self {
        Self::Temporary { reason: reason.into(), retry_after_s: None }
    }

    /// A permanent failure.
    pub fn permanent(reason: impl Into<String>) -> Self {
        Self::Permanent { reason: reason.into() }
    }

    /// What a status means by itself (RFC 9110): for answers that say nothing more. `reason` comes from the body.
    ///
    /// 401 asks for another token; 408, 425, 429 and 5xx are temporary, with `Retry-After` in seconds; every other
    /// 4xx and what is no answer to a POST (1xx, 3xx) is permanent.
    pub fn of_status(response: &HttpResponse, reason: impl Into<String>) -> Self {
        let reason = format!("{} ({})", reason.into(), response.status);
        match response.status {
            200..=299 => Self::Delivered { message_id: None },
            401 => Self::Unauthorized { reason },
            408 | 425 | 429 | 500..=599 => Self::Temporary { reason, retry_after_s: response.retry_after_s() },
            _ => Self::Permanent { reason },
        }
    }
}

impl ApiAccount {
    /// The account's settings, parsed.
    ///
    /// # Errors
    /// They are not a JSON object.
    pub fn settings(&self) -> Result<Settings, Error> {
        Settings::parse(&self.settings)
    }

    /// The configured base URL of the API, or else the marketplace's own.
    pub fn base<'a>(&'a self, own: &'a str) -> &'a str {
        if self.api.is_empty() { own } else { &self.api }
    }
}

impl HttpRequest {
    /// A POST of JSON; of nothing if the value can't be written as JSON, which plain data always can.
    pub fn post_json(url: impl Into<String>, body: &impl serde::Serialize) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { method: "POST".to_owned(), url: url.into(), headers, body }
    }

    /// A GET.
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: "GET".to_owned(), url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// With one more header; the name in lower case.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

impl HttpResponse {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, `Null` where it is none.
    pub fn json(&self) -> serde_json::Value {
        crate::json::parse(&self.body, RESPONSE_BYTES_MAX).unwrap_or_default()
    }

    /// `Retry-After` in seconds (RFC 9110, 10.2.3), where it stands as a number.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.header("retry-after")?.trim().parse().ok()
    }
}

/// Longest reason kept of what an API says, in bytes.
pub const REASON_BYTES_MAX: usize = 300;
/// Longest answer of an API that is read, in bytes.
pub const RESPONSE_BYTES_MAX: usize = 1024 * 1024;
