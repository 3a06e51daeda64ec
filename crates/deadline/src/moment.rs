//! What happened in a conversation, as far as its clocks care.

use serde::{Deserialize, Serialize};

use crate::Policy;

/// One thing that happened.
///
/// Two moments with the same id are the same moment, delivered twice; the earlier one is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The event's id, derived from what the marketplace sent.
    pub id: String,
    /// The platform's time of it (never the time of arrival), in milliseconds.
    pub at: i64,
    /// What it was.
    pub kind: MomentKind,
}

/// What a moment was. In JSON a name, or an object with the name as its only key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MomentKind {
    /// The buyer wrote: somebody waits from here on. Ends a pause, for what was waited for came.
    BuyerMessage,
    /// A person answered, through the desk or on the marketplace itself.
    AgentReply,
    /// A machine answered: an acknowledgement, an out-of-office note, a bot.
    AutomaticReply,
    /// The reply with this moment id never reached the buyer: it answered nothing.
    ReplyFailed {
        /// Id of the reply's moment.
        reply: String,
    },
    /// An agent marked what the buyer wrote as needing no answer.
    NoReplyNeeded,
    /// Colleagues wrote among themselves; stops nothing.
    InternalNote,
    /// Waiting for the buyer or a third party: the company clock stands still.
    Paused,
    /// Waiting is over.
    Resumed,
    /// Done, as far as the company is concerned.
    Resolved,
    /// Not done after all; also takes a cancellation back.
    Reopened,
    /// The conversation left the desk's care; what was running is kept out of rates.
    Cancelled {
        /// Why.
        reason: CancelReason,
    },
    /// A risk event (claim, chargeback, return) began or moved its date.
    RiskOpened {
        /// The marketplace's id of it.
        risk: String,
        /// The platform's own due date, if it gave one; a later moment's date replaces it.
        due: Option<i64>,
    },
    /// The risk event was answered or closed on the platform.
    RiskClosed {
        /// The marketplace's id of it.
        risk: String,
    },
    /// Another conversation was merged into this one.
    MergedIn {
        /// Since when its buyer has been waiting, if he is.
        waiting_since: Option<i64>,
    },
    /// Another policy snapshot holds from here on: priority changed, calendar or policy re-applied.
    PolicyApplied {
        /// The snapshot.
        policy: Box<Policy>,
    },
}

/// Why a target ended without counting as met or breached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The contact is spam or blocked.
    Spam,
    /// The conversation was merged into another one, whose clock runs on.
    Merged,
    /// An agent marked the message as needing no answer.
    NoReplyNeeded,
    /// The conversation was resolved, or its risk events closed on the platform, without an answer (company clock
    /// only).
    Resolved,
}
