//! Taking in records: the same ones any number of times.

use super::{Item, Outbox, Record, State, TargetState};
use crate::Outcome;
use crate::caps::{Entry, Send};
use crate::limits::{
    ATTEMPTS_MAX, BACKOFF_MS_MAX, BACKOFF_MS_MIN, CLAIM_MS, ID_BYTES_MAX, REASON_CHARS_MAX, REFUSALS_MAX, SETTLED_MAX,
    TARGETS_MAX,
};
use crate::routing::{Delivery, Refusal, Refused, When};
use crate::{Kind, Notice};
use sellerdesk_canonical::{EventId, Instant};
use sellerdesk_journal as journal;

/// A claim or a result.
struct Attempt<'a> {
    id: EventId,
    items: &'a [EventId],
    target: &'a str,
    number: u32,
    at: Instant,
}

impl Outbox {
    /// Takes in the record of an entry.
    pub fn take(&mut self, sequence: u64, record: &Record) {
        match record {
            Record::Queued { delivery, notice, at } => self.take_queued(sequence, delivery, notice, *at),
            Record::Refused { key, refused, at } => self.take_refused(*at, key, refused.clone()),
            Record::Claimed { id, items, target, attempt, overflow, at } => {
                self.take_claimed(sequence, &Attempt { id: *id, items, target, number: *attempt, at: *at }, *overflow);
            }
            Record::Tried { id, items, target, attempt, outcome, at } => {
                self.take_tried(&Attempt { id: *id, items, target, number: *attempt, at: *at }, outcome);
            }
            Record::GivenUp { items, reason, at } => self.settle(items, State::Failed, Some(reason), *at),
            Record::Redelivered { item, at } => self.take_redelivered(*item, *at),
            Record::Caps { entry } => self.caps.apply(entry),
        }
        self.forget();
    }

    fn take_queued(&mut self, sequence: u64, delivery: &Delivery, notice: &Notice, at: Instant) {
        if self.get(delivery.id).is_some() {
            return;
        }
        if !self.has_room(&delivery.target) {
            let (recipient, target) = (delivery.recipient.clone(), delivery.target.clone());
            return self.take_refused(at, &notice.key, Refused { recipient, target, reason: Refusal::QueueFull });
        }
        let item = Item {
            id: delivery.id,
            sequence,
            recipient: delivery.recipient.clone(),
            target: delivery.target.clone(),
            language: delivery.language,
            kind: notice.kind,
            severity: notice.severity,
            when: delivery.when,
            state: State::Pending,
            attempts: 0,
            claim: None,
            is_alone: notice.kind == Kind::BreakerOpen,
            redelivered_at: None,
            settled_at: None,
            reason: None,
        };
        let place = self.items.partition_point(|other| other.sequence < sequence);
        self.items.insert(place, item);
    }

    fn take_refused(&mut self, at: Instant, key: &str, refused: Refused) {
        let refusal = (at, key.to_owned(), refused);
        let Err(place) = self.refused.binary_search(&refusal) else { return };
        if refusal.2.reason == Refusal::QueueFull {
            let state = self.targets.entry(refusal.2.target.clone()).or_default();
            state.overflow = state.overflow.saturating_add(1);
        }
        self.refused.insert(place, refusal);
    }

    fn take_claimed(&mut self, sequence: u64, claim: &Attempt<'_>, overflow: u32) {
        let mut is_taken = false;
        for item in self.items.iter_mut().filter(|item| claim.items.contains(&item.id)) {
            // Of two claims of one attempt the fold sees the first.
            if item.state == State::Pending && claim.number > item.attempts {
                item.attempts = claim.number;
                item.claim = Some((sequence, claim.at.saturating_add(CLAIM_MS)));
                is_taken = true;
            }
        }
        if is_taken {
            self.caps.apply(&Entry::Sent { send: Send::notification(claim.id, claim.target), at: claim.at });
            if let Some(state) = self.targets.get_mut(claim.target) {
                state.told = overflow;
            }
        }
    }

    fn take_tried(&mut self, result: &Attempt<'_>, outcome: &Outcome) {
        // Of an attempt that was given up only that it arrived still matters.
        let waits =
            |item: &Item| item.state == State::Pending && item.claim.is_some() && item.attempts == result.number;
        let arrived = *outcome == Outcome::Delivered;
        let is_meant =
            |item: &Item| result.items.contains(&item.id) && (waits(item) || arrived && item.state != State::Delivered);
        let items: Vec<EventId> = self.items.iter().filter(|item| is_meant(item)).map(|item| item.id).collect();
        if items.is_empty() {
            return;
        }
        match outcome {
            Outcome::Delivered => {
                if let Some(state) = self.targets.remove(result.target)
                    && let overflow @ 1.. = state.overflow.saturating_sub(state.told)
                {
                    let state = TargetState { overflow, ..TargetState::default() };
                    self.targets.insert(result.target.to_owned(), state);
                }
                self.settle(&items, State::Delivered, None, result.at);
            }
            Outcome::Temporary { reason, retry_after_ms } => {
                let state = self.targets.entry(result.target.to_owned()).or_default();
                state.failures = state.failures.saturating_add(1);
                let pause_ms = backoff_ms(result.id, state.failures).max(retry_after_ms.unwrap_or_default());
                state.retry_at = result.at.saturating_add(pause_ms);
                state.reason = Some(bounded(reason));
                self.release(&items, false);
                let is_over = |item: &&Item| items.contains(&item.id) && item.attempts >= ATTEMPTS_MAX;
                let over: Vec<EventId> = self.items.iter().filter(is_over).map(|item| item.id).collect();
                let reason = format!("given up after {ATTEMPTS_MAX} attempts: {reason}");
                self.settle(&over, State::Failed, Some(&reason), result.at);
            }
            // Something in the bundle is not taken: each by itself.
            Outcome::Permanent { is_target_dead: false, .. } if items.len() > 1 => self.release(&items, true),
            Outcome::Permanent { reason, is_target_dead } => {
                if *is_target_dead {
                    let recipient = result.target.to_owned();
                    self.caps.apply(&Entry::Failed { id: result.id, recipient, at: result.at });
                }
                self.settle(&items, State::Failed, Some(reason), result.at);
            }
        }
    }

    fn take_redelivered(&mut self, id: EventId, at: Instant) {
        let Some(item) = self.items.iter_mut().find(|item| item.id == id) else { return };
        if item.redelivered_at >= Some(at) {
            return;
        }
        item.redelivered_at = Some(at);
        if item.state != State::Pending {
            item.state = State::Pending;
            (item.when, item.is_alone) = (When::At(at), true);
            (item.claim, item.reason, item.settled_at) = (None, None, None);
        }
    }

    /// Nobody has them any more.
    fn release(&mut self, items: &[EventId], alone: bool) {
        for item in self.items.iter_mut().filter(|item| items.contains(&item.id)) {
            item.claim = None;
            item.is_alone |= alone;
        }
    }

    fn settle(&mut self, items: &[EventId], state: State, reason: Option<&str>, at: Instant) {
        for item in self.items.iter_mut().filter(|item| items.contains(&item.id) && item.state != State::Delivered) {
            item.state = state;
            item.claim = None;
            item.reason = reason.map(bounded);
            item.settled_at = Some(at);
        }
    }

    /// Keeps the state within its limits; the log has what goes.
    fn forget(&mut self) {
        let settled = self.items.iter().filter(|item| item.state != State::Pending).count();
        let mut surplus = settled.saturating_sub(SETTLED_MAX);
        self.items.retain(|item| {
            let goes = surplus > 0 && item.state != State::Pending;
            surplus -= usize::from(goes);
            !goes
        });
        self.refused.drain(..self.refused.len().saturating_sub(REFUSALS_MAX));
        if self.targets.len() > TARGETS_MAX {
            let oldest = self.targets.iter().min_by_key(|(_, state)| state.retry_at).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.targets.remove(&id));
        }
    }
}

/// Doubles from failure to failure, with a jitter of up to a half that the message's id decides: a function of the log.
fn backoff_ms(id: EventId, failures: u32) -> i64 {
    let doubled = BACKOFF_MS_MIN.saturating_mul(1_i64 << failures.saturating_sub(1).min(20));
    let base = doubled.min(BACKOFF_MS_MAX);
    let seed = id
        .bytes()
        .iter()
        .fold(u64::from(failures), |seed, byte| seed.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(*byte)));
    base + i64::try_from(seed % u64::try_from(base / 2).unwrap_or(1).max(1)).unwrap_or_default()
}

/// A reason of bounded length in bytes, too.
fn bounded(reason: &str) -> String {
    let start: String = reason.chars().take(REASON_CHARS_MAX).collect();
    sellerdesk_adapter::text::cut(&start, REASON_CHARS_MAX + ID_BYTES_MAX).to_owned()
}

impl journal::Fold for Outbox {
    fn apply(&mut self, sequence: u64, entry: &journal::Entry) {
        // An entry of a later version: that version's snapshot knows it.
        if let Some(record) = Record::decode(&entry.payload) {
            self.take(sequence, &record);
        }
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
