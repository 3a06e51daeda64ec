//! A small blocking HTTP client: any status is an answer, only a broken exchange is an error.

use crate::Delivery;
use std::time::Duration;
use thiserror::Error;

/// Longest wait for one exchange: a sweep may wait for another one's lease to run out.
const EXCHANGE_S_MAX: u64 = 60;
/// Methods whose requests have a body.
const METHODS_WITH_BODY: [&str; 3] = ["POST", "PUT", "PATCH"];
/// Longest answer read, in bytes.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The exchange did not come to an answer.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The request can't be written down.
    #[error(transparent)]
    Request(#[from] ureq::http::Error),
    /// The connection failed or broke off.
    #[error(transparent)]
    Exchange(#[from] ureq::Error),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case; values that are not text are left out.
    pub headers: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A client of one desk.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    agent: ureq::Agent,
}

impl Client {
    /// A client for the desk at `base`, such as `http://127.0.0.1:3000`.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(EXCHANGE_S_MAX)))
            .build();
        Self { base: base.trim_end_matches('/').to_owned(), agent: config.into() }
    }

    /// The base URL without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends one request. The body goes with those methods that have one: POST, PUT and PATCH.
    ///
    /// # Errors
    /// [`ClientError`] where there was no whole answer.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Option<&[u8]>,
    ) -> Result<Answer, ClientError> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = match body {
            Some(body) if METHODS_WITH_BODY.contains(&method) => self.agent.run(request.body(body)?)?,
            _ => self.agent.run(request.body(())?)?,
        };
        let (head, mut body) = response.into_parts();
        let text = |value: &ureq::http::HeaderValue| value.to_str().ok().map(str::to_owned);
        let headers = head.headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)));
        Ok(Answer {
            status: head.status.as_u16(),
            headers: headers.collect(),
            body: body.with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?,
        })
    }

    /// Sends a webhook.
    ///
    /// # Errors
    /// As [`Client::send`]: nobody knows then whether it was stored.
    pub fn deliver(&self, delivery: &Delivery) -> Result<Answer, ClientError> {
        self.send(&delivery.method, &delivery.path, &delivery.headers, Some(&delivery.body))
    }
}
