//! What comes of a rule, and why.

use crate::rule::Action;
use sellerdesk_notify::caps;
use serde::{Deserialize, Serialize};

/// One action of a rule that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Do it.
    Act {
        /// The rule's id.
        rule: String,
        /// The action's place in the rule.
        place: usize,
        /// What to do.
        action: Action,
        /// What held: `event:message`, `hours:closed`, `keyword:invoice`, ...
        because: Vec<String>,
    },
    /// Don't, and say so.
    Refuse {
        /// The rule's id.
        rule: String,
        /// The action's place in the rule.
        place: usize,
        /// What is left undone.
        action: Action,
        /// What held.
        because: Vec<String>,
        /// Why not.
        refusal: Refusal,
    },
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// More about it, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Why, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RefusalReason"))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A machine wrote: the detail says by what it is known.
    MachineMail,
    /// The buyer only said thanks.
    NothingAsked,
    /// It is no message of the buyer's, and answers none.
    NotAnswerable,
    /// The conversation was called spam.
    Spam,
    /// It goes on in another one.
    Merged,
    /// Somebody has answered since, or is about to.
    Answered,
    /// Somebody wrote a few minutes before: they are at it.
    AgentAtWork,
    /// It happened too long ago.
    TooOld,
    /// An automatic reply waits to be sent already.
    ReplyWaiting,
    /// Somebody has the conversation.
    HasAssignee,
    /// A flagged risk stays urgent.
    AtRisk,
    /// The conversation takes no further changes.
    ConversationFull,
    /// Too many rules followed from each other.
    TooDeep,
    /// The template could not be written: the detail says why.
    Unwritten,
    /// The text breaks rules of its marketplace: the detail names them.
    Compliance,
    /// The account's breaker is open.
    BreakerOpen,
    /// Messages to the buyer's address come back: it is blocked for a while.
    RecipientDead,
    /// The rule has answered in this conversation not long ago.
    RuleAgain,
    /// The buyer has had enough automatic replies.
    RecipientFull,
    /// The account has sent enough.
    AccountBusy,
    /// Nobody can tell how much was sent.
    AccountUnknown,
}

impl Decision {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        match self {
            Self::Act { rule, .. } | Self::Refuse { rule, .. } => rule,
        }
    }

    /// The action's place in the rule.
    pub fn place(&self) -> usize {
        match self {
            Self::Act { place, .. } | Self::Refuse { place, .. } => *place,
        }
    }

    /// The action.
    pub fn action(&self) -> &Action {
        match self {
            Self::Act { action, .. } | Self::Refuse { action, .. } => action,
        }
    }

    /// What held.
    pub fn because(&self) -> &[String] {
        match self {
            Self::Act { because, .. } | Self::Refuse { because, .. } => because,
        }
    }
}

impl Refusal {
    /// With more about it.
    pub fn with(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: Some(detail.into()) }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: None }
    }
}

impl From<caps::Reason> for Reason {
    fn from(reason: caps::Reason) -> Self {
        match reason {
            caps::Reason::BreakerOpen => Self::BreakerOpen,
            caps::Reason::RecipientDead => Self::RecipientDead,
            caps::Reason::RuleAgain => Self::RuleAgain,
            caps::Reason::RecipientFull => Self::RecipientFull,
            caps::Reason::LedgerBusy => Self::AccountBusy,
            caps::Reason::LedgerFull | caps::Reason::ClockWrong => Self::AccountUnknown,
        }
    }
}
