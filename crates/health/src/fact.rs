//! Facts: what adapters, reports and ERPs tell about orders, conversations and the account.
//!
//! A fact never says "add one": it states something about an order, a claim, a message. So the same fact twice, or an
//! older one after a newer one, changes nothing.

use serde::{Deserialize, Serialize};

use crate::instant;

/// Who told a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FactSource"))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A channel's adapter, from a webhook.
    Adapter,
    /// A report of the marketplace.
    Report,
    /// The seller's own system.
    Erp,
    /// The desk: a conversation's category, an answer.
    Desk,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The marketplace's or sender's id of what is stated: of the message, the feedback, the package.
    pub id: String,
    /// When it was so: of two statements about one thing the later one holds. In JSON an RFC 3339 instant.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: i64,
    /// The marketplace's order number.
    #[serde(default)]
    pub order: Option<String>,
    /// The marketplace within the channel, in lower case, such as `de` or `us`.
    #[serde(default)]
    pub site: Option<String>,
    /// The seller's SKU.
    #[serde(default)]
    pub sku: Option<String>,
    /// Who told it.
    #[serde(default = "erp")]
    pub source: Source,
    /// What is stated.
    pub what: What,
}

fn erp() -> Source {
    Source::Erp
}

/// What is stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FactWhat"))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// An order's dates; needs `order`.
    Order(OrderFact),
    /// A package of an order, known by the fact's id; needs `order`.
    Package(PackageFact),
    /// Feedback, a claim, a chargeback, a case; needs `order`.
    Defect(DefectFact),
    /// A return; needs `order`.
    Return(ReturnFact),
    /// A message, known by the fact's id.
    Message(MessageFact),
    /// Nothing in the thread up to the fact's instant needs a response.
    NoResponseNeeded(ThreadFact),
    /// The marketplace leaves the thread out of its response rate, or no longer does.
    Exclusion(ExclusionFact),
    /// A buyer's vote on the service about an order; the last one counts; needs `order`.
    Vote(VoteFact),
    /// A complaint in a buyer's words, known by the fact's id; needs `order`.
    Complaint(ComplaintFact),
    /// A breach of the marketplace's rules, known by the fact's id.
    Violation(ViolationFact),
}

/// Who ships.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// The seller (MFN).
    #[default]
    Seller,
    /// The marketplace (AFN).
    Marketplace,
}

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Canceller {
    /// Nobody: a cancellation taken back.
    Nobody,
    /// The buyer, through the marketplace.
    Buyer,
    /// The seller, whatever the reason.
    Seller,
    /// The marketplace, because the shipment was never confirmed.
    Unconfirmed,
    /// The marketplace for another reason.
    Marketplace,
}

/// Dates of an order; what is left out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct OrderFact {
    /// When it was placed.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub placed_at: Option<i64>,
    /// When it had to be shipped, as promised to the buyer.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub ship_by: Option<i64>,
    /// When the shipment was confirmed.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub shipped_at: Option<i64>,
    /// When it had to arrive, as first promised (without extensions).
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub deliver_by: Option<i64>,
    /// When it arrived.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub delivered_at: Option<i64>,
    /// When it was cancelled.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub cancelled_at: Option<i64>,
    /// By whom.
    pub cancelled_by: Option<Canceller>,
    /// When money went back.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub refunded_at: Option<i64>,
    /// When the invoice was uploaded.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub invoiced_at: Option<i64>,
    /// An order of a business customer, who is owed an invoice.
    pub business: Option<bool>,
    /// Not yet paid: left out of cancellation rates.
    pub pending: Option<bool>,
    /// Who ships.
    pub fulfilment: Option<Fulfilment>,
    /// The buyer's id, for rules that count buyers.
    pub buyer: Option<String>,
    /// Units of the fact's SKU.
    pub units: Option<u32>,
}

/// A package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PackageFact {
    /// When it had to arrive, without extensions.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub deliver_by: Option<i64>,
    /// When it arrived.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub delivered_at: Option<i64>,
    /// When a tracking number was uploaded.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub tracked_at: Option<i64>,
    /// The number is valid and the carrier has scanned the package.
    pub tracking_valid: Option<bool>,
    /// Units in it; 1 if never told.
    pub units: Option<u32>,
    /// The product category, where tracking is measured by category.
    pub category: Option<String>,
}

/// What kind of defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// A rating of the seller or the item; negative with one or two stars, or where the rating is unknown.
    Feedback,
    /// A claim with the marketplace (A-to-z).
    Claim,
    /// A chargeback by the bank.
    Chargeback,
    /// A case that the marketplace decides (eBay).
    Case,
    /// The buyer reports that nothing arrived.
    NotReceived,
}

/// A step in a defect's life. Each may happen again; the last time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DefectState {
    /// Filed, left, or opened again.
    Opened,
    /// The seller gave the money back.
    Refunded,
    /// Decided for the buyer.
    Granted,
    /// Decided for the seller.
    Denied,
    /// Taken back by the buyer.
    Withdrawn,
    /// Taken down by the marketplace.
    Removed,
    /// Closed by the marketplace because the seller didn't resolve it.
    ClosedUnresolved,
    /// Closed, nobody said how.
    Closed,
}

/// A step of a defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DefectFact {
    /// What kind.
    pub kind: DefectKind,
    /// The marketplace's number of it; empty where an order can have only one.
    #[serde(default)]
    pub reference: String,
    /// What happened at the fact's instant.
    pub state: DefectState,
    /// Stars, 1 to 5.
    #[serde(default)]
    pub rating: Option<u8>,
    /// A chargeback for fraud, not for service.
    #[serde(default)]
    pub fraud: Option<bool>,
    /// Protected by the marketplace's own shipping label.
    #[serde(default)]
    pub protected: Option<bool>,
    /// Paid for by the marketplace.
    #[serde(default)]
    pub funded_by_marketplace: Option<bool>,
}

/// What a buyer complains about, in returns and in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FactTrouble"))]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Didn't arrive.
    NotReceived,
    /// Arrived damaged.
    Damaged,
    /// Doesn't work.
    Defective,
    /// Another item came.
    WrongItem,
    /// Not what the listing says.
    NotAsDescribed,
    /// Came too late.
    Late,
    /// The buyer changed their mind.
    ChangedMind,
    /// Anything else.
    Other,
}

/// A return.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReturnFact {
    /// The marketplace's number of it; empty where an order can have only one.
    pub reference: String,
    /// When the buyer asked.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub requested_at: Option<i64>,
    /// When the seller approved or rejected.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub answered_at: Option<i64>,
    /// The rejection was invalid.
    pub invalid_rejection: Option<bool>,
    /// The buyer rated the return badly.
    pub negative_feedback: Option<bool>,
    /// The buyer's fault: changed their mind, ordered by mistake.
    pub buyer_fault: Option<bool>,
    /// When it was settled.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub settled_at: Option<i64>,
    /// Why.
    pub reason: Option<Trouble>,
}

/// Who wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FactAuthor"))]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The buyer.
    Buyer,
    /// A person of the shop.
    Seller,
    /// A machine of the shop.
    Automatic,
    /// A person of the shop, but no valid answer: a greeting only.
    Greeting,
}

/// A message of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MessageFact {
    /// The conversation's key.
    pub thread: String,
    /// Who wrote it.
    pub author: Author,
}

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThreadFact {
    /// The conversation's key.
    pub thread: String,
}

/// Why a thread is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FactExclusion"))]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// It counts (again).
    None,
    /// Wholly handled by a bot or the questions it knows.
    Bot,
    /// During the shop's holiday mode.
    Holiday,
    /// The buyer is blocked.
    Blocked,
}

/// Whether a thread is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExclusionFact {
    /// The conversation's key.
    pub thread: String,
    /// Why.
    pub reason: Exclusion,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VoteFact {
    /// Whether the service was good.
    pub satisfied: bool,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ComplaintFact {
    /// What about.
    pub about: Trouble,
}

/// A breach of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ViolationFact {
    /// It still stands.
    pub stands: bool,
}

impl Fact {
    /// What the fact is about: all facts of one order, and all of one thread, are on one page.
    pub fn subject(&self) -> crate::Key {
        match &self.what {
            What::Message(MessageFact { thread, .. })
            | What::NoResponseNeeded(ThreadFact { thread })
            | What::Exclusion(ExclusionFact { thread, .. }) => crate::Key::of("thread", thread),
            What::Violation(_) => crate::Key::of("violation", &self.id),
            _ => crate::Key::of("order", self.order.as_deref().unwrap_or_default()),
        }
    }
}
