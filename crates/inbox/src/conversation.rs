//! A conversation: the fold of its journal.
//!
//! The state keeps one small item for each record, sorted by the platform's time, so that it is the same in
//! whatever order the records arrived; everything shown is derived from the items.

use crate::action::{Acted, Action};
use crate::acts::Acts;
use crate::erase::Erasure;
use crate::follow::{Unfollowed, followed_id};
use crate::item::{Item, ItemKind, asks_for_answer, delivered_item, excerpt, merged_item, moment, quarantined_item};
use crate::limits::{ALIASES_MAX, ITEMS_MAX, REFERENCES_MAX};
use crate::outbox::Outbox;
use crate::record::{Delivered, PutOff, Quarantined, Record, Source, What};
use crate::rules::{Moment, MomentKind, Priority};
use sellerdesk_canonical::{ConversationId, EventId, Happening, Instant};
use sellerdesk_journal::{Entry, EventIds, Fold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// First byte of a stored snapshot: a state of another version is folded anew from the log.
const STATE_VERSION: u8 = 8;

/// A name with the platform's time of the event that first used it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named(pub Instant, pub String);

/// From when on a policy held: that of the item which made the conversation more urgent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyStep {
    /// The item's platform time.
    pub at: Instant,
    /// The item's id.
    pub id: EventId,
    /// How urgent the item is.
    pub priority: Priority,
    /// The policy document.
    pub policy: String,
}

/// The state of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Where it came from; `None` while empty.
    pub source: Option<Source>,
    /// Items in the order of the platform's time, then id.
    pub items: Vec<Item>,
    /// Orders named, the earliest first.
    pub order_ids: Vec<Named>,
    /// Listings or SKUs named, the earliest first.
    pub product_ids: Vec<Named>,
    /// The buyer's ids within the account, the earliest first.
    pub buyer_ids: Vec<Named>,
    /// The buyer's names, the earliest first.
    pub buyer_names: Vec<Named>,
    /// Subjects, the earliest first.
    pub subjects: Vec<Named>,
    /// Marketplaces or sites within the channel, the earliest first.
    pub sites: Vec<Named>,
    /// The policies that held, each more urgent than the one before.
    pub policies: Vec<PolicyStep>,
    /// The earliest deadline that was recorded as missed.
    pub breached_at: Option<Instant>,
    /// What people did.
    pub acts: Acts,
    /// Replies on their way out.
    pub outbox: Outbox,
    /// Up to where the buyer is forgotten.
    pub erased: Option<Erasure>,
    /// What nobody has followed yet, the earliest first.
    pub unfollowed: Vec<Unfollowed>,
    /// Until when nobody tries to follow it.
    pub put_off: PutOff,
    /// Records that could not be read: they count, so that nothing hides.
    pub unreadable: u32,
    /// The records in it; among them, the warning points and breaches that were recorded.
    #[serde(with = "ids_as_bytes")]
    ids: EventIds,
}

impl Conversation {
    /// Whether the record with this id is in it.
    pub fn has(&self, id: EventId) -> bool {
        self.ids.contains(sellerdesk_journal::EventId(id.bytes()))
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.source.is_none()
    }

    /// Whether further events belong into a continuation.
    pub fn is_full(&self) -> bool {
        self.items.len() >= ITEMS_MAX
    }

    /// How many further events belong here.
    pub fn room(&self) -> usize {
        ITEMS_MAX.saturating_sub(self.items.len())
    }

    /// The id, once anything was recorded.
    pub fn id(&self) -> Option<ConversationId> {
        let source = self.source.as_ref()?;
        Some(source.conversation())
    }

    /// What the clocks need to know: what happened, that the buyer has the word after an answer, and from when on
    /// which policy held.
    pub fn moments(&self) -> Vec<Moment> {
        let failed = self.failed_replies();
        let mut moments: Vec<Moment> = self.items.iter().filter_map(moment).collect();
        let answers = moments.iter().filter(|moment| moment.kind == MomentKind::AgentReply);
        let pauses: Vec<Moment> = answers
            .filter(|answer| !failed.contains(answer.id.as_str()))
            .map(|answer| Moment { id: format!("pause:{}", answer.id), kind: MomentKind::Paused, ..answer.clone() })
            .collect();
        moments.extend(pauses);
        moments.extend(self.policies.iter().skip(1).map(|step| Moment {
            id: format!("policy:{}", step.id),
            at: step.at,
            kind: MomentKind::PolicyApplied,
            refers_to: None,
            due_at: None,
            policy: Some(step.policy.clone()),
            waiting_since: None,
        }));
        moments.extend(self.acts.moments(self.is_unread()));
        moments.extend(self.returns());
        moments
    }

    /// Whoever writes again after the conversation was called spam or merged away waits from then on: marketplaces go
    /// on delivering to the old thread, and nothing may be late unseen. What was asked before stays ended.
    fn returns(&self) -> Vec<Moment> {
        let mut returns = Vec::new();
        for step in self.acts.departures() {
            let is_opened = |at: Instant| self.acts.is_opened_between(step.at, at);
            let asks = |item: &&Item| item.at > step.at && asks_for_answer(item);
            let Some(item) = self.items.iter().find(asks).filter(|item| !is_opened(item.at)) else { continue };
            let moment = |name: &str, at, kind| Moment {
                id: format!("{name}:{}", step.id),
                at,
                kind,
                refers_to: None,
                due_at: None,
                policy: None,
                waiting_since: None,
            };
            returns.push(moment("left", step.at, MomentKind::NoReplyNeeded));
            returns.push(moment("returned", item.at, MomentKind::Reopened));
        }
        returns
    }

    /// Whether a delivery that nobody could read is in it.
    pub fn is_unread(&self) -> bool {
        self.items.iter().any(|item| item.kind == ItemKind::Quarantined)
    }

    /// The policy document that holds now.
    pub fn policy(&self) -> Option<&str> {
        let of_items = self.policies.last().map(|step| (step.at, step.policy.as_str()));
        of_items.max(self.acts.policy()).map(|(_, policy)| policy)
    }

    /// The item that tells the order's total, the newest by the platform's time.
    pub(crate) fn valued(&self) -> Option<&Item> {
        self.items.iter().rev().find(|item| item.kind == ItemKind::Order && item.amount.is_some())
    }

    /// The platform's ids of replies that did not arrive.
    pub fn failed_replies(&self) -> BTreeSet<&str> {
        let failed = self.items.iter().filter(|item| item.kind == ItemKind::Failed);
        failed.map(|item| item.platform_id.as_str()).collect()
    }

    /// A record as it may be seen.
    pub fn visible(&self, sequence: u64, record: Record) -> Record {
        let is_erased = self.erased.is_some_and(|erased| sequence < erased.sequence);
        if is_erased { record.without_personal_data() } else { record }
    }

    fn take_delivered(&mut self, record: &Record, sequence: u64, delivered: &Delivered) {
        let event = &delivered.event;
        let is_erased = self.source.as_ref().is_none_or(Source::is_erased);
        if is_erased && (self.source.is_none() || !delivered.source.is_erased()) {
            self.source = Some(delivered.source.clone());
        }
        note(&mut self.order_ids, event.at, event.order_id.as_deref(), REFERENCES_MAX);
        note(&mut self.product_ids, event.at, event.product_id.as_deref(), REFERENCES_MAX);
        note(&mut self.sites, event.at, event.site.as_deref(), ALIASES_MAX);
        if let Some(buyer) = &event.buyer {
            note(&mut self.buyer_ids, event.at, Some(&buyer.id), ALIASES_MAX);
            note(&mut self.buyer_names, event.at, buyer.name.as_deref().map(excerpt).as_deref(), ALIASES_MAX);
        }
        if let Happening::Message(message) = &event.happening {
            note(&mut self.subjects, event.at, message.subject.as_deref().map(excerpt).as_deref(), ALIASES_MAX);
        }
        let item = delivered_item(record, sequence, delivered);
        if asks_for_answer(&item) {
            self.take_policy(&item, &delivered.policy);
        }
        self.expect_following(record.id, sequence, item.at);
        self.insert(item);
    }

    fn take_quarantined(&mut self, record: &Record, sequence: u64, quarantined: &Quarantined) {
        self.source.get_or_insert_with(|| quarantined.source.clone());
        let item = quarantined_item(record, sequence, quarantined);
        self.take_policy(&item, &quarantined.policy);
        self.insert(item);
    }

    fn take_acted(&mut self, record: &Record, sequence: u64, acted: &Acted) {
        match &acted.action {
            Action::MergedFrom(merged) => self.insert(merged_item(record.id, sequence, acted.at, merged)),
            Action::Undone { of, .. } => self.items.retain(|item| item.kind != ItemKind::Merged || item.id != *of),
            Action::SplitOff { items, excerpt, .. } => self.split_off(items, excerpt),
            _ => {}
        }
        self.acts.take(record.id, sequence, acted);
        let is_erasure = matches!(acted.action, Action::Erased { .. });
        if is_erasure {
            self.forget(Erasure { sequence, at: acted.at });
        }
        if is_erasure || acted.is_by_person() {
            self.expect_following(record.id, sequence, acted.at);
        }
    }

    /// What was split off is there and no longer here.
    fn split_off(&mut self, items: &[EventId], excerpt: &str) {
        self.items.retain(|item| !items.contains(&item.id));
        if let Some(newest) = self.items.last_mut() {
            excerpt.clone_into(&mut newest.excerpt);
        }
    }

    /// Another policy holds only from an item that is more urgent than all before it: in the order of the
    /// platform's time, so the same in any order of arrival.
    fn take_policy(&mut self, item: &Item, policy: &str) {
        let step = PolicyStep { at: item.at, id: item.id, priority: item.priority, policy: policy.to_owned() };
        self.policies.push(step);
        self.policies.sort();
        let mut most_urgent = None;
        self.policies.retain(|step| {
            let is_step = most_urgent.is_none_or(|priority| step.priority < priority);
            if is_step {
                most_urgent = Some(step.priority);
            }
            is_step
        });
    }

    /// Whether a record is here without what the buyer said: delivered again, it must not come back.
    pub fn is_erased(&self, record: EventId) -> bool {
        let item = self.items.iter().find(|item| item.id == record);
        item.zip(self.erased).is_some_and(|(item, erased)| item.sequence < erased.sequence)
    }

    fn forget(&mut self, erasure: Erasure) {
        self.erased = self.erased.max(Some(erasure));
        self.buyer_ids.clear();
        self.buyer_names.clear();
        self.subjects.clear();
        self.items.iter_mut().filter(|item| item.sequence < erasure.sequence).for_each(|item| item.excerpt.clear());
        if let Some(source) = &mut self.source {
            source.erase();
        }
    }

    /// What is to be followed by `at`.
    pub(crate) fn due_to_follow(&self, at: Instant) -> impl Iterator<Item = &Unfollowed> {
        let is_due = move |record: &&Unfollowed| record.due_at.max(self.put_off.until) <= at;
        self.unfollowed.iter().filter(is_due)
    }

    /// Puts a record down to be followed, unless that was read before it.
    fn expect_following(&mut self, record: EventId, sequence: u64, due_at: Instant) {
        let is_over = |id: ConversationId| self.has(followed_id(id, record));
        if !self.id().is_some_and(is_over) {
            let unfollowed = Unfollowed { due_at, sequence, id: record };
            let place = self.unfollowed.partition_point(|other| *other < unfollowed);
            self.unfollowed.insert(place, unfollowed);
        }
    }

    fn take_followed(&mut self, record: EventId) {
        self.unfollowed.retain(|other| other.id != record);
        self.put_off = PutOff::default();
    }

    fn insert(&mut self, mut item: Item) {
        let place = self.items.partition_point(|other| (other.at, other.id) < (item.at, item.id));
        let older = if place == self.items.len() { self.items.last_mut() } else { Some(&mut item) };
        if let Some(older) = older {
            older.excerpt = String::new();
        }
        self.items.insert(place, item);
    }
}

impl Fold for Conversation {
    fn apply(&mut self, sequence: u64, entry: &Entry) {
        if !self.ids.insert(entry.event_id) {
            return;
        }
        match Record::decode(&entry.payload) {
            Ok(record) => {
                let record = self.visible(sequence, record);
                match &record.what {
                    What::Delivered(delivered) => self.take_delivered(&record, sequence, delivered),
                    What::Quarantined(quarantined) => self.take_quarantined(&record, sequence, quarantined),
                    What::Passed(point) if point.is_breach() => {
                        self.breached_at = Some(self.breached_at.map_or(point.at, |at| at.min(point.at)));
                    }
                    What::Passed(_) => {}
                    What::Acted(acted) => self.take_acted(&record, sequence, acted),
                    What::Queued(queued) => self.outbox.take_queued(record.id, sequence, queued),
                    What::Claimed(claimed) => self.outbox.take_claimed(sequence, claimed),
                    What::Tried(tried) => self.outbox.take_tried(tried),
                    What::Followed(record) => self.take_followed(*record),
                    What::PutOff(put_off) => self.put_off = *put_off,
                }
            }
            Err(_) => self.unreadable = self.unreadable.saturating_add(1),
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![STATE_VERSION];
        // A state is plain data: encoding it can't fail; an empty snapshot would be refused on reading.
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (&STATE_VERSION, rest) = bytes.split_first()? else { return None };
        postcard::from_bytes(rest).ok()
    }
}

/// The ids of a snapshot: 16 bytes each.
pub(crate) mod ids_as_bytes {
    use sellerdesk_journal::EventIds;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(ids: &EventIds, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&ids.encode())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EventIds, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        EventIds::decode(bytes).ok_or_else(|| D::Error::custom("not a whole number of ids"))
    }
}

/// Keeps a name with its earliest time, and of all names the earliest: the same in any order of arrival.
fn note(names: &mut Vec<Named>, at: Instant, name: Option<&str>, names_max: usize) {
    let Some(name) = name else { return };
    match names.iter_mut().find(|known| known.1 == name) {
        Some(known) => known.0 = known.0.min(at),
        None => names.push(Named(at, name.to_owned())),
    }
    names.sort();
    names.truncate(names_max);
}
