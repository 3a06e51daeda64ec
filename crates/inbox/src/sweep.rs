//! Recording what is late, exactly once, in bounded steps that anybody may repeat or run beside each other.

use crate::index::Index;
use crate::lease::{Look, Watch};
use crate::limits::{LEASE_MS, LEASE_POLL_MS, SWEEP_CONCURRENCY_MAX, SWEEP_CONVERSATIONS_MAX};
use crate::record::{Record, What};
use crate::row::{Row, standing};
use crate::{Desk, InboxError, Rules, index, journal_of};
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
        let passed: Vec<Passed> = stream::iter(batch)
            .map(|conversation| record_passed(desk, *conversation, at))
            .buffer_unordered(SWEEP_CONCURRENCY_MAX)
            .try_collect()
            .await?;
        let mut rows = Vec::new();
        for one in passed {
            swept.conversations += 1;
            swept.warnings += one.warnings;
            swept.breaches += one.breaches;
            rows.extend(one.row);
        }
        // Together, for one increment: a crash before this leaves them due, and nothing left to record.
        index::append(desk.store, desk.clock, &rows).await?;
        lease.renew(desk).await?;
    }
    if index.compact().await? || !due.is_empty() {
        lease.renew(desk).await?;
    }
    index.trim().await?;
    lease.release(desk).await?;
    Ok(swept)
}

/// What was recorded of one conversation.
struct Passed {
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
    let opened = journal_of::open(desk, conversation).await?;
    let standing = standing(&opened.conversation, desk.rules);
    let recorded_at = desk.clock.wall_ms();
    let points = standing.points.into_iter();
    let points = points.filter(|point| point.due_at <= at && !opened.conversation.passed.contains(&point.id));
    let (mut warnings, mut breaches) = (0, 0);
    let mut records = Vec::new();
    for point in points {
        if point.is_breach() { breaches += 1 } else { warnings += 1 }
        let id = EventId::recorded(conversation, &point.id);
        records.push(Record { id, recorded_at, what: What::Passed(point) });
    }
    let row = opened.write(desk, &records).await?;
    Ok(Passed { warnings, breaches, row })
}
