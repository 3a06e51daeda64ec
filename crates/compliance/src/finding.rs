//! What a scan answers.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What kind of rule a reply breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// A reward for a review.
    ReviewIncentive,
    /// Asking for a good review, rather than for a review.
    ReviewSolicitationPositive,
    /// Asking only the satisfied for a review.
    ReviewGating,
    /// Asking to change or remove a review.
    ReviewChangeRequest,
    /// A link that the channel doesn't allow.
    ExternalLink,
    /// A way to talk outside the channel.
    OffPlatformContact,
    /// A way to pay outside the channel.
    OffPlatformPayment,
    /// Advertising, coupons, discounts.
    MarketingPromo,
    /// A promise that goes beyond policy.
    ProhibitedPromise,
    /// Asking for data that no seller may ask for.
    PersonalDataRequest,
    /// Longer than the channel takes.
    Length,
    /// A form that the channel doesn't take.
    Format,
}

impl Violation {
    /// All, in the order of the tables.
    pub const ALL: [Self; 12] = [
        Self::ReviewIncentive,
        Self::ReviewSolicitationPositive,
        Self::ReviewGating,
        Self::ReviewChangeRequest,
        Self::ExternalLink,
        Self::OffPlatformContact,
        Self::OffPlatformPayment,
        Self::MarketingPromo,
        Self::ProhibitedPromise,
        Self::PersonalDataRequest,
        Self::Length,
        Self::Format,
    ];

    /// As in the public answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReviewIncentive => "review_incentive",
            Self::ReviewSolicitationPositive => "review_solicitation_positive",
            Self::ReviewGating => "review_gating",
            Self::ReviewChangeRequest => "review_change_request",
            Self::ExternalLink => "external_link",
            Self::OffPlatformContact => "off_platform_contact",
            Self::OffPlatformPayment => "off_platform_payment",
            Self::MarketingPromo => "marketing_promo",
            Self::ProhibitedPromise => "prohibited_promise",
            Self::PersonalDataRequest => "personal_data_request",
            Self::Length => "length",
            Self::Format => "format",
        }
    }
}

/// What a finding does to a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "FindingSeverity"))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown; the reply may leave.
    Warn,
    /// The reply may not leave.
    Block,
}

impl Severity {
    /// As in the public answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

/// A place of the text that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id, such as `phone-number`.
    pub rule: Cow<'static, str>,
    /// What kind of rule it is.
    pub violation: Violation,
    /// Whether the reply may leave.
    pub severity: Severity,
    /// Byte offset into the text as given, on a character boundary.
    pub start: usize,
    /// Byte offset after the place, on a character boundary; greater than `start` except for an empty text.
    pub end: usize,
    /// The document the rule comes from.
    pub source: Cow<'static, str>,
    /// When that document was last read, ISO 8601; empty when it couldn't be.
    pub checked: Cow<'static, str>,
    /// Why the rule is there, in English.
    pub explanation: Cow<'static, str>,
    /// What to write instead, in the text's language where there is a wording.
    pub remedy: Cow<'static, str>,
}
