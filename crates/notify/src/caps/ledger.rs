//! The ledger: a bounded fold that doesn't depend on the order of its entries.

use super::decide::Reason;
use crate::clean::clean;
use crate::limits::{
    DEAD_MAX, DEAD_MS, FAILURES_MAX, NOTIFICATION_SENDS_MAX, REFUSALS_MAX, SENDS_MAX, VALUE_CHARS_MAX, WINDOW_MS_MAX,
};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal as journal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Something to be sent automatically.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// Its id, the same for every attempt.
    pub id: EventId,
    /// The rule and the conversation that it answers, as one text; a notification has none.
    #[serde(default)]
    pub rule: Option<String>,
    /// Whom it goes to: an address or a target. Only a hash of it is kept in the state.
    pub recipient: String,
}

/// An entry of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Entry {
    /// It is being sent.
    Sent {
        /// What.
        send: Send,
        /// When.
        at: Instant,
    },
    /// It was not sent after all.
    Withdrawn {
        /// Which.
        id: EventId,
        /// When.
        at: Instant,
    },
    /// It was not sent, and why.
    Refused {
        /// What.
        send: Send,
        /// Why.
        reason: Reason,
        /// When.
        at: Instant,
    },
    /// The recipient takes nothing: a bounce, an unknown address, a revoked token. It is blocked for 60 days.
    Failed {
        /// Which send, or any id that tells one failure from the next.
        id: EventId,
        /// Whom it went to.
        recipient: String,
        /// When.
        at: Instant,
    },
    /// Somebody says that the recipient works again.
    Cleared {
        /// Who.
        recipient: String,
        /// When.
        at: Instant,
    },
    /// The breaker opens.
    Opened {
        /// When.
        at: Instant,
    },
    /// Somebody closes it.
    Closed {
        /// Who, for people.
        by: String,
        /// When.
        at: Instant,
    },
}

/// A send as remembered: time and id first, which order it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Mark {
    pub at: Instant,
    pub id: u64,
    /// Two different ones with the same hash only refuse each other.
    pub rule: u32,
    pub recipient: u64,
}

/// What became of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// It was granted: who died before sending may send.
    Held,
    /// It was taken back.
    Withdrawn,
}

/// A refusal as remembered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Refused {
    /// When.
    pub at: Instant,
    /// What.
    pub id: EventId,
    /// Why.
    pub reason: Reason,
}

/// A ledger's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Sends that it remembers.
    pub(super) sends_max: usize,
    /// The latest time of any entry.
    pub(super) newest: Instant,
    /// The newest sends within [`WINDOW_MS_MAX`], ascending.
    pub(super) sends: Vec<Mark>,
    /// Ids of sends that were taken back, as long as those.
    withdrawn: Vec<(Instant, u64)>,
    /// The newest failures, ascending.
    pub(super) failures: Vec<(Instant, u64)>,
    /// When each address last failed or was cleared, and whether it is dead.
    dead: BTreeMap<u64, (Instant, bool)>,
    opened_at: Option<Instant>,
    closed_at: Option<Instant>,
    refused: Vec<Refused>,
}

impl Send {
    /// An automatic reply of a rule in a conversation, to an address.
    pub fn reply(id: EventId, rule: &str, conversation: ConversationId, recipient: &str) -> Self {
        Self { id, rule: Some(format!("{conversation}:{rule}")), recipient: recipient.to_lowercase() }
    }

    /// A notification to a target.
    pub fn notification(id: EventId, target: &str) -> Self {
        Self { id, rule: None, recipient: target.to_owned() }
    }

    pub(super) fn mark(&self, at: Instant) -> Mark {
        let rule = self.rule.as_deref().map_or(0, |rule| u32::try_from(hash(rule) >> 32).unwrap_or_default().max(1));
        Mark { at, id: short(self.id), rule, recipient: hash(&self.recipient) }
    }
}

impl Default for Caps {
    /// The empty ledger of an account's automatic replies.
    fn default() -> Self {
        Self {
            sends_max: SENDS_MAX,
            newest: 0,
            sends: Vec::new(),
            withdrawn: Vec::new(),
            failures: Vec::new(),
            dead: BTreeMap::new(),
            opened_at: None,
            closed_at: None,
            refused: Vec::new(),
        }
    }
}

impl Caps {
    /// The empty ledger of the notifications.
    pub fn of_notifications() -> Self {
        Self { sends_max: NOTIFICATION_SENDS_MAX, ..Self::default() }
    }

    /// Takes in an entry; the same one any number of times, in any order.
    pub fn apply(&mut self, entry: &Entry) {
        let at = entry.at();
        self.newest = self.newest.max(at);
        match entry {
            Entry::Sent { send, at } => insert(&mut self.sends, send.mark(*at), self.sends_max),
            Entry::Withdrawn { id, at } => insert(&mut self.withdrawn, (*at, short(*id)), FAILURES_MAX),
            Entry::Refused { send, reason, at } => {
                let refused = Refused { at: *at, id: send.id, reason: *reason };
                insert(&mut self.refused, refused, REFUSALS_MAX);
            }
            Entry::Failed { id, recipient, at } => {
                insert(&mut self.failures, (*at, short(*id)), FAILURES_MAX);
                self.mark_dead(recipient, *at, true);
            }
            Entry::Cleared { recipient, at } => self.mark_dead(recipient, *at, false),
            Entry::Opened { at } => self.opened_at = self.opened_at.max(Some(*at)),
            Entry::Closed { at, .. } => self.closed_at = self.closed_at.max(Some(*at)),
        }
        let oldest = self.newest.saturating_sub(WINDOW_MS_MAX);
        self.sends.retain(|mark| mark.at > oldest);
        self.withdrawn.retain(|(at, _)| *at > oldest);
        self.failures.retain(|(at, _)| *at > oldest);
    }

    /// What became of a send's reservation; `None` if it has none.
    pub fn reservation(&self, id: EventId) -> Option<Reservation> {
        let id = short(id);
        let is_withdrawn = self.withdrawn.iter().any(|(_, other)| *other == id);
        let is_held = self.sends.iter().any(|mark| mark.id == id);
        match (is_withdrawn, is_held) {
            (true, _) => Some(Reservation::Withdrawn),
            (false, true) => Some(Reservation::Held),
            (false, false) => None,
        }
    }

    /// Since when the breaker is open; it stays so until [`Entry::Closed`].
    pub fn open_since(&self) -> Option<Instant> {
        self.opened_at.filter(|opened_at| Some(*opened_at) > self.closed_at)
    }

    /// When the breaker was last closed: names the notice of its next opening, so that people are told once.
    pub fn closed_at(&self) -> Option<Instant> {
        self.closed_at
    }

    /// Whether an address is blocked at `now`.
    pub fn is_dead(&self, recipient: &str, now: Instant) -> bool {
        let known = self.dead.get(&hash(recipient));
        known.is_some_and(|(at, is_dead)| *is_dead && now.saturating_sub(*at) < DEAD_MS)
    }

    /// Addresses blocked at `now`.
    pub fn dead_count(&self, now: Instant) -> usize {
        self.dead.values().filter(|(at, is_dead)| *is_dead && now.saturating_sub(*at) < DEAD_MS).count()
    }

    /// The latest refusals, the oldest first.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Sends that count: those taken back don't.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Mark> {
        self.sends.iter().filter(|mark| !self.withdrawn.iter().any(|(_, id)| *id == mark.id))
    }

    fn mark_dead(&mut self, recipient: &str, at: Instant, is_dead: bool) {
        let known = self.dead.entry(hash(recipient)).or_insert((at, is_dead));
        *known = (*known).max((at, is_dead));
        if self.dead.len() > DEAD_MAX {
            let oldest = self.dead.iter().min_by_key(|(key, known)| (known.0, **key)).map(|(key, _)| *key);
            oldest.and_then(|key| self.dead.remove(&key));
        }
    }
}

impl Entry {
    /// When.
    pub fn at(&self) -> Instant {
        match self {
            Self::Sent { at, .. }
            | Self::Withdrawn { at, .. }
            | Self::Refused { at, .. }
            | Self::Failed { at, .. }
            | Self::Cleared { at, .. }
            | Self::Opened { at }
            | Self::Closed { at, .. } => *at,
        }
    }

    /// Closed by a person, whose name is cleaned.
    pub fn closed(by: &str, at: Instant) -> Self {
        Self::Closed { by: clean(by, VALUE_CHARS_MAX), at }
    }

    /// The id to append it under: the same for the same thing.
    pub fn event_id(&self, ledger: &str) -> EventId {
        let what = match self {
            Self::Sent { send, at } => format!("sent:{}:{at}", send.id),
            Self::Withdrawn { id, at } => format!("withdrawn:{id}:{at}"),
            Self::Refused { send, at, .. } => format!("refused:{}:{at}", send.id),
            Self::Failed { id, recipient, .. } => format!("failed:{id}:{recipient}"),
            Self::Cleared { recipient, at } => format!("cleared:{recipient}:{at}"),
            Self::Opened { at } => format!("opened:{at}"),
            Self::Closed { at, .. } => format!("closed:{at}"),
        };
        EventId::delivered("caps", ledger, &what)
    }

    /// As stored.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The first eight bytes of an id.
fn short(id: EventId) -> u64 {
    id.bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn hash(text: &str) -> u64 {
    Sha256::digest(text).first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Inserts into an ascending list that keeps the greatest `max`, each once.
fn insert<T: Ord>(list: &mut Vec<T>, item: T, max: usize) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
    if list.len() > max {
        list.remove(0);
    }
}

impl journal::Fold for Caps {
    fn apply(&mut self, _sequence: u64, entry: &journal::Entry) {
        // An entry of a later version: that version's snapshot knows it.
        if let Ok(entry) = serde_json::from_slice::<Entry>(&entry.payload) {
            self.apply(&entry);
        }
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
