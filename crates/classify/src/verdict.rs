//! What the classifier says about a message.

use crate::entities::Entity;
use crate::label::LABELS;
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// A message to classify.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// The buyer's text, plain; hostile.
    pub text: &'a str,
    /// Subject line, where the channel has one.
    pub subject: Option<&'a str>,
    /// Channel name (`amazon`, `shopify`, ...), which tells whose number a number is; empty when not known.
    pub channel: &'a str,
    /// Whether the message belongs to an order, where the channel knows.
    pub has_order: Option<bool>,
}

/// What the buyer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Wants money back, a return or an exchange, or chases one.
    RefundReturn,
    /// The item is defective, damaged, wrong, incomplete or fake, even when a refund is also asked for.
    QualityIssue,
    /// Late, stuck, failed, lost, mis-delivered, or marked delivered but absent.
    LogisticsIssue,
    /// Chargeback, claim, court, lawyer, police, regulator or consumer body.
    DisputeThreat,
    /// Where is it, when will it come; no lateness claimed.
    OrderStatus,
    /// Cancel or change an order, its address or its items.
    OrderChange,
    /// Price, stock, size, compatibility, shipping cost, before the order.
    PresaleQuestion,
    /// How to use, install, clean or repair.
    UsageHowto,
    /// Invoice, payment, charge, voucher.
    InvoicePayment,
    /// Log-in, password, registration, personal data.
    Account,
    /// Thanks and praise.
    PraiseThanks,
    /// Advertising and fraud, not from a buyer.
    SpamMarketing,
    /// A complaint with no issue stated, "talk to a human", chit-chat, or not understood.
    General,
}

impl Category {
    /// All categories, in the order of the lexicon's labels.
    pub const ALL: [Self; 13] = [
        Self::RefundReturn,
        Self::QualityIssue,
        Self::LogisticsIssue,
        Self::DisputeThreat,
        Self::OrderStatus,
        Self::OrderChange,
        Self::PresaleQuestion,
        Self::UsageHowto,
        Self::InvoicePayment,
        Self::Account,
        Self::PraiseThanks,
        Self::SpamMarketing,
        Self::General,
    ];

    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        LABELS.get(self as usize).copied().unwrap_or("general")
    }

    /// The category with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}

/// Something that must not wait, whatever the category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RiskFlag"))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// An A-to-z or other marketplace claim is opened or threatened.
    AToZ,
    /// A chargeback or payment dispute is opened or threatened.
    Chargeback,
    /// Court, lawyer, police, regulator or consumer body.
    Legal,
    /// A bad review is threatened or used as leverage.
    NegativeReviewThreat,
    /// The product is dangerous: fire, smoke, shock, leak, poison, choking.
    Safety,
    /// Somebody was hurt.
    SafetyInjury,
    /// The shop is accused of fraud.
    FraudClaim,
}

impl Risk {
    /// All risks, in the order of the lexicon's labels.
    pub const ALL: [Self; 7] = [
        Self::AToZ,
        Self::Chargeback,
        Self::Legal,
        Self::NegativeReviewThreat,
        Self::Safety,
        Self::SafetyInjury,
        Self::FraudClaim,
    ];

    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        LABELS.get(Category::ALL.len() + self as usize).copied().unwrap_or("legal")
    }

    /// The risk with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.name() == name)
    }
}

/// How soon somebody should look; a suggestion that policies turn into deadlines.
///
/// The ranks follow the presets sellers publish: `Urgent` is their 1 h row (returns, quality, late
/// parcels, claim threats) and every risk flag; `High` their 12 h row (pre-sale, order changes) and
/// order status, which turns into a late-parcel claim when left alone; `Normal` their 24 h row (usage,
/// invoices, account, general); `Low` thanks and advertising.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Within the hour.
    Urgent,
    /// Within half a day.
    High,
    /// Within a day.
    Normal,
    /// When there is time.
    Low,
}

impl Priority {
    /// All priorities, the most pressing first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Normal, Self::Low];

    /// The priority with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.name() == name)
    }

    /// The priority of a category with these risk flags.
    pub fn of(category: Category, risk: &[Risk]) -> Self {
        if !risk.is_empty() {
            return Self::Urgent;
        }
        match category {
            Category::RefundReturn | Category::QualityIssue | Category::LogisticsIssue | Category::DisputeThreat => {
                Self::Urgent
            }
            Category::OrderStatus | Category::OrderChange | Category::PresaleQuestion => Self::High,
            Category::UsageHowto | Category::InvoicePayment | Category::Account | Category::General => Self::Normal,
            Category::PraiseThanks | Category::SpamMarketing => Self::Low,
        }
    }

    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

/// The buyer's mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Pleased.
    Positive,
    /// Neither, or both.
    Neutral,
    /// Displeased.
    Negative,
}

impl Sentiment {
    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
        }
    }
}

/// How much of a hurry the buyer says to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Nothing said.
    Low,
    /// Some pressure: exclamation marks, capitals, one urgent phrase.
    Medium,
    /// Asked for at once, or for a near date.
    High,
}

impl Urgency {
    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A span that spoke for the category or a risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Byte offset into the text, on a character boundary.
    pub start: usize,
    /// Byte offset after the span.
    pub end: usize,
    /// Name of the category or risk it speaks for.
    pub label: &'static str,
    /// How strongly; 1 is a clear hint, 3 decides alone.
    pub weight: f32,
}

/// The classifier's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// What the buyer wants.
    pub category: Category,
    /// What else they want or may want, strongest first.
    pub also: Vec<Category>,
    /// Probability that `category` is right, 0 to 1, calibrated on public text (`docs/classifier.md`).
    pub confidence: f32,
    /// Risk flags, in the order of [`Risk::ALL`].
    pub risk: Vec<Risk>,
    /// The language of the text.
    pub language: Language,
    /// Suggested priority.
    pub priority: Priority,
    /// The buyer's mood.
    pub sentiment: Sentiment,
    /// How much of a hurry the buyer says to be in.
    pub urgency: Urgency,
    /// Order, tracking and article numbers, amounts, dates.
    pub entities: Vec<Entity>,
    /// The spans that decided, in order of their place. Spans of the subject are not listed.
    pub evidence: Vec<Evidence>,
    /// Nothing but thanks or an acknowledgement: no answer is due.
    pub needs_no_reply: bool,
}
