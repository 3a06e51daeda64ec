//! What is known of a conversation when its policy is chosen.

use serde::{Deserialize, Serialize};

/// What policies and limits are selected by. What isn't known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Channel, such as `amazon` or `tiktok-shop`.
    pub channel: String,
    /// The seller's account on it.
    pub account: String,
    /// The marketplace's country or region in lower case, such as `us`, `br`, `sea`.
    pub region: Option<String>,
    /// The shop's own time zone, for limits in shop-local time.
    pub shop_zone: Option<String>,
    /// What the message is about.
    pub category: Option<Category>,
    /// How urgent it was judged.
    pub priority: Option<Priority>,
    /// Customer tier, such as `vip`.
    pub customer_tier: Option<String>,
    /// Language of the message, BCP 47.
    pub language: Option<String>,
    /// Value of the order.
    pub order_value: Option<Money>,
    /// Kind of the risk event that opened the conversation: `claim`, `chargeback`, `return_opened`, ...
    pub risk_event: Option<String>,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OrderAmount"))]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// ISO 4217 code.
    pub currency: String,
    /// In the currency's minor unit, such as cents.
    pub minor_units: i64,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PolicyCategory"))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Money back, return or exchange.
    RefundReturn,
    /// Defective, damaged, wrong or fake.
    QualityIssue,
    /// Late, stuck, lost or mis-delivered.
    LogisticsIssue,
    /// Chargeback, claim, court, regulator.
    DisputeThreat,
    /// Where, when, which state, without a complaint.
    OrderStatus,
    /// Change or cancel an order.
    OrderChange,
    /// Before the order: price, stock, size.
    PresaleQuestion,
    /// How to use it.
    UsageHowto,
    /// Invoice or payment.
    InvoicePayment,
    /// The buyer's account.
    Account,
    /// Praise or thanks.
    PraiseThanks,
    /// Spam or marketing.
    SpamMarketing,
    /// Anything else.
    General,
}

/// How urgent a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PolicyPriority"))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// Before the ordinary.
    High,
    /// Ordinary.
    Normal,
    /// When there is time.
    Low,
}
