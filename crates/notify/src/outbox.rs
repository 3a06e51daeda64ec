//! Notifications on their way out: the fold of a journal of [`Record`]s, which is the delivery log too.
//!
//! ```text
//! queued -> claimed -> tried: delivered | failed
//!              ^          |
//!              +----------+ temporary: the target pauses
//! ```
//!
//! As with replies, a claim is recorded before the call. Unlike a reply, a notification whose answer never came is sent
//! again: twice is better than never. A failure pauses its *target*, and a target has at most one claim, so a dead one
//! costs one call now and then and neither delays nor loses the others. What piles up for a target goes out as one
//! bundle.

mod due;
mod fold;

pub use due::{Due, Overdue};

use crate::caps::{self, Caps};
use crate::limits::{PENDING_MAX, TARGET_PENDING_MAX, TARGET_RESERVED_MAX, TARGETS_MAX};
use crate::routing::{Delivery, Refusal, Refused, When};
use crate::{Kind, Language, Notice, Outcome, Severity};
use sellerdesk_canonical::{EventId, Instant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Record {
    /// A delivery is to be made.
    Queued {
        /// Which.
        delivery: Delivery,
        /// Of what.
        notice: Box<Notice>,
        /// When it was queued.
        at: Instant,
    },
    /// Somebody is not told.
    Refused {
        /// The notice's key.
        key: String,
        /// Who, and why.
        refused: Refused,
        /// When.
        at: Instant,
    },
    /// A message is about to be sent.
    Claimed {
        /// The message ([`Due::id`]).
        id: EventId,
        /// What it settles.
        items: Vec<EventId>,
        /// Where it goes.
        target: String,
        /// Which attempt.
        attempt: u32,
        /// How many that found no room it tells of.
        #[serde(default)]
        overflow: u32,
        /// When.
        at: Instant,
    },
    /// It was sent, or not.
    Tried {
        /// The message.
        id: EventId,
        /// What it settles.
        items: Vec<EventId>,
        /// Where it went.
        target: String,
        /// Which attempt.
        attempt: u32,
        /// What came of it.
        outcome: Outcome,
        /// When.
        at: Instant,
    },
    /// Nobody tries any more.
    GivenUp {
        /// What.
        items: Vec<EventId>,
        /// Why.
        reason: String,
        /// When.
        at: Instant,
    },
    /// Somebody wants it sent again.
    Redelivered {
        /// What.
        item: EventId,
        /// When.
        at: Instant,
    },
    /// The breaker, or a dead target: of the notifications' ledger.
    Caps {
        /// The ledger's entry; sends and failures are taken from the other records.
        entry: caps::Entry,
    },
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DeliveryState"))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be sent, or being sent.
    Pending,
    /// The platform took it.
    Delivered,
    /// It will not be sent: the reason says why.
    Failed,
}

/// One delivery. The notice itself is read from the entry `sequence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: EventId,
    /// The entry that queued it.
    pub sequence: u64,
    /// To whom.
    pub recipient: String,
    /// Where.
    pub target: String,
    /// In which language.
    pub language: Language,
    /// What the notice is.
    pub kind: Kind,
    /// How urgent it is.
    pub severity: Severity,
    /// When it goes out.
    pub when: When,
    /// Where it stands.
    pub state: State,
    /// Attempts that were claimed.
    pub attempts: u32,
    /// The last attempt's claim while it has no result: its entry and when it is given up.
    pub claim: Option<(u64, Instant)>,
    /// Never bundled: a bundle with it was refused, or somebody asked for it.
    pub is_alone: bool,
    /// When somebody last asked for it again.
    pub redelivered_at: Option<Instant>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// Why it failed.
    pub reason: Option<String>,
}

/// How a target fares; absent where all is well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetState {
    /// Failures since the last success.
    pub failures: u32,
    /// Nothing is sent before this.
    pub retry_at: Instant,
    /// The last failure's reason.
    pub reason: Option<String>,
    /// Notices that found no room: the next bundle says how many.
    pub overflow: u32,
    /// How many of them the message under way says.
    pub told: u32,
}

/// All notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// In the order they were queued.
    items: Vec<Item>,
    targets: BTreeMap<String, TargetState>,
    caps: Caps,
    /// Time, notice's key, who and why: the newest.
    refused: Vec<(Instant, String, Refused)>,
}

impl Default for Outbox {
    fn default() -> Self {
        let (items, targets, refused) = (Vec::new(), BTreeMap::new(), Vec::new());
        Self { items, targets, caps: Caps::of_notifications(), refused }
    }
}

impl Outbox {
    /// All deliveries that are remembered, the oldest first.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// A delivery by its id.
    pub fn get(&self, id: EventId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Targets that fail, or had no room.
    pub fn targets(&self) -> &BTreeMap<String, TargetState> {
        &self.targets
    }

    /// The notifications' ledger: breaker, dead targets.
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    /// The latest refusals, the oldest first: time, notice's key, who and why.
    pub fn refused(&self) -> &[(Instant, String, Refused)] {
        &self.refused
    }

    /// Whether a target takes nothing: for [`crate::Duty::blocked`].
    pub fn is_blocked(&self, target: &str, now: Instant) -> bool {
        self.caps.is_dead(target, now)
    }

    /// Whether a delivery is to be queued: `false` if it was already.
    ///
    /// # Errors
    /// Why it can't be; to be recorded as [`Record::Refused`].
    pub fn admits(&self, delivery: &Delivery, now: Instant) -> Result<bool, Refusal> {
        if self.get(delivery.id).is_some() {
            Ok(false)
        } else if self.is_blocked(&delivery.target, now) {
            Err(Refusal::TargetBlocked)
        } else if !self.has_room(&delivery.target) {
            Err(Refusal::QueueFull)
        } else {
            Ok(true)
        }
    }

    /// A few places are kept for every target, so that hanging ones can't take all.
    fn has_room(&self, target: &str) -> bool {
        let pending = || self.items.iter().filter(|item| item.state == State::Pending);
        let (own, all) = (pending().filter(|item| item.target == target).count(), pending().count());
        own < TARGET_PENDING_MAX && all < PENDING_MAX
            || own < TARGET_RESERVED_MAX && all < PENDING_MAX + TARGETS_MAX * TARGET_RESERVED_MAX
    }

    /// The entry that clears a dead target, for who has mended it or changed its settings.
    pub fn clear(target: &str, at: Instant) -> Record {
        Record::Caps { entry: caps::Entry::Cleared { recipient: target.to_owned(), at } }
    }
}

impl Record {
    /// The id to append it under: the same for the same thing.
    pub fn event_id(&self) -> EventId {
        let what = match self {
            Self::Queued { delivery, .. } => format!("queued:{}", delivery.id),
            Self::Refused { key, refused, .. } => {
                format!("refused:{key}:{}:{}:{:?}", refused.recipient, refused.target, refused.reason)
            }
            Self::Claimed { id, attempt, at, .. } => format!("claimed:{id}:{attempt}:{at}"),
            Self::Tried { id, attempt, at, .. } => format!("tried:{id}:{attempt}:{at}"),
            Self::GivenUp { items, at, .. } => {
                format!("given-up:{at}:{}", items.first().map(EventId::to_string).unwrap_or_default())
            }
            Self::Redelivered { item, at } => format!("redelivered:{item}:{at}"),
            Self::Caps { entry } => return entry.event_id("notifications"),
        };
        EventId::delivered("notifications", "", &what)
    }

    /// As stored.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what [`encode`](Self::encode) wrote; `None` for an entry of a later version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
