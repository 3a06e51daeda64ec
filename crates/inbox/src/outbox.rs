//! A conversation's replies on their way out: part of its fold.
//!
//! There is no other outbox: the conversation's journal says what is to be sent, and the index's timer brings the
//! sweep to it (`docs/decisions/0008-outbox.md`). A reply goes through
//!
//! ```text
//! queued -> claimed -> tried: delivered | failed | uncertain
//!              ^          |
//!              +----------+ temporary: again at retry_at
//! ```
//!
//! A claim is recorded before the marketplace is called, so whoever comes after a crash knows that something may
//! have been sent.

use crate::limits::{REPLIES_SETTLED_MAX, REPLY_CLAIM_MS, REPLY_REASON_CHARS_MAX};
use crate::record::{Claimed, Queued, Tried};
use sellerdesk_adapter::Outcome;
use sellerdesk_canonical::{EventId, Instant};
use serde::{Deserialize, Serialize};

/// Where a reply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReplyState {
    /// To be sent, or being sent.
    Pending,
    /// The marketplace took it.
    Delivered,
    /// It will not be sent: the reason says why.
    Failed,
    /// It may have been sent: the answer to some attempt never came, and no later one could tell.
    Uncertain,
}

/// One reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The reply's id: the id of the record that queued it.
    pub id: EventId,
    /// Its place among the conversation's replies.
    pub sequence: u64,
    /// When it was queued.
    pub queued_at: Instant,
    /// Where it stands.
    pub state: ReplyState,
    /// The marketplace's last reason.
    pub reason: Option<String>,
    /// Attempts that were claimed.
    pub attempts: u32,
    /// The claim of the last attempt while it has no result: its entry and when it is given up.
    pub claim: Option<(u64, Instant)>,
    /// No person wrote it.
    pub is_automatic: bool,
    /// The template it was written from.
    pub template: Option<String>,
    /// An attempt was given up without a result: it may have arrived, whatever came of those after it.
    pub is_doubtful: bool,
    /// Not before this.
    pub retry_at: Instant,
}

/// The replies of a conversation, in the order they were queued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox(pub Vec<OutboxItem>);

impl OutboxItem {
    /// Whether it is to be sent, or being sent.
    pub fn is_waiting(&self) -> bool {
        self.state == ReplyState::Pending
    }
}

impl Outbox {
    /// The reply to send next: one after the other, as they were written, and nobody's behind an automatic one.
    pub fn next(&self) -> Option<&OutboxItem> {
        let waiting = || self.0.iter().filter(|item| item.is_waiting());
        waiting().find(|item| !item.is_automatic).or_else(|| waiting().next())
    }

    /// When the next reply wants attention.
    pub fn due_at(&self) -> Option<Instant> {
        self.next().map(|item| item.claim.map_or(item.retry_at, |(_, until)| until))
    }

    /// A reply by its id.
    pub fn get(&self, id: EventId) -> Option<&OutboxItem> {
        self.0.iter().find(|item| item.id == id)
    }

    /// Replies still to be sent.
    pub fn pending(&self) -> usize {
        self.0.iter().filter(|item| item.is_waiting()).count()
    }

    pub(crate) fn take_queued(&mut self, id: EventId, sequence: u64, queued: &Queued) {
        let settled = self.0.len().saturating_sub(self.pending());
        if settled >= REPLIES_SETTLED_MAX
            && let Some(oldest) = self.0.iter().position(|item| item.state != ReplyState::Pending)
        {
            self.0.remove(oldest);
        }
        let at = queued.at;
        let item = OutboxItem {
            id,
            sequence,
            queued_at: at,
            state: ReplyState::Pending,
            reason: None,
            attempts: 0,
            claim: None,
            is_automatic: queued.reply.is_automatic,
            template: queued.template.clone(),
            is_doubtful: false,
            retry_at: at,
        };
        let place = self.0.partition_point(|other| other.sequence < sequence);
        self.0.insert(place, item);
    }

    pub(crate) fn take_claimed(&mut self, sequence: u64, claimed: &Claimed) {
        let Some(item) = self.find(claimed.reply) else { return };
        // Of two claims of one attempt the fold sees one: they have the same id.
        if claimed.attempt <= item.attempts {
            return;
        }
        // One that is left out was claimed where the reply itself could not be seen.
        item.is_doubtful |= item.claim.is_some() || claimed.attempt > item.attempts.saturating_add(1);
        item.attempts = claimed.attempt;
        if item.state == ReplyState::Pending {
            item.claim = Some((sequence, claimed.at.saturating_add(REPLY_CLAIM_MS)));
        }
    }

    pub(crate) fn take_tried(&mut self, tried: &Tried) {
        let Some(item) = self.find(tried.reply) else { return };
        // Of an attempt that was given up, and of one after the end, only that it arrived still matters.
        let is_late = tried.attempt < item.attempts || item.state != ReplyState::Pending;
        if item.state == ReplyState::Delivered || is_late && tried.state != ReplyState::Delivered {
            return;
        }
        item.claim = None;
        item.reason = tried.reason.as_ref().map(|reason| reason.chars().take(REPLY_REASON_CHARS_MAX).collect());
        item.state = tried.state;
        item.retry_at = tried.retry_at;
    }

    fn find(&mut self, id: EventId) -> Option<&mut OutboxItem> {
        self.0.iter_mut().find(|item| item.id == id)
    }
}

/// What became of handing a reply to its courier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The marketplace answered.
    Answered(Outcome),
    /// Nobody knows: the call broke off, or an earlier attempt may have arrived and the channel can't tell.
    Unknown(String),
}

/// Whoever takes replies to the marketplaces.
pub trait Courier {
    /// Sends a reply of an account. `is_repeated` says that an earlier attempt may have arrived: a channel without
    /// idempotency must then not send, and answers [`Sent::Unknown`].
    fn send(
        &self,
        channel: &str,
        account: &str,
        reply: &sellerdesk_adapter::Reply,
        is_repeated: bool,
    ) -> impl Future<Output = Sent>;
}
