//! What an adapter is, in plain Rust: the same shapes as `wit/adapter.wit`, testable natively.
//!
//! An adapter is one marketplace's side of a webhook. It is pure: it does no I/O, keeps no state and reads no
//! clock; the request carries everything, and what has to be fetched first is asked for by answering
//! [`Received::Needs`].

mod error;
#[cfg(feature = "fixtures")]
pub mod fixtures;
pub mod form;
pub mod header;
pub mod html;
pub mod json;
pub mod kept_token;
pub mod mail;
pub mod money;
mod reply;
mod request;
pub mod settings;
pub mod signature;
pub mod signing;
pub mod standard_webhooks;
pub mod text;
pub mod time;
pub mod unsigned;

pub use error::Error;
pub use reply::{
    ApiAccount, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, RESPONSE_BYTES_MAX, Refusal, Reply, ReplyApi,
    ReplyLimits,
};
pub use request::{Evidence, Need, Request};

use sellerdesk_canonical::Event;
use serde::{Deserialize, Serialize};

/// Rounds of fetching that one request is worth: a pointer, then what it points to.
pub const NEED_ROUNDS_MAX: usize = 3;
/// Documents that one round may ask for.
pub const NEEDS_MAX: usize = 4;

/// What a channel is called and how much it may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// The channel's name in URLs, settings and reports.
    pub channel: &'static str,
    /// Largest request body taken, in bytes.
    pub body_bytes_max: u32,
}

/// The exact answer to the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// A status with no body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No signature, or not of the documented form.
    SignatureMissing,
    /// It does not match.
    SignatureWrong,
    /// Signed too long ago, or in the future.
    Stale,
    /// The endpoint does not take this method.
    MethodWrong,
    /// It can't be parsed far enough to be authenticated.
    Malformed,
    /// The account's settings lack what is needed, or are wrong.
    Misconfigured,
}

/// A refusal. The detail names the header or field and never quotes content or secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub reason: Reason,
    /// What is wrong, for the sender's operator.
    pub detail: String,
}

/// Authentic and understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// What happened; may be empty for traffic that asks for nothing.
    pub events: Vec<Event>,
    /// The exact acknowledgement.
    pub answer: Answer,
    /// What must not be accepted twice with other content (a one-time token).
    pub replay_key: Option<String>,
}

/// Authentic, but not understood: kept for people to look at, and acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The sender's own delivery id where it could be read.
    pub id: Option<String>,
    /// What could not be understood.
    pub problem: String,
    /// The exact acknowledgement.
    pub answer: Answer,
}

/// What an adapter makes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Take these events, then answer.
    Accepted(Acceptance),
    /// Keep the raw request for people, then answer.
    Unreadable(Unreadable),
    /// Refuse.
    Rejected(Rejection),
    /// Only answer.
    Handshake(Answer),
    /// Documents to fetch first; ask again with what came. Nobody is asked more than [`NEED_ROUNDS_MAX`] times.
    Needs(Vec<Need>),
}

/// One marketplace.
pub trait Adapter {
    /// Name and limits.
    const DESCRIPTION: Description;

    /// Judges one request.
    fn receive(request: &Request, evidence: &[Evidence]) -> Received;
}

impl Received {
    /// A refusal.
    pub fn rejected(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Rejected(Rejection { reason, detail: detail.into() })
    }

    /// Events to take, with nothing to guard against replays.
    pub fn accepted(events: Vec<Event>, answer: Answer) -> Self {
        Self::Accepted(Acceptance { events, answer, replay_key: None })
    }

    /// Authentic traffic to keep for people; `id` is the sender's own delivery id.
    pub fn unreadable(id: Option<String>, problem: impl Into<String>, answer: Answer) -> Self {
        Self::Unreadable(Unreadable { id, problem: problem.into(), answer })
    }
}
