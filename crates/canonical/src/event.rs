//! The event and its parts.

use crate::Instant;
use serde::{Deserialize, Serialize};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The buyer: starts or continues the response clocks.
    Buyer,
    /// A person of the shop, wherever they answered: stops the clocks.
    Seller,
    /// A machine of the shop (auto-responder, chatbot).
    Automatic,
    /// The marketplace itself: system notices, never a buyer's words.
    Platform,
}

/// A file that came with a message, by reference only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attachment {
    /// File name as sent; hostile, for display only.
    pub name: String,
    /// Media type as sent.
    pub media_type: String,
    /// Size in bytes, where known.
    #[serde(default)]
    pub size_bytes: Option<u64>,
    /// Where the marketplace keeps it; shown to agents, never fetched by the desk.
    #[serde(default)]
    pub link: Option<String>,
}

/// An amount as the marketplace printed it: decimal digits, never a float.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    /// Decimal digits with `.` as the separator.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// A message on a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Who wrote it.
    pub author: Author,
    /// Plain text; hostile.
    pub text: String,
    /// Subject line, where there is one.
    #[serde(default)]
    pub subject: Option<String>,
    /// Files that came with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// BCP 47, where the marketplace says so.
    #[serde(default)]
    pub language: Option<String>,
    /// Why it is known to come from a machine: kept and shown, never answered automatically.
    #[serde(default)]
    pub machine: Option<String>,
    /// The text was longer than [`crate::limits::TEXT_BYTES_MAX`] and is kept cut.
    #[serde(default)]
    pub truncated: bool,
}

/// What a marketplace says happened to an order beyond words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// The buyer asks to send something back.
    ReturnOpened,
    /// The buyer asks for money back.
    RefundRequested,
    /// Money went back.
    RefundIssued,
    /// A claim with the marketplace (A-to-z, mediation).
    Claim,
    /// A payment inquiry or marketplace dispute.
    Dispute,
    /// A chargeback by the bank.
    Chargeback,
    /// A bad review or rating.
    NegativeFeedback,
    /// The buyer asks to cancel.
    CancellationRequest,
    /// The marketplace warns that the account may be closed.
    AccountAtRisk,
}

/// Whether a risk event asks for something or reports its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskState {
    /// Asks for an answer.
    Opened,
    /// Changed while open.
    Updated,
    /// Ended: nothing is owed any more.
    Closed,
}

/// A risk event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Risk {
    /// What it is.
    pub kind: RiskKind,
    /// Whether it still asks for something.
    pub state: RiskState,
    /// The marketplace's number of the return, claim or dispute.
    pub reference: String,
    /// What is at stake, where given.
    #[serde(default)]
    pub amount: Option<Money>,
    /// The marketplace's reason, as given.
    #[serde(default)]
    pub reason: Option<String>,
    /// The marketplace's own deadline, where it gives one.
    #[serde(default)]
    pub due_at: Option<Instant>,
}

/// A change of an order that the desk shows but that asks for no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderChange {
    /// The marketplace's status word.
    pub status: String,
    /// More about it.
    #[serde(default)]
    pub detail: Option<String>,
    /// What the whole order costs the buyer, where the marketplace says so with the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
}

/// A message of ours that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// The platform's id of the message that failed, where known.
    #[serde(default)]
    pub message_id: Option<String>,
    /// The platform's reason.
    pub reason: String,
}

/// What an event tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Somebody wrote.
    Message(Message),
    /// A return, claim, dispute and the like.
    Risk(Risk),
    /// An order changed.
    Order(OrderChange),
    /// A message of ours did not arrive.
    Failed(Failure),
}

/// The buyer as the account sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The marketplace's id, relay address or handle within the account.
    pub id: String,
    /// Display name; hostile.
    #[serde(default)]
    pub name: Option<String>,
}

/// One thing that happened on one thread of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The marketplace's own id of it within the account: the same for every redelivery.
    pub id: String,
    /// The marketplace's conversation, ticket or order key: events of one thread are one conversation.
    pub thread: String,
    /// When it happened, as the platform says.
    pub at: Instant,
    /// Who the buyer is, where known.
    #[serde(default)]
    pub buyer: Option<Buyer>,
    /// The order it is about, where known.
    #[serde(default)]
    pub order_id: Option<String>,
    /// Listing, ASIN or SKU.
    #[serde(default)]
    pub product_id: Option<String>,
    /// The marketplace or site within the channel (`amazon.de`, `SG`), where known.
    #[serde(default)]
    pub site: Option<String>,
    /// What happened.
    pub happening: Happening,
}
