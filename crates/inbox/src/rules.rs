//! What the inbox asks of the pure components, as it needs it: implemented over WIT in components and natively
//! in tests.

pub use sellerdesk_classify::{Category, Priority, Risk};

use sellerdesk_canonical::{Instant, RiskKind};
use serde::{Deserialize, Serialize};

/// A message to judge.
#[derive(Clone, Copy, Debug)]
pub struct MessageInput<'a> {
    /// The buyer's words.
    pub text: &'a str,
    /// Subject line.
    pub subject: Option<&'a str>,
    /// Channel name.
    pub channel: &'a str,
    /// Whether it is about an order, where known.
    pub has_order: Option<bool>,
}

/// What the classifier said: kept with the message, so that a later model changes no history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Judgement {
    /// What the buyer wants.
    pub category: Category,
    /// Second categories.
    pub also: Vec<Category>,
    /// 0 to 1.
    pub confidence: f32,
    /// Risk flags.
    pub risk: Vec<Risk>,
    /// ISO 639-1, or `und`.
    pub language: String,
    /// Suggested priority.
    pub priority: Priority,
    /// `positive`, `neutral` or `negative`.
    pub sentiment: String,
    /// `low`, `medium` or `high`.
    pub urgency: String,
    /// Things named in the text.
    pub entities: Vec<Entity>,
    /// Spans that decided.
    pub evidence: Vec<Evidence>,
    /// Nothing but thanks.
    pub needs_no_reply: bool,
    /// From one of the best customers.
    #[serde(default)]
    pub vip: bool,
    /// The team's rules that changed what the model said, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// Something named in a text; offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// `order_id`, `tracking_number`, ...
    pub kind: String,
    /// As written.
    pub text: String,
    /// Byte offset.
    pub start: u32,
    /// Byte offset after it.
    pub end: u32,
    /// Marketplace of an order id, carrier of a tracking number, ISO 4217 currency of an amount, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// A span that decided; offsets are bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Byte offset.
    pub start: u32,
    /// Byte offset after it.
    pub end: u32,
    /// The category or risk it speaks for.
    pub label: String,
    /// How strongly.
    pub weight: f32,
}

/// Currency (ISO 4217) and amount in its minor unit.
pub type Amount = (String, i64);

/// What chooses a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Channel name.
    pub channel: String,
    /// Account name.
    pub account: String,
    /// What it is about.
    pub category: Category,
    /// How urgent.
    pub priority: Priority,
    /// Language of the text.
    pub language: Option<String>,
    /// The risk event that asks for an answer.
    pub risk_event: Option<RiskKind>,
    /// Such as `vip`.
    pub customer_tier: Option<String>,
    /// What the order is worth, or what is at stake.
    pub order_value: Option<Amount>,
}

/// What happened, as far as clocks care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// The buyer waits from here on.
    BuyerMessage,
    /// A person answered.
    AgentReply,
    /// A machine answered.
    AutomaticReply,
    /// The reply referred to did not arrive.
    ReplyFailed,
    /// A claim, return or dispute asks for an answer.
    RiskOpened,
    /// It ended.
    RiskClosed,
    /// The buyer has the word: the company clock stands still until they write.
    Paused,
    /// Nothing is owed any more.
    Resolved,
    /// Another policy holds from here on.
    PolicyApplied,
    /// Somebody of the shop said that the buyer waits for nothing.
    NoReplyNeeded,
    /// The company clock runs again.
    Resumed,
    /// Not done after all.
    Reopened,
    /// Spam, or merged away: the clocks end and count for nothing.
    Cancelled,
    /// Another conversation was merged into this one.
    MergedIn,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The platform's id.
    pub id: String,
    /// The platform's time.
    pub at: Instant,
    /// What it was.
    pub kind: MomentKind,
    /// The reply or claim it is about.
    pub refers_to: Option<String>,
    /// The marketplace's own deadline.
    pub due_at: Option<Instant>,
    /// The policy document that holds from here on.
    pub policy: Option<String>,
    /// Since when the buyer of a conversation merged in waits.
    pub waiting_since: Option<Instant>,
}

/// A warning point or a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The same for the same point, however often it is derived.
    pub id: String,
    /// The warning point, or the deadline that was missed.
    pub at: Instant,
    /// When it comes true.
    pub due_at: Instant,
    /// `marketplace` or `company`.
    pub clock: String,
    /// `first_response`, `next_response`, `resolution` or `platform_due`.
    pub target: String,
    /// Part of the target used up.
    pub permille: u32,
}

/// Permille of a target at its deadline.
pub const DEADLINE_PERMILLE: u32 = 1_000;

impl Point {
    /// Whether it is the deadline itself.
    pub fn is_breach(&self) -> bool {
        self.permille >= DEADLINE_PERMILLE
    }
}

/// One target of one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetState {
    /// Stable name within the conversation.
    pub id: String,
    /// `marketplace` or `company`.
    pub clock: String,
    /// `first_response`, `next_response`, `resolution` or `platform_due`.
    pub target: String,
    /// Since when it runs.
    pub started_at: Instant,
    /// By when, unless paused.
    pub deadline: Option<Instant>,
    /// `running`, `paused`, `met`, `breached`, `cancelled` or `undetermined`.
    pub outcome: String,
    /// When it was met or breached.
    pub settled_at: Option<Instant>,
}

/// Where both clocks stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// All targets.
    pub states: Vec<TargetState>,
    /// The nearest deadline of the marketplace that somebody still waits for.
    pub marketplace_deadline: Option<Instant>,
    /// The nearest deadline of the company.
    pub company_deadline: Option<Instant>,
    /// Points in time order.
    pub points: Vec<Point>,
}

/// The pure components.
pub trait Rules {
    /// What a buyer wants.
    fn judge(&self, input: MessageInput<'_>) -> Judgement;
    /// The policy that fits, as a document; the operator's own come before the shipped ones.
    fn select(&self, facts: &Facts, settings: Option<&str>) -> String;
    /// The document with the business hours that hold now; `None` if that changes nothing.
    fn with_present_hours(&self, policy: &str, facts: &Facts, settings: &str) -> Option<String>;
    /// Where the clocks stand under a policy document; an unusable document gives no deadlines.
    fn evaluate(&self, moments: &[Moment], policy: &str) -> Standing;
}

/// Where a text is going.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// Channel name.
    pub channel: &'a str,
    /// Marketplace or part of the channel.
    pub site: Option<&'a str>,
    /// ISO 639-1: chooses the wording of remedies.
    pub language: Option<&'a str>,
}

/// A place of a text that breaks a rule of its channel; offsets are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// `external_link`, `off_platform_contact`, ...
    pub violation: String,
    /// `block` or `warn`.
    pub severity: &'static str,
    /// Byte offset.
    pub start: u32,
    /// Byte offset after it.
    pub end: u32,
    /// Why the rule is there.
    pub explanation: String,
    /// What to write instead.
    pub remedy: String,
    /// The document the rule comes from.
    pub source: String,
    /// When that was last read, ISO 8601.
    pub checked: String,
}

/// [`Finding::severity`] of a text that may not leave.
pub const BLOCK: &str = "block";

/// The component that reads every text before it leaves.
pub trait Scan {
    /// Every place that breaks a rule; `changes` is the operator's document.
    fn scan(&self, text: &str, to: Destination<'_>, changes: Option<&str>) -> Vec<Finding>;
}

/// Whoever knows the accounts' calendars.
pub trait Hours {
    /// Whether an account is within its business hours, by the clocks' document ([`crate::Settings::clocks`]); `None`
    /// where it has no calendar.
    fn is_open(&self, channel: &str, account: &str, settings: &str, at: Instant) -> Option<bool>;
}

/// Whoever writes templates.
pub trait Write {
    /// A template that buyers may get, in a language, as long as the channel allows; `own` is the document of the shop's
    /// own templates.
    ///
    /// # Errors
    /// Why it can't be written, fit to be shown.
    fn write(
        &self,
        own: &str,
        template: &str,
        language: &str,
        channel: &str,
        values: &[(String, String)],
    ) -> Result<String, String>;
}

/// The category that a risk event stands for.
pub fn risk_category(kind: RiskKind) -> Category {
    match kind {
        RiskKind::ReturnOpened | RiskKind::RefundRequested | RiskKind::RefundIssued => Category::RefundReturn,
        RiskKind::Claim | RiskKind::Dispute | RiskKind::Chargeback => Category::DisputeThreat,
        RiskKind::NegativeFeedback => Category::QualityIssue,
        RiskKind::CancellationRequest => Category::OrderChange,
        RiskKind::AccountAtRisk => Category::Account,
    }
}

/// How urgent a risk event is, whatever anybody wrote.
pub fn risk_priority(kind: RiskKind) -> Priority {
    match kind {
        RiskKind::RefundIssued => Priority::Low,
        _ => Priority::Urgent,
    }
}

/// Whether a risk event, while open, asks the shop for something.
pub fn risk_asks(kind: RiskKind) -> bool {
    kind != RiskKind::RefundIssued
}

/// The name of a risk event in the API.
pub fn risk_name(kind: RiskKind) -> &'static str {
    match kind {
        RiskKind::ReturnOpened => "return_opened",
        RiskKind::RefundRequested => "refund_requested",
        RiskKind::RefundIssued => "refund_issued",
        RiskKind::Claim => "claim",
        RiskKind::Dispute => "dispute",
        RiskKind::Chargeback => "chargeback",
        RiskKind::NegativeFeedback => "negative_feedback",
        RiskKind::CancellationRequest => "cancellation_request",
        RiskKind::AccountAtRisk => "account_at_risk",
    }
}
