//! What agents corrected, in one journal for the whole desk: what the classifier said, what they said, how often.
//!
//! A correction is about one message of the buyer. Of several of the same message the latest counts, and none that
//! agrees with the classifier: correcting back undoes it. The conversations stay the truth; their records come first.

use crate::conversation::Conversation;
use crate::limits::CORRECTIONS_KEPT_MAX;
use crate::rules::Category;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, SPAN_ENTRIES, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The journal's name; the number is the schema's version. It is never trimmed: the export walks it.
const JOURNAL: &str = "k1";
/// First byte of a stored snapshot: a state of another version is folded anew from the log.
const STATE_VERSION: u8 = 1;
/// Language of a message whose language is not known.
const LANGUAGE_UNKNOWN: &str = "und";

/// A correction of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The conversation's record of it.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// Who.
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
    /// Earlier corrections of the same message, the latest last: empty once it is kept.
    earlier: Vec<(Instant, EventId, Category)>,
}

impl Correction {
    /// The correction that the record `id` of a conversation stands for, if it is one.
    fn of(conversation: &Conversation, id: EventId) -> Option<Self> {
        let all = &conversation.acts.corrections;
        let this = all.iter().find(|one| one.id == id)?;
        let item = conversation.items.iter().find(|item| item.id == this.item)?;
        let same = all.iter().filter(|one| one.item == this.item);
        let before = same.take_while(|one| one.id != id);
        Some(Self {
            id,
            at: this.at,
            by: this.by.clone(),
            conversation: conversation.id()?,
            item: this.item,
            was: item.category?,
            now: this.category,
            language: item.language.clone().unwrap_or_else(|| LANGUAGE_UNKNOWN.to_owned()),
            channel: conversation.source.as_ref()?.channel.clone(),
            earlier: before.map(|one| (one.at, one.id, one.category)).collect(),
        })
    }

    /// Whether it says something else than the classifier.
    pub fn counts(&self) -> bool {
        self.was != self.now
    }

    fn stamp(&self) -> (Instant, EventId) {
        (self.at, self.id)
    }
}

/// A correction with the number of the first entry that brought it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    sequence: u64,
    correction: Correction,
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
    /// The latest of each message in order of time, then id; undone ones too.
    kept: Vec<Kept>,
    /// The newest that had to make room: whatever is not newer and not kept was counted before.
    forgotten: Option<(Instant, EventId)>,
}

impl Ledger {
    /// The newest corrections that count, the newest first.
    pub fn recent(&self) -> impl Iterator<Item = &Correction> {
        self.kept.iter().rev().map(|kept| &kept.correction).filter(|correction| correction.counts())
    }

    /// Whether entry `sequence` brought a correction that an earlier entry had brought.
    pub(crate) fn is_repetition(&self, sequence: u64, correction: &Correction) -> bool {
        self.kept.iter().any(|kept| kept.correction.id == correction.id && kept.sequence != sequence)
    }

    fn take(&mut self, sequence: u64, mut new: Correction) {
        let known = self.kept.iter().position(|kept| kept.correction.item == new.item);
        if let Some(place) = known {
            if self.kept.get(place).is_some_and(|kept| kept.correction.stamp() >= new.stamp()) {
                return;
            }
            let Kept { correction, .. } = self.kept.remove(place);
            self.count(&correction, correction.now, -1);
        } else if let Some(forgotten) = self.forgotten {
            if new.stamp() <= forgotten {
                return;
            }
            let counted = new.earlier.iter().rev().find(|(at, id, _)| (*at, *id) <= forgotten);
            if let Some((_, _, now)) = counted.copied() {
                self.count(&new, now, -1);
            }
        }
        self.count(&new, new.now, 1);
        new.earlier = Vec::new();
        let place = self.kept.partition_point(|kept| kept.correction.stamp() < new.stamp());
        self.kept.insert(place, Kept { sequence, correction: new });
        if self.kept.len() > CORRECTIONS_KEPT_MAX {
            self.forgotten = Some(self.kept.remove(0).correction.stamp());
        }
    }

    fn count(&mut self, correction: &Correction, now: Category, by: i64) {
        if correction.was != now {
            add(&mut self.confusions, (correction.was, now), by);
            add(&mut self.languages, correction.language.clone(), by);
            add(&mut self.channels, correction.channel.clone(), by);
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
        if let Some(correction) = decode(entry) {
            self.take(sequence, correction);
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

/// The correction in an entry.
pub(crate) fn decode(entry: &Entry) -> Option<Correction> {
    serde_json::from_slice(&entry.payload).ok()
}

/// The corrections' journal.
pub(crate) fn open<'a, S: Store, C: Clock, R>(desk: Desk<'a, S, C, R>) -> Result<Journal<'a, S, C>, StoreError> {
    Journal::open(desk.store, desk.clock, JOURNAL)
}

/// All that agents corrected. The cost does not grow with their number.
///
/// # Errors
/// The store's.
pub async fn read_corrections<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>) -> Result<Ledger, InboxError> {
    Ok(open(desk)?.load_folded().await?.0)
}

/// Records of a conversation that may be corrections.
#[derive(Debug, Default)]
pub(crate) struct Corrections {
    /// Written just now.
    pub new: Vec<EventId>,
    /// Written by an earlier try, which may have died before it came to this journal.
    pub repeated: Vec<EventId>,
}

/// Appends those of the records that are corrections, each at least once: the fold takes it once.
///
/// # Errors
/// The store's: do it again with the same key.
pub(crate) async fn append_corrections<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: &Conversation,
    records: Corrections,
) -> Result<(), InboxError> {
    let of = |ids: &[EventId]| -> Vec<Correction> {
        ids.iter().filter_map(|id| Correction::of(conversation, *id)).collect()
    };
    let (mut corrections, mut repeated) = (of(&records.new), of(&records.repeated));
    let journal = open(desk)?;
    if !repeated.is_empty() {
        let loaded = journal.load().await?;
        repeated.retain(|one| !journal.may_acknowledge(&loaded, event_id(one)));
        corrections.append(&mut repeated);
    }
    if corrections.is_empty() {
        return Ok(());
    }
    let encoded: Vec<Vec<u8>> =
        corrections.iter().map(serde_json::to_vec).collect::<Result<_, _>>().map_err(|_| InboxError::Unencodable)?;
    let events: Vec<_> =
        corrections.iter().zip(&encoded).map(|(one, bytes)| (event_id(one), bytes.as_slice())).collect();
    let sequences = journal.append_all(&events).await?;
    if sequences.start().saturating_sub(1) / SPAN_ENTRIES != sequences.end() / SPAN_ENTRIES {
        // Stores the snapshot that is due now, so that nobody has to read far; the next load finds it due again.
        let _: Result<(Ledger, _), StoreError> = journal.load_folded().await;
    }
    Ok(())
}

fn event_id(correction: &Correction) -> sellerdesk_journal::EventId {
    sellerdesk_journal::EventId(correction.id.bytes())
}
