//! What follows from an event once it is stored: team rules that act, customers' histories, account health, reports.
//!
//! Ingest only stores; the conversation stays due until somebody has followed it. Each step knows the records it works
//! on by their ids, so that it may run twice.

use crate::conversation::Conversation;
use crate::journal_of::{self, Opened};
use crate::limits::{FOLLOW_ATTEMPTS_MAX, FOLLOW_BACKOFF_MS, FOLLOW_RECORDS_MAX};
use crate::record::{PutOff, Record, What};
use crate::row::Row;
use crate::rules::Point;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// A record that nobody has followed yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unfollowed {
    /// Not before this.
    pub due_at: Instant,
    /// Its entry.
    pub sequence: u64,
    /// The record.
    pub id: EventId,
}

/// A conversation with what is new in it.
pub struct Following<'a> {
    /// Which.
    pub id: ConversationId,
    /// As of when.
    pub at: Instant,
    /// As it stands, what is new included.
    pub conversation: &'a Conversation,
    /// Its line in the inbox.
    pub row: &'a Row,
    /// What is new, in the order it was stored.
    pub records: &'a [Record],
}

/// Who a sweep turns to.
pub trait Aide {
    /// Tells people of points about to be recorded: after a crash in between it gets them again, so it has to know a
    /// point by its id.
    fn tell(&self, row: &Row, points: &[Point]) -> impl Future<Output = Result<(), InboxError>>;

    /// Sees to it that a conversation is [followed](fn@follow).
    fn follow(&self, conversation: ConversationId, at: Instant) -> impl Future<Output = Result<(), InboxError>>;
}

/// Nobody to tell, and nothing follows from anything.
#[derive(Clone, Copy, Debug)]
pub struct Unattended<'a, S, C, R>(pub Desk<'a, S, C, R>);

impl<S: Store, C: Clock, R: Rules> Aide for Unattended<'_, S, C, R> {
    async fn tell(&self, _row: &Row, _points: &[Point]) -> Result<(), InboxError> {
        Ok(())
    }

    async fn follow(&self, conversation: ConversationId, at: Instant) -> Result<(), InboxError> {
        follow(self.0, conversation, at, async |_| Ok(Vec::new())).await.map(drop)
    }
}

/// Runs `steps` over what is new in a conversation and due at `at`, and appends the records that they answer; how many
/// records were followed. Its row is left to the caller, a sweep.
///
/// # Errors
/// Those of the steps and the store's: nothing is followed then, and it has to be done again.
pub async fn follow<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
    at: Instant,
    steps: impl AsyncFn(&Following<'_>) -> Result<Vec<Record>, InboxError>,
) -> Result<usize, InboxError> {
    let mut opened = journal_of::open(desk, id).await?;
    let due: Vec<Unfollowed> = opened.conversation.due_to_follow(at).take(FOLLOW_RECORDS_MAX).cloned().collect();
    let Some(row) = Row::of(&opened.conversation, opened.loaded.head, true, desk.rules).filter(|_| !due.is_empty())
    else {
        return Ok(0);
    };
    let records = read_records(&opened, &due).await?;
    let following = Following { id, at, conversation: &opened.conversation, row: &row, records: &records };
    let outcome = steps(&following).await?;
    if !outcome.is_empty() {
        opened.append_own(desk, &outcome).await?;
    }
    // Only then: an append of several is not atomic, and what is followed is never looked at again.
    let recorded_at = desk.clock.wall_ms();
    let followed: Vec<Record> = due.iter().map(|record| followed(id, record.id, recorded_at)).collect();
    opened.append_own(desk, &followed).await?;
    Ok(due.len())
}

/// What puts off what is due, after an attempt that failed; after [`FOLLOW_ATTEMPTS_MAX`] it is given up, so that nothing
/// of one conversation keeps a sweep from the others.
pub(crate) fn put_off(
    id: ConversationId,
    conversation: &Conversation,
    at: Instant,
    recorded_at: Instant,
) -> Vec<Record> {
    let due = || conversation.due_to_follow(at).take(FOLLOW_RECORDS_MAX);
    let attempt = conversation.put_off.attempts.saturating_add(1);
    if attempt >= FOLLOW_ATTEMPTS_MAX {
        return due().map(|record| followed(id, record.id, recorded_at)).collect();
    }
    let put_off = due().next().map(|first| {
        let what = What::PutOff(PutOff { attempts: attempt, until: at.saturating_add(FOLLOW_BACKOFF_MS) });
        Record { id: EventId::recorded(id, &format!("follow:{}:{attempt}", first.id)), recorded_at, what }
    });
    put_off.into_iter().collect()
}

fn followed(id: ConversationId, record: EventId, recorded_at: Instant) -> Record {
    Record { id: followed_id(id, record), recorded_at, what: What::Followed(record) }
}

/// The id of the record that says so.
pub(crate) fn followed_id(id: ConversationId, record: EventId) -> EventId {
    EventId::recorded(id, &format!("followed:{record}"))
}

/// The records themselves; one that can't be read is nobody's to follow.
async fn read_records<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    due: &[Unfollowed],
) -> Result<Vec<Record>, InboxError> {
    let Some(first) = due.iter().map(|record| record.sequence).min() else { return Ok(Vec::new()) };
    let entries = opened.journal.read_range(&opened.loaded, first).await?;
    let entries = entries.into_iter().filter(|(sequence, _)| due.iter().any(|record| record.sequence == *sequence));
    Ok(entries.filter_map(|(_, entry)| Record::decode(&entry.payload).ok()).collect())
}
