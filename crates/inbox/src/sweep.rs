//! Recording what is late, exactly once, in bounded steps that anybody may repeat or run beside each other.

use crate::index::Index;
use crate::lease::{Look, Watch};
use crate::limits::{LEASE_MS, LEASE_POLL_MS, SWEEP_CONCURRENCY_MAX, SWEEP_CONVERSATIONS_MAX};
use crate::record::{Record, What};
use crate::row::standing;
use crate::{Desk, InboxError, Rules, journal_of};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};
use serde::Serialize;

/// What one sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Conversations looked at.
    pub conversations: u32,
    /// Warning points recorded.
    pub warnings: u32,
    /// Missed deadlines recorded.
    pub breaches: u32,
    /// More is due: call again.
    pub has_more: bool,
    /// Somebody else held the lease all the time; nothing was done here.
    pub skipped: bool,
}

/// Records every warning point and deadline up to `at` that nobody answered in time, for up to
/// [`SWEEP_CONVERSATIONS_MAX`] conversations, and keeps the index compact.
///
/// Waits for another sweep to finish or to be found dead; `pause` waits for the given milliseconds. With
/// nothing due it costs the same however many conversations there are.
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
        let recorded: Vec<(u32, u32)> = stream::iter(batch)
            .map(|conversation| record_passed(desk, *conversation, at))
            .buffer_unordered(SWEEP_CONCURRENCY_MAX)
            .try_collect()
            .await?;
        for (warnings, breaches) in recorded {
            swept.conversations += 1;
            swept.warnings += warnings;
            swept.breaches += breaches;
        }
        lease.renew(desk).await?;
    }
    if index.compact().await? || !due.is_empty() {
        lease.renew(desk).await?;
    }
    index.trim().await?;
    lease.release(desk).await?;
    Ok(swept)
}

/// Records the points of one conversation that have come true, each under an id of its own, and makes its row
/// anew. Answers how many warnings and breaches were new.
async fn record_passed<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    at: Instant,
) -> Result<(u32, u32), InboxError> {
    let opened = journal_of::open(desk, conversation).await?;
    let standing = standing(&opened.conversation, desk.rules);
    let passed: Vec<_> = standing
        .points
        .into_iter()
        .filter(|point| point.due_at <= at && !opened.conversation.passed.contains(&point.id))
        .collect();
    let count = |is_breach| passed.iter().filter(|point| point.is_breach() == is_breach).count();
    let counts = (u32::try_from(count(false)).unwrap_or(u32::MAX), u32::try_from(count(true)).unwrap_or(u32::MAX));
    let records: Vec<Record> = passed
        .into_iter()
        .map(|point| Record {
            id: EventId::recorded(conversation, &point.id),
            recorded_at: desk.clock.wall_ms(),
            what: What::Passed(point),
        })
        .collect();
    opened.record(desk, &records).await?;
    Ok(counts)
}
