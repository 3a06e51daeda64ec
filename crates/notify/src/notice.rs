//! What people are told, before it is put into words.

use crate::clean::clean;
use crate::limits::{EXCERPT_CHARS_MAX, VALUE_CHARS_MAX};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_deadline::{Category, Clock, Priority};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NoticeKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A warning point of a deadline was passed.
    Warning,
    /// A deadline was missed.
    Breach,
    /// Nobody has acted on an earlier notice: the next step of the chain.
    Escalation,
    /// Nobody has taken the conversation.
    Unassigned,
    /// The buyer was asked something and has not answered.
    SilentCustomer,
    /// An account's webhooks have stopped.
    ChannelSilent,
    /// A reply will not reach the buyer.
    ReplyFailed,
    /// A metric of an account is near or past its limit.
    AccountHealth,
    /// Automatic sends have stopped until somebody closes the breaker.
    BreakerOpen,
    /// Several notices in one.
    Digest,
    /// A rule of the shop's asks for attention.
    Rule,
    /// A week of an account or a team against the shop's aims.
    Report,
    /// A colleague mentioned somebody in a note.
    Mention,
}

/// How much it disturbs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NoticeSeverity"))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// May wait for a digest.
    #[default]
    Normal,
    /// At once, in waking hours.
    High,
    /// At once, through quiet hours where the recipient allows it.
    Urgent,
}

/// A language that notices are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NoticeLanguage"))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

/// One notice. [`Notice::new`] and the setters of fields from outside clean them; a notice read back is clean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Always the same for the same thing: [`conversation_key`], [`account_key`].
    pub key: String,
    /// What happened.
    pub kind: Kind,
    /// How much it disturbs.
    #[serde(default)]
    pub severity: Severity,
    /// When it happened.
    pub at: Instant,
    /// Step of the escalation chain, 0 being the first.
    #[serde(default)]
    pub step: u8,
    /// The conversation, where it is about one.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// Channel; empty where it is about none.
    #[serde(default)]
    pub channel: String,
    /// The seller's account on it; empty where it is about none.
    #[serde(default)]
    pub account: String,
    /// What the conversation is about.
    #[serde(default)]
    pub category: Option<Category>,
    /// How urgent the conversation is.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// The deadline that it is about.
    #[serde(default)]
    pub deadline: Option<Instant>,
    /// Whose clock that deadline is on.
    #[serde(default)]
    pub clock: Option<Clock>,
    /// Who has the conversation, as people call them.
    #[serde(default)]
    pub agent: Option<String>,
    /// The beginning of what the buyer wrote, cleaned, at most [`EXCERPT_CHARS_MAX`] characters.
    #[serde(default)]
    pub excerpt: Option<String>,
    /// A platform's reason, a metric, a breaker: cleaned, at most [`VALUE_CHARS_MAX`] characters.
    #[serde(default)]
    pub detail: Option<String>,
}

impl Notice {
    /// A notice of an account's channel; the severity is the kind's own ([`Kind::severity`]).
    pub fn new(kind: Kind, key: String, at: Instant, channel: &str, account: &str) -> Self {
        Self {
            key,
            kind,
            severity: kind.severity(false),
            at,
            step: 0,
            conversation: None,
            channel: clean(channel, VALUE_CHARS_MAX),
            account: clean(account, VALUE_CHARS_MAX),
            category: None,
            priority: None,
            deadline: None,
            clock: None,
            agent: None,
            excerpt: None,
            detail: None,
        }
    }

    /// With the beginning of what the buyer wrote: no addresses, no telephone numbers.
    #[must_use]
    pub fn with_excerpt(mut self, text: &str) -> Self {
        self.excerpt = Some(clean(text, EXCERPT_CHARS_MAX)).filter(|text| !text.is_empty());
        self
    }

    /// With a reason or a figure.
    #[must_use]
    pub fn with_detail(mut self, text: &str) -> Self {
        self.detail = Some(clean(text, VALUE_CHARS_MAX)).filter(|text| !text.is_empty());
        self
    }

    /// With the name of who has the conversation.
    #[must_use]
    pub fn with_agent(mut self, name: &str) -> Self {
        self.agent = Some(clean(name, VALUE_CHARS_MAX)).filter(|text| !text.is_empty());
        self
    }
}

impl Kind {
    /// How much a notice of this kind disturbs; `is_risk` says that money or the account is at stake (claim,
    /// chargeback, dispute, a deadline of the marketplace's).
    pub fn severity(self, is_risk: bool) -> Severity {
        match (self, is_risk) {
            (Self::Breach | Self::Warning | Self::Escalation | Self::ReplyFailed, true) | (Self::BreakerOpen, _) => {
                Severity::Urgent
            }
            (Self::Breach | Self::Escalation | Self::ReplyFailed | Self::ChannelSilent, false)
            | (Self::Unassigned | Self::AccountHealth | Self::ChannelSilent | Self::Rule, true) => Severity::High,
            _ => Severity::Normal,
        }
    }

    /// Whether it is about one conversation, and so goes to whoever has it; others go to the operators.
    pub fn is_of_conversation(self) -> bool {
        !matches!(self, Self::ChannelSilent | Self::AccountHealth | Self::BreakerOpen | Self::Digest | Self::Report)
    }
}

impl Language {
    /// The language for a BCP 47 tag: Chinese for any `zh`, else English.
    pub fn of(tag: &str) -> Self {
        if tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")) { Self::Zh } else { Self::En }
    }
}

/// The key of a notice about a conversation; `point` is the sweep's own id of what it recorded.
pub fn conversation_key(conversation: ConversationId, kind: Kind, point: &str) -> String {
    EventId::recorded(conversation, &format!("notice:{kind:?}:{point}")).to_string()
}

/// The key of a notice about an account, or about the desk where both are empty; `point` tells one from the next.
pub fn account_key(channel: &str, account: &str, kind: Kind, point: &str) -> String {
    EventId::delivered(channel, account, &format!("notice:{kind:?}:{point}")).to_string()
}
