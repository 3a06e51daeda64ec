//! What people of the shop do to a conversation, besides writing to the buyer.

use crate::rules::{Category, Priority};
use sellerdesk_automate::Refusal;
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use serde::{Deserialize, Serialize};

/// Something somebody did; the record's id is that of the request, so that it counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// When.
    pub at: Instant,
    /// Who: an agent's name, `sweep` or `rule:<id>`.
    pub by: String,
    /// What.
    pub action: Action,
}

impl Acted {
    /// Whether a person did it, neither a sweep nor a rule.
    pub fn is_by_person(&self) -> bool {
        self.by != "sweep" && !self.by.starts_with("rule:")
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ConversationAction"))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Somebody has to act, again: ends waiting, snoozing and closing.
    Opened,
    /// Waiting for the buyer or a third party: the company clock stands still.
    Pending,
    /// Out of sight until an instant or the buyer's next message; the clocks run on.
    Snoozed {
        /// Until when.
        until: Instant,
    },
    /// A sweep ended a snooze.
    Woken {
        /// The record that began it.
        snooze: EventId,
    },
    /// The buyer waits for nothing: ends the wait on both clocks.
    NoReplyNeeded,
    /// Done. The marketplace's clock runs on where the buyer has no answer.
    Resolved,
    /// Done, and not to be looked at again.
    Closed,
    /// Not a buyer: the clocks end and count for nothing.
    Spam,
    /// It goes on in another conversation.
    MergedInto {
        /// Which.
        conversation: ConversationId,
    },
    /// Another conversation goes on in this one.
    MergedFrom(Merged),
    /// Messages of this thread go on in a conversation of their own.
    SplitOff {
        /// Which.
        conversation: ConversationId,
        /// The messages.
        items: Vec<EventId>,
        /// First words of the newest message that stays.
        excerpt: String,
        /// The policy that holds from here on for what stays.
        policy: String,
    },
    /// Somebody is to answer; `None`: nobody in particular.
    Assigned {
        /// The agent's name.
        to: Option<String>,
    },
    /// A tag was set or taken off.
    Tagged {
        /// The tag.
        tag: String,
        /// Whether it is set.
        on: bool,
    },
    /// Somebody judged its urgency.
    Prioritized {
        /// How urgent it is.
        priority: Priority,
        /// The policy that holds from here on.
        policy: String,
    },
    /// Somebody corrected what it is about.
    Categorized {
        /// What it is about.
        category: Category,
        /// What the desk had thought.
        was: Category,
        /// The policy that holds from here on.
        policy: String,
        /// The buyer's message that was judged wrongly, where it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<EventId>,
    },
    /// The customer counts as one of the best, or no longer.
    Valued {
        /// Whether.
        vip: bool,
    },
    /// Colleagues wrote among themselves.
    Noted {
        /// Plain text.
        text: String,
        /// Agents named in it.
        mentions: Vec<String>,
    },
    /// The buyer was forgotten: names and texts before this are gone.
    Erased {
        /// Why: `request` or `retention`.
        reason: String,
    },
    /// A rule of the shop's held: what it did, or why not. What it did has a record of its own.
    Automated(Automated),
    /// Whoever did something took it back, soon after: it counts as never done.
    Undone {
        /// The record.
        of: EventId,
        /// What holds again: the newest act of the kind before it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<Earlier>,
    },
    /// A changed calendar or policy was applied.
    PolicyApplied {
        /// The policy that holds from here on.
        policy: String,
    },
}

/// An act that holds again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Earlier {
    /// Its record.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub action: Box<Action>,
}

/// One action of a rule on an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Automated {
    /// The event.
    pub event: EventId,
    /// `reply`, `tag`, ...
    pub did: String,
    /// What held: `event:message`, `hours:closed`, `keyword:invoice`, ...
    pub because: Vec<String>,
    /// Why it was not done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

/// What the conversation that goes on learns of the one merged into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Merged {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Since when its buyer waits.
    pub waiting_since: Option<Instant>,
    /// What it was about.
    pub category: Category,
    /// How urgent it was.
    pub priority: Priority,
    /// First words of its newest message.
    pub excerpt: String,
}
