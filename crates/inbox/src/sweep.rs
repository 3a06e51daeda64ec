//! Recording what is late, exactly once, in bounded steps that anybody may repeat or run beside each other.

use crate::action::{Acted, Action};
use crate::apply::apply_settings;
use crate::follow::{Aide, put_off};
use crate::follow_up::{DESK_CLOCK, follow_up};
use crate::index::Index;
use crate::journal_of::{self, is_in_time};
use crate::lease::{Look, Watch};
use crate::limits::{LEASE_MS, LEASE_POLL_MS, ROW_ATTEMPTS_MAX, SWEEP_CONCURRENCY_MAX, SWEEP_CONVERSATIONS_MAX};
use crate::record::{Record, What};
use crate::row::{Row, open_items, standing};
use crate::rules::Point;
use crate::settings::mend_settings;
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
    /// Things that belong to nobody, and buyers who fell silent.
    pub follow_ups: u32,
    /// Snoozes ended.
    pub woken: u32,
    /// Conversations with something new that was followed.
    pub followed: u32,
    /// Conversations that got changed calendars or policies.
    pub applied: u32,
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
        self.follow_ups = self.follow_ups.saturating_add(round.follow_ups);
        self.woken = self.woken.saturating_add(round.woken);
        self.followed = self.followed.saturating_add(round.followed);
        self.applied = self.applied.saturating_add(round.applied);
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
/// The aide is told of points before they are recorded, and sees to what follows from what came in.
///
/// # Errors
/// The store's or the index's. What was recorded stays; sweep again for the rest.
pub async fn sweep<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    at: Instant,
    pause: impl AsyncFn(u64),
    aide: &impl Aide,
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
    let settings = mend_settings(desk).await?;
    let (applied, more_to_apply) = apply_settings(desk, &settings).await?;
    swept.applied = applied;
    let index = Index::load(desk.store, desk.clock).await?;
    let (due, has_more) = index.due(at, SWEEP_CONVERSATIONS_MAX).await?;
    swept.has_more = has_more || more_to_apply;
    for batch in due.chunks(SWEEP_CONCURRENCY_MAX) {
        sweep_batch(desk, batch, at, aide, &mut swept).await?;
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
    aide: &impl Aide,
    swept: &mut Swept,
) -> Result<(), InboxError> {
    swept.conversations = swept.conversations.saturating_add(u32::try_from(batch.len()).unwrap_or(u32::MAX));
    for attempt in 0..ROW_ATTEMPTS_MAX {
        let began_ms = desk.clock.monotonic_ms();
        let passed: Vec<(ConversationId, Result<Passed, InboxError>)> = stream::iter(batch)
            .map(async |conversation| (*conversation, record_passed(desk, *conversation, at, aide).await))
            .buffer_unordered(SWEEP_CONCURRENCY_MAX)
            .collect()
            .await;
        let mut rows = Vec::new();
        for (conversation, one) in passed {
            match one {
                Ok(one) => {
                    swept.warnings = swept.warnings.saturating_add(one.warnings);
                    swept.breaches = swept.breaches.saturating_add(one.breaches);
                    swept.follow_ups = swept.follow_ups.saturating_add(one.follow_ups);
                    swept.woken = swept.woken.saturating_add(one.woken);
                    swept.followed = swept.followed.saturating_add(u32::from(one.followed));
                    if one.has_reply && attempt == 0 {
                        swept.replies.push(conversation);
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
#[derive(Default)]
struct Passed {
    has_reply: bool,
    warnings: u32,
    breaches: u32,
    follow_ups: u32,
    woken: u32,
    followed: bool,
    row: Option<Row>,
}

/// Records the points of one conversation that have come true, each under an id of its own.
async fn record_passed<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    at: Instant,
    aide: &impl Aide,
) -> Result<Passed, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    let mut passed = Passed::default();
    let mut records = Vec::new();
    if opened.conversation.due_to_follow(at).next().is_some() {
        match aide.follow(conversation, at).await {
            Ok(()) => {
                passed.followed = true;
                opened = journal_of::open(desk, conversation).await?;
            }
            // Deadlines don't wait for what follows from an event.
            Err(_) => records = put_off(conversation, &opened.conversation, at, desk.clock.wall_ms()),
        }
    }
    opened.end_unfinished(desk).await?;
    let known = &opened.conversation;
    let standing = standing(known, desk.rules);
    let recorded_at = desk.clock.wall_ms();
    let Some(row) = Row::standing_so(known, opened.loaded.head, true, &standing) else { return Ok(passed) };
    let follow_up = follow_up(known, row.status, &open_items(known));
    let is_new = |point: &Point| point.due_at <= at && !known.has(EventId::recorded(conversation, &point.id));
    let points: Vec<Point> = standing.points.into_iter().chain(follow_up).filter(is_new).collect();
    if !points.is_empty() {
        aide.tell(&row, &points).await?;
    }
    for point in points {
        let counted = match (point.is_breach(), point.clock == DESK_CLOCK) {
            (true, _) => &mut passed.breaches,
            (false, true) => &mut passed.follow_ups,
            (false, false) => &mut passed.warnings,
        };
        *counted = counted.saturating_add(1);
        let id = EventId::recorded(conversation, &point.id);
        records.push(Record { id, recorded_at, what: What::Passed(point) });
    }
    if let Some((snooze, until)) = known.acts.snooze().filter(|(_, until)| *until <= at) {
        passed.woken = 1;
        let id = EventId::recorded(conversation, &format!("woken:{snooze}"));
        let acted = Acted { at: until, by: "sweep".to_owned(), action: Action::Woken { snooze } };
        records.push(Record { id, recorded_at, what: What::Acted(Box::new(acted)) });
    }
    passed.row = opened.write(desk, &records).await?;
    passed.has_reply = opened.conversation.outbox.due_at().is_some_and(|due_at| due_at <= at);
    Ok(passed)
}
