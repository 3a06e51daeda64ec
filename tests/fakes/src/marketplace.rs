//! What a fake is.

use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::Value;

/// One marketplace, seen from outside.
pub trait Marketplace: Send + Sync {
    /// The channel's name in URLs and settings.
    fn channel(&self) -> &'static str;

    /// Settings of the account `main` for its webhooks: what the variable `channel_<name>` holds for it.
    fn webhook_settings(&self) -> Value;

    /// API credentials of the account `main`: what the variable `courier_<name>` holds for it.
    fn api_settings(&self) -> Value;

    /// Path after `/hooks/<channel>/main` that webhooks go to, for channels with a secret in the path: `""` or `/...`.
    fn sub_path(&self) -> String {
        String::new()
    }

    /// The webhook that tells of something, sent and signed at [`Story::at`], to `endpoint` (an absolute URL); `None`
    /// where this marketplace never tells that. Documents that the desk will fetch for it go into the world.
    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest>;

    /// What the API answers to a call, as [`World::mode`] says. It checks credentials, signature and form by itself
    /// and answers a wrong one with the documented error. A message that it takes goes into [`World::sent`].
    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse;
}

/// The one conversation that checks are about.
#[derive(Clone, Debug)]
pub struct Story {
    /// Distinguishes conversations: digits, unlike any other story's.
    pub number: u64,
    /// When it is told, in milliseconds since the Unix epoch.
    pub at: i64,
    /// What the buyer writes.
    pub text: String,
}

/// What a webhook tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The buyer wrote [`Story::text`].
    Message,
    /// The seller answered elsewhere, or what we sent comes back: the last of [`World::sent`] where there is one.
    Echo,
    /// The channel's most typical risk event of the same order.
    Risk,
}

/// How the API behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It works.
    #[default]
    Works,
    /// It has a documented temporary error (or 503).
    Temporary,
    /// It refuses the message for good, with a documented error (blocked conversation, text against the rules, ...).
    Permanent,
    /// Too many requests, as this marketplace says it.
    Throttled,
    /// The access token has run out; calls for a new one work.
    TokenExpired,
}

/// A call of the API.
#[derive(Clone, Debug)]
pub struct Call {
    /// Upper-case method.
    pub method: String,
    /// Path and query after the API's base URL.
    pub path_and_query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
    /// The time of the call, in milliseconds since the Unix epoch.
    pub at: i64,
}

/// What a fake remembers.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// How it behaves.
    pub mode: Mode,
    /// Messages taken, in order.
    pub sent: Vec<Sent>,
    /// Documents to be fetched, by path and query after the API's base URL.
    pub documents: Vec<(String, Vec<u8>)>,
    /// The last number that [`fresh`](Self::fresh) gave.
    pub last_number: u64,
}

/// A message that the marketplace took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The id it got, as its echo shows it.
    pub message_id: String,
    /// The conversation, as this marketplace names it.
    pub thread: String,
    /// The text as it will reach the buyer.
    pub text: String,
    /// The idempotency key that came with it, where the API takes one.
    pub key: Option<String>,
}

impl Call {
    /// A request as the server at `base` sees it; `None` if it goes elsewhere.
    pub fn of(request: &HttpRequest, base: &str, at: i64) -> Option<Self> {
        Some(Self {
            method: request.method.clone(),
            path_and_query: request.url.strip_prefix(base)?.to_owned(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            at,
        })
    }

    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or_default()
    }

    /// The query's parameters in order, percent-decoded.
    pub fn query(&self) -> Vec<(String, String)> {
        pairs(self.path_and_query.split_once('?').map_or("", |(_, query)| query))
    }

    /// The body's form fields in order, percent-decoded.
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON, `Null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn pairs(encoded: &str) -> Vec<(String, String)> {
    let decode =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    encoded.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

impl World {
    /// A number that was not given before.
    pub fn fresh(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Takes a message, or finds the one that came with the same key before.
    pub fn take(&mut self, sent: Sent) -> Sent {
        let known = self.sent.iter().find(|known| known.key.is_some() && known.key == sent.key);
        if let Some(known) = known {
            return known.clone();
        }
        self.sent.push(sent.clone());
        sent
    }

    /// The newest document at a path and query after the API's base URL.
    pub fn document(&self, path_and_query: &str) -> Option<&[u8]> {
        self.documents.iter().rev().find(|(path, _)| path == path_and_query).map(|(_, body)| body.as_slice())
    }
}

/// A JSON answer.
pub fn json_response(status: u16, body: &Value) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}
