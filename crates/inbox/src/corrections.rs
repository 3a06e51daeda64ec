//! What agents corrected, as a fold over the whole desk: what the classifier said, what they said, how often.
//!
//! A correction is about one message of the buyer. Of several of the same message the latest counts, and none that
//! agrees with the classifier: correcting back undoes it. The conversations stay the truth; their records come first.

use crate::acts::Corrected;
use crate::conversation::Conversation;
use crate::limits::{BY_KEPT_BYTES_MAX, CORRECTIONS_KEPT_MAX, LABELS_KEPT_MAX};
use crate::rules::Category;
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Entry, Fold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// First byte of a stored snapshot: a state of another version is folded anew from the log.
const STATE_VERSION: u8 = 1;
/// Language of a message whose language is not known.
const LANGUAGE_UNKNOWN: &str = "und";

/// A correction of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The conversation's record of it.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// Who: the first [`BY_KEPT_BYTES_MAX`] bytes of the name.
    pub by: String,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which message.
    pub item: EventId,
    /// What the desk had thought, before anybody corrected it.
    pub was: Category,
    /// What it is about.
    pub now: Category,
    /// ISO 639-1, or `und`.
    pub language: String,
    /// Channel name.
    pub channel: String,
}

/// An entry: a correction with all that its conversation knew of the message when it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Brought {
    /// The record that brought it.
    pub id: EventId,
    pub conversation: ConversationId,
    pub item: EventId,
    pub was: Category,
    pub language: String,
    pub channel: String,
    /// All corrections of the message, this one among them.
    pub labels: Vec<Corrected>,
}

impl Brought {
    /// What the record `id` of a conversation stands for, if it is a correction of a message.
    pub(crate) fn of(conversation: &Conversation, id: EventId) -> Option<Self> {
        let all = &conversation.acts.corrections;
        let item = all.iter().find(|one| one.id == id)?.item;
        let labels = all.iter().filter(|one| one.item == item).cloned().collect();
        let item = conversation.items.iter().find(|other| other.id == item)?;
        Some(Self {
            id,
            conversation: conversation.id()?,
            item: item.id,
            was: item.category?,
            language: item.language.clone().unwrap_or_else(|| LANGUAGE_UNKNOWN.to_owned()),
            channel: conversation.source.as_ref()?.channel.clone(),
            labels,
        })
    }

    pub(crate) fn decode(entry: &Entry) -> Option<Self> {
        serde_json::from_slice(&entry.payload).ok()
    }

    /// The correction that its record made.
    pub(crate) fn correction(&self) -> Option<Correction> {
        let label = self.labels.iter().find(|label| label.id == self.id)?;
        Some(Correction {
            id: self.id,
            at: label.at,
            by: cut(&label.by),
            conversation: self.conversation,
            item: self.item,
            was: self.was,
            now: label.category,
            language: self.language.clone(),
            channel: self.channel.clone(),
        })
    }
}

fn cut(by: &str) -> String {
    by.get(..by.floor_char_boundary(BY_KEPT_BYTES_MAX)).unwrap_or_default().to_owned()
}

/// One correction of a message, as the ledger keeps it: ids as bytes, which are half as long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    at: Instant,
    id: [u8; 16],
    /// Number of its record in the conversation's journal.
    sequence: u64,
    now: Category,
    by: String,
    /// Number of the first entry here that its record brought; 0: none yet.
    entry: u64,
}

/// A message that was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    conversation: [u8; 16],
    item: [u8; 16],
    was: Category,
    language: String,
    channel: String,
    /// In order of time, then id, the latest last; never empty.
    labels: Vec<Label>,
}

type Stamp = (Instant, [u8; 16]);

impl Kept {
    fn new(brought: &Brought) -> Self {
        Self {
            conversation: brought.conversation.bytes(),
            item: brought.item.bytes(),
            was: brought.was,
            language: brought.language.clone(),
            channel: brought.channel.clone(),
            labels: Vec::new(),
        }
    }

    /// Adds what is new, as the conversation's own fold does: of two records with one id the first in its journal counts.
    fn merge(&mut self, brought: Brought, entry: u64) {
        for Corrected { at, id, sequence, category: now, by, .. } in brought.labels {
            let first = if id == brought.id { entry } else { 0 };
            let id = id.bytes();
            let new = Label { at, id, sequence, now, by: cut(&by), entry: first };
            match self.labels.iter_mut().find(|known| known.id == id) {
                Some(known) => {
                    let entry = if known.entry == 0 { first } else { known.entry };
                    if new.sequence < known.sequence {
                        *known = new;
                    }
                    known.entry = entry;
                }
                None => self.labels.push(new),
            }
        }
        self.labels.sort_by_key(|label| (label.at, label.id));
        let too_many = self.labels.len().saturating_sub(LABELS_KEPT_MAX);
        self.labels.drain(..too_many);
    }

    fn stamp(&self) -> Stamp {
        self.labels.last().map_or((Instant::MIN, [0; 16]), |label| (label.at, label.id))
    }

    fn correction(&self) -> Option<Correction> {
        let label = self.labels.last().filter(|label| label.now != self.was)?;
        Some(Correction {
            id: EventId::from_bytes(label.id),
            at: label.at,
            by: label.by.clone(),
            conversation: ConversationId::from_bytes(self.conversation),
            item: EventId::from_bytes(self.item),
            was: self.was,
            now: label.now,
            language: self.language.clone(),
            channel: self.channel.clone(),
        })
    }
}

/// The fold: the counts of all corrections, and the newest ones by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// How often the desk thought one thing and agents another.
    pub confusions: BTreeMap<(Category, Category), u64>,
    /// How many by the message's language.
    pub languages: BTreeMap<String, u64>,
    /// How many by channel.
    pub channels: BTreeMap<String, u64>,
    /// The messages corrected last, in the order of their latest corrections; undone ones too.
    kept: Vec<Kept>,
    /// The newest that had to make room: whatever is not newer and not kept was counted before.
    forgotten: Option<Stamp>,
}

impl Ledger {
    /// The newest corrections that hold, the newest first.
    pub fn recent(&self) -> impl Iterator<Item = Correction> {
        self.kept.iter().rev().filter_map(Kept::correction)
    }

    /// Whether the entry numbered `entry` brought a record that an earlier entry had brought.
    pub(crate) fn is_repetition(&self, entry: u64, id: EventId) -> bool {
        let mut labels = self.kept.iter().flat_map(|kept| &kept.labels);
        labels.any(|label| label.id == id.bytes() && label.entry != 0 && label.entry != entry)
    }

    fn take(&mut self, entry: u64, brought: Brought) {
        let item = brought.item.bytes();
        let mut kept = match self.kept.iter().position(|kept| kept.item == item) {
            Some(place) => self.kept.remove(place),
            None => {
                let mut kept = Kept::new(&brought);
                if let Some(forgotten) = self.forgotten {
                    // What is not newer was counted before it was forgotten.
                    let mut known = brought.clone();
                    known.labels.retain(|label| (label.at, label.id.bytes()) <= forgotten);
                    if known.labels.len() == brought.labels.len() {
                        return;
                    }
                    kept.merge(known, 0);
                }
                kept
            }
        };
        self.count(&kept, -1);
        kept.merge(brought, entry);
        self.count(&kept, 1);
        let place = self.kept.partition_point(|other| other.stamp() < kept.stamp());
        self.kept.insert(place, kept);
        if self.kept.len() > CORRECTIONS_KEPT_MAX {
            self.forgotten = self.forgotten.max(Some(self.kept.remove(0).stamp()));
        }
    }

    fn count(&mut self, kept: &Kept, by: i64) {
        if let Some(correction) = kept.correction() {
            add(&mut self.confusions, (correction.was, correction.now), by);
            add(&mut self.languages, correction.language, by);
            add(&mut self.channels, correction.channel, by);
        }
    }
}

fn add<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, key: K, by: i64) {
    let count = counts.entry(key.clone()).or_default();
    *count = count.saturating_add_signed(by);
    if *count == 0 {
        counts.remove(&key);
    }
}

impl Fold for Ledger {
    fn apply(&mut self, sequence: u64, entry: &Entry) {
        if let Some(brought) = Brought::decode(entry) {
            self.take(sequence, brought);
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![STATE_VERSION];
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (&STATE_VERSION, rest) = bytes.split_first()? else { return None };
        postcard::from_bytes(rest).ok()
    }
}
