//! Recording what is late, exactly once, in bounded steps that anybody may repeat or run beside each other.

use crate::index::Index;
use crate::journal_of::{self, is_in_time};
use crate::lease::{Look, Watch};
use crate::limits::{LEASE_MS, LEASE_POLL_MS, ROW_ATTEMPTS_MAX, SWEEP_CONCURRENCY_MAX, SWEEP_CONVERSATIONS_MAX};
use crate::record::{Record, What};
use crate::row::{Row, standing};
use crate::{Desk, InboxError, Rules, index};
use futures_util::stream::{self, StreamExt};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store, StoreError};
use serde::Serialize;
use std::ops::AddAssign;

/// What one sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Conversations looked at.
    pub conversations: u32,
    /// Warning points recorded.
    pub warnings: u32,
    /// Missed deadlines recorded.
    pub breaches: u32,
    /// Conversations that can't be read for good: they stay due, and somebody has to look at the store.
    pub failed: u32,
    /// More is due: call again.
    pub has_more: bool,
    /// Somebody else held the lease all the time; nothing was done here.
    pub skipped: bool,
    /// Conversations with a reply to send, for the caller to [`dispatch`](fn@crate::dispatch): they stay due till then.
    #[serde(skip)]
    pub replies: Vec<ConversationId>,
}

impl AddAssign for Swept {
    /// A further round: what was done adds up, what is left is the newest round's word.
    fn add_assign(&mut self, round: Self) {
        self.conversations = self.conversations.saturating_add(round.conversations);
        self.warnings = self.warnings.saturating_add(round.warnings);
        self.breaches = self.breaches.saturating_add(round.breaches);
        self.failed = self.failed.saturating_add(round.failed);
        self.has_more = round.has_more;
        self.skipped = round.skipped;
        self.replies = round.replies;
    }
}

/// Records every warning point and deadline up to `at` that nobody answered in time, for up to
/// [`SWEEP_CONVERSATIONS_MAX`] conversations, and keeps the index compact.
///
/// Waits for another sweep to finish or to be found dead; `pause` waits for the given milliseconds. With
/// nothing due it costs the same however many conversations there are.
///
/// # Errors
/// The store's or the index's. What was recorded stays; sweep again for the rest.
pub async fn sweep<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    at: Instant,
    pause: impl AsyncFn(u64),
) -> Result<Swept, InboxError> {
    let mut watch = Watch::default();
    let began_ms = desk.clock.monotonic_ms();
    let mut lease = loop {
        match watch.look(desk).await? {
            Look::Taken(lease) => break lease,
            // Long enough to see a dead holder's lease run out, and a live one renew it.
            Look::Held if desk.clock.monotonic_ms() - began_ms > 2 * LEASE_MS => {
                return Ok(Swept { skipped: true, ..Swept::default() });
            }
            Look::Held => pause(LEASE_POLL_MS).await,
        }
    };
    let mut swept = Swept::default();
    let index = Index::load(desk.store, desk.clock).await?;
    let (due, has_more) = index.due(at, SWEEP_CONVERSATIONS_MAX).await?;
    swept.has_more = has_more;
    for batch in due.chunks(SWEEP_CONCURRENCY_MAX) {
        sweep_batch(desk, batch, at, &mut swept).await?;
        lease.renew(desk).await?;
    }
    if index.compact().await? || !due.is_empty() {
        lease.renew(desk).await?;
    }
    index.trim().await?;
    lease.release(desk).await?;
    Ok(swept)
}

/// Records what passed in some conversations, and puts their new rows into the index together, for one increment:
/// a crash before that leaves them due, and nothing left to record.
async fn sweep_batch<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    batch: &[ConversationId],
    at: Instant,
    swept: &mut Swept,
) -> Result<(), InboxError> {
    swept.conversations = swept.conversations.saturating_add(u32::try_from(batch.len()).unwrap_or(u32::MAX));
    for attempt in 0..ROW_ATTEMPTS_MAX {
        let began_ms = desk.clock.monotonic_ms();
        let passed: Vec<Result<Passed, InboxError>> = stream::iter(batch)
            .map(|conversation| record_passed(desk, *conversation, at))
            .buffer_unordered(SWEEP_CONCURRENCY_MAX)
            .collect()
            .await;
        let mut rows = Vec::new();
        for one in passed {
            match one {
                Ok(one) => {
                    swept.warnings = swept.warnings.saturating_add(one.warnings);
                    swept.breaches = swept.breaches.saturating_add(one.breaches);
                    if one.has_reply && attempt == 0 {
                        swept.replies.push(one.conversation);
                    }
                    rows.extend(one.row);
                }
                Err(error) if error.is_temporary() => return Err(error),
                // What one conversation suffers from must not keep the others from being swept.
                Err(_) if attempt == 0 => swept.failed = swept.failed.saturating_add(1),
                Err(_) => {}
            }
        }
        index::append(desk.store, desk.clock, &rows).await?;
        if is_in_time(desk, began_ms) {
            return Ok(());
        }
    }
    Err(StoreError::TooSlow { operation: "row" }.into())
}

/// What was recorded of one conversation.
struct Passed {
    conversation: ConversationId,
    has_reply: bool,
    warnings: u32,
    breaches: u32,
    row: Option<Row>,
}

/// Records the points of one conversation that have come true, each under an id of its own.
async fn record_passed<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    at: Instant,
) -> Result<Passed, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    opened.end_unfinished(desk).await?;
    let standing = standing(&opened.conversation, desk.rules);
    let recorded_at = desk.clock.wall_ms();
    let (mut warnings, mut breaches) = (0, 0);
    let mut records = Vec::new();
    for point in standing.points.into_iter().filter(|point| point.due_at <= at) {
        let id = EventId::recorded(conversation, &point.id);
        if opened.conversation.has(id) {
            continue;
        }
        if point.is_breach() {
            breaches += 1
        } else {
            warnings += 1
        }
        records.push(Record { id, recorded_at, what: What::Passed(point) });
    }
    let row = opened.write(desk, &records).await?;
    let has_reply = opened.conversation.outbox.due_at().is_some_and(|due_at| due_at <= at);
    Ok(Passed { conversation, has_reply, warnings, breaches, row })
}
