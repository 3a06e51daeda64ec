//! What rules may ask about an event and its conversation.

use crate::decision::Refusal;
use sellerdesk_canonical::Instant;
use sellerdesk_classify::{Category, Priority, Risk};

/// A message of the buyer.
pub const MESSAGE: &str = "message";
/// The kinds of events that set rules off: messages of the buyer, changes of an order, messages of ours that did not
/// arrive, and what a marketplace tells of returns, claims and the like.
pub const EVENTS: [&str; 12] = [
    MESSAGE,
    "order",
    "failed",
    "return_opened",
    "refund_requested",
    "refund_issued",
    "claim",
    "dispute",
    "chargeback",
    "negative_feedback",
    "cancellation_request",
    "account_at_risk",
];

/// One event, and the conversation as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// One of [`EVENTS`].
    pub event: String,
    /// The platform's time.
    pub at: Instant,
    /// Channel name.
    pub channel: String,
    /// Account name.
    pub account: String,
    /// What the event is about, the first category leading.
    pub categories: Vec<Category>,
    /// How urgent the conversation is.
    pub priority: Option<Priority>,
    /// Risk flags of the event.
    pub risks: Vec<Risk>,
    /// Language of the message.
    pub language: Option<String>,
    /// The message, or the marketplace's reason; hostile.
    pub text: String,
    /// The message's subject; hostile.
    pub subject: String,
    /// Why a machine is known to have written it.
    pub machine: Option<String>,
    /// Nothing but thanks.
    pub needs_no_reply: bool,
    /// Whether the buyer had not written before.
    pub is_first: bool,
    /// One of the best customers.
    pub is_vip: bool,
    /// Whether the account is within its business hours; `None`: it has no calendar.
    pub is_open: Option<bool>,
    /// Tags that are set.
    pub tags: Vec<String>,
    /// Who has it.
    pub assignee: Option<String>,
    /// Why nothing may be sent automatically, as far as the conversation itself says.
    pub barrier: Option<Refusal>,
    /// Rules that had begun on this event when whoever ran them died: they go on, whatever has changed since.
    pub begun: Vec<String>,
}
