//! What is to be sent now: at most one message for each target.

use super::{Item, Outbox, Record, State, TargetState};
use crate::caps::{Caps, Decision, Entry, Reason, Send, decide};
use crate::limits::{AGE_MS_MAX, BUNDLE_ITEMS_MAX, BUNDLE_LINES_MAX, BURST_MAX};
use crate::routing::When;
use crate::{CapLimits, Kind, Language, Outcome};
use sellerdesk_canonical::{EventId, Instant};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A message to send: claim it, read the notices, compose, call, record the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The message's id, the same for another attempt at the same notices: the idempotency key.
    pub id: EventId,
    /// Where it goes.
    pub target: String,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: Language,
    /// The deliveries that it settles.
    pub items: Vec<EventId>,
    /// The entries with the notices that it shows, at most [`BUNDLE_LINES_MAX`].
    pub sequences: Vec<u64>,
    /// Notices that it stands for beside those.
    pub more: u32,
    /// How many of those found no room in the outbox.
    pub overflow: u32,
    /// The attempt's number.
    pub attempt: u32,
}

impl Due {
    /// The record to append before the call. The claim is this caller's if [`Outbox::holds`] says so afterwards.
    pub fn claimed(&self, at: Instant) -> Record {
        let (items, target) = (self.items.clone(), self.target.clone());
        Record::Claimed { id: self.id, items, target, attempt: self.attempt, overflow: self.overflow, at }
    }

    /// The record to append after it.
    pub fn tried(&self, outcome: Outcome, at: Instant) -> Record {
        let (items, target) = (self.items.clone(), self.target.clone());
        Record::Tried { id: self.id, items, target, attempt: self.attempt, outcome, at }
    }
}

/// What to record without sending anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// To append as they are.
    pub records: Vec<Record>,
    /// The breaker has to open: append [`crate::caps::Entry::Opened`], then route a [`Kind::BreakerOpen`] notice whose
    /// point is [`crate::Caps::closed_at`].
    pub opens_breaker: bool,
}

impl Outbox {
    /// The messages that may go out at `now`, one for a target and all together within the caps: they can be sent at
    /// the same time, and then asked for again.
    pub fn due(&self, limits: &CapLimits, now: Instant) -> Vec<Due> {
        let mut caps = self.caps.clone();
        let mut all = Vec::new();
        for (target, items) in self.waiting() {
            if let Ok(due) = self.due_of(target, &items, &caps, limits, now) {
                caps.apply(&Entry::Sent { send: Send::notification(due.id, target), at: now });
                all.push(due);
            }
        }
        all
    }

    /// Deliveries that nobody will make any more, and whether the breaker has to open.
    pub fn overdue(&self, limits: &CapLimits, now: Instant) -> Overdue {
        let mut overdue = Overdue::default();
        for (target, items) in self.waiting() {
            let is_blocked = self.is_blocked(target, now);
            let reason = if is_blocked { "the target takes nothing" } else { "could not be sent for a day" };
            let is_over = |item: &&&Item| {
                item.claim.is_none_or(|(_, until)| until <= now)
                    && (is_blocked || now.saturating_sub(time(item.when)) > AGE_MS_MAX)
            };
            let over: Vec<EventId> = items.iter().filter(is_over).map(|item| item.id).collect();
            if !over.is_empty() {
                overdue.records.push(Record::GivenUp { items: over, reason: reason.to_owned(), at: now });
            }
            overdue.opens_breaker |=
                matches!(self.due_of(target, &items, &self.caps, limits, now), Err(Wait::OpenBreaker));
        }
        overdue
    }

    /// When there is something to do next; `None` if nothing waits but for people.
    pub fn next_at(&self, limits: &CapLimits, now: Instant) -> Option<Instant> {
        let next = |(target, items): (&str, Vec<&Item>)| match self.due_of(target, &items, &self.caps, limits, now) {
            Ok(_) | Err(Wait::OpenBreaker) => Some(now),
            Err(Wait::Until(at)) => at,
        };
        self.waiting().into_iter().filter_map(next).min()
    }

    /// Whether the claim of an entry holds all of a message: somebody else's came first otherwise.
    pub fn holds(&self, sequence: u64, due: &Due) -> bool {
        let has =
            |id: &EventId| self.get(*id).and_then(|item| item.claim).is_some_and(|(claimed, _)| claimed == sequence);
        due.items.iter().all(has)
    }

    fn waiting(&self) -> BTreeMap<&str, Vec<&Item>> {
        let mut waiting: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in self.items.iter().filter(|item| item.state == State::Pending) {
            waiting.entry(&item.target).or_default().push(item);
        }
        waiting
    }

    fn due_of(
        &self,
        target: &str,
        items: &[&Item],
        caps: &Caps,
        limits: &CapLimits,
        now: Instant,
    ) -> Result<Due, Wait> {
        if self.is_blocked(target, now) {
            // `overdue` settles them.
            return Err(Wait::Until(Some(now)));
        }
        let state = self.targets.get(target);
        let paused_until = state.map_or(0, |state| state.retry_at);
        let claimed_until =
            items.iter().filter_map(|item| item.claim.map(|(_, until)| until)).max().unwrap_or_default();
        let busy_until = paused_until.max(claimed_until);
        let ready: Vec<&Item> = items.iter().filter(|item| time(item.when) <= now).copied().collect();
        if busy_until > now || ready.is_empty() {
            let first = items.iter().map(|item| time(item.when)).min().unwrap_or(now);
            return Err(Wait::Until(Some(first.max(busy_until))));
        }
        let due = bundle(target, ready, state);
        let is_breakers =
            due.sequences.len() == 1 && self.get(due.id).is_some_and(|item| item.kind == Kind::BreakerOpen);
        match decide(caps, &Send::notification(due.id, target), limits, now) {
            Decision::Allow => Ok(due),
            // What says that the breaker is open has to get through it; there is one for each target and opening.
            Decision::Refuse { reason: Reason::BreakerOpen, .. } if is_breakers => Ok(due),
            Decision::Refuse { retry_at, .. } => Err(Wait::Until(retry_at)),
            Decision::OpenBreaker => Err(Wait::OpenBreaker),
        }
    }
}

/// Why a target gets nothing now.
enum Wait {
    Until(Option<Instant>),
    OpenBreaker,
}

/// When an item goes out.
fn time(when: When) -> Instant {
    match when {
        When::At(at) | When::Digest(at) => at,
    }
}

/// The next message of what is ready for a target: the most urgent by itself, or a storm or digest in one. What has
/// failed before comes last, so that it holds nothing up.
fn bundle(target: &str, mut ready: Vec<&Item>, state: Option<&TargetState>) -> Due {
    let is_digest = |item: &Item| matches!(item.when, When::Digest(_)) && !item.is_alone;
    ready.sort_by_key(|item| {
        let is_breakers = item.kind == Kind::BreakerOpen;
        (is_digest(item), Reverse(is_breakers), item.attempts, Reverse(item.severity), item.sequence)
    });
    let singles = ready.iter().filter(|item| !is_digest(item)).count();
    let first = ready.first().copied();
    let has_overflow = state.is_some_and(|state| state.overflow > 0);
    let is_bundle =
        first.is_some_and(|first| !first.is_alone && (is_digest(first) || singles > BURST_MAX || has_overflow));
    let goes = |item: &&&Item| {
        first.is_some_and(|first| {
            item.id == first.id
                || is_bundle && !item.is_alone && item.language == first.language && is_digest(item) == is_digest(first)
        })
    };
    let items: Vec<&Item> = ready.iter().filter(goes).take(BUNDLE_ITEMS_MAX).copied().collect();
    let ids: Vec<EventId> = items.iter().map(|item| item.id).collect();
    let id = match ids.as_slice() {
        [id] => *id,
        ids => {
            let joined: String = ids.iter().map(EventId::to_string).collect();
            EventId::delivered("notification", target, &format!("bundle:{joined}"))
        }
    };
    let sequences: Vec<u64> = items.iter().map(|item| item.sequence).take(BUNDLE_LINES_MAX).collect();
    let overflow = if is_bundle { state.map_or(0, |state| state.overflow) } else { 0 };
    let hidden = u32::try_from(ids.len().saturating_sub(sequences.len())).unwrap_or(u32::MAX);
    Due {
        id,
        target: target.to_owned(),
        recipient: first.map(|item| item.recipient.clone()).unwrap_or_default(),
        language: first.map(|item| item.language).unwrap_or_default(),
        attempt: items.iter().map(|item| item.attempts).max().unwrap_or_default().saturating_add(1),
        more: overflow.saturating_add(hidden),
        overflow,
        sequences,
        items: ids,
    }
}
