//! Sending what is due: claim, call, result.

use crate::announce::{announce, append};
use crate::{AnnounceError, Errand, Herald, Router, open};
use futures_util::future::join_all;
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Journal, Loaded, Store};
use sellerdesk_notify::{Due, Kind, Notice, Outbox, Outcome, Record, account_key, caps};
use std::collections::BTreeSet;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that a platform took.
    pub delivered: u32,
    /// Attempts that failed.
    pub failed: u32,
    /// More may be due.
    pub has_more: bool,
}

/// Sends at most one message to each target, all at the same time: a dead one keeps nobody waiting but itself.
///
/// `still_waits` says whether anybody still waits in a conversation: steps of the escalation chain that no longer
/// matter are given up.
///
/// # Errors
/// The store's; what was sent may be sent again by the next call.
pub async fn deliver<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    router: &impl Router,
    herald: &impl Herald,
    still_waits: impl AsyncFn(ConversationId) -> bool,
    now: Instant,
) -> Result<Delivered, AnnounceError> {
    let (journal, outbox, loaded) = open(store, clock).await?;
    let routing = router.routing();
    let limits = routing.caps();
    let overdue = outbox.overdue(&limits, now);
    append(&journal, &overdue.records).await?;
    if overdue.opens_breaker {
        open_breaker(store, clock, router, &journal, &outbox, now).await?;
        return Ok(Delivered { has_more: true, ..Delivered::default() });
    }
    let mut ready = Vec::new();
    let mut records = Vec::new();
    for due in outbox.due(&limits, now) {
        let notices = notices_of(&journal, &loaded, &due).await?;
        let is_over = is_escalation(&notices) && !any_waits(&notices, &still_waits).await;
        match routing.target(&due.target) {
            _ if is_over => {
                let reason = "somebody has acted meanwhile".to_owned();
                records.push(Record::GivenUp { items: due.items, reason, at: now });
            }
            None => {
                let reason = "the routing document no longer has the target".to_owned();
                records.push(Record::GivenUp { items: due.items, reason, at: now });
            }
            Some(target) => {
                let errand = Errand {
                    target: target.clone(),
                    id: due.id.to_string(),
                    language: due.language,
                    notices,
                    more: due.more,
                    desk: routing.desk.clone(),
                };
                ready.push((due, errand));
            }
        }
    }
    append(&journal, &records).await?;
    let claimed = claim(store, clock, &journal, ready, now).await?;
    let outcomes = join_all(claimed.iter().map(|(_, errand)| herald.send(errand))).await;
    let mut done = Delivered { has_more: !claimed.is_empty() || !records.is_empty(), ..Delivered::default() };
    let mut tried = Vec::with_capacity(claimed.len());
    for ((due, _), outcome) in claimed.into_iter().zip(outcomes) {
        let count = if outcome == Outcome::Delivered { &mut done.delivered } else { &mut done.failed };
        *count = count.saturating_add(1);
        tried.push(due.tried(outcome, now));
    }
    append(&journal, &tried).await?;
    Ok(done)
}

/// Claims each message; those whose claim is ours.
async fn claim<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    journal: &Journal<'_, S, C>,
    ready: Vec<(Due, Errand)>,
    now: Instant,
) -> Result<Vec<(Due, Errand)>, AnnounceError> {
    if ready.is_empty() {
        return Ok(ready);
    }
    let at = now.max(clock.wall_ms());
    let claims: Vec<Record> = ready.iter().map(|(due, _)| due.claimed(at)).collect();
    let last = append(journal, &claims).await?;
    let first = last.saturating_sub(claims.len() as u64).saturating_add(1);
    let (_, outbox, _) = open(store, clock).await?;
    let ours = (first..=last).zip(ready).filter(|(sequence, (due, _))| outbox.holds(*sequence, due));
    Ok(ours.map(|(_, errand)| errand).collect())
}

async fn open_breaker<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    router: &impl Router,
    journal: &Journal<'_, S, C>,
    outbox: &Outbox,
    now: Instant,
) -> Result<(), AnnounceError> {
    append(journal, &[Record::Caps { entry: caps::Entry::Opened { at: now } }]).await?;
    // One notice for each opening: the last closing tells them apart.
    let point = outbox.caps().closed_at().map(|at| at.to_string()).unwrap_or_default();
    let key = account_key("", "", Kind::BreakerOpen, &point);
    let notice = Notice::new(Kind::BreakerOpen, key, now, "", "").with_detail("notifications");
    announce(store, clock, router, &[notice], None, now).await?;
    Ok(())
}

/// The notices that a message shows, read from the entries that queued them.
async fn notices_of<S: Store, C: Clock>(
    journal: &Journal<'_, S, C>,
    loaded: &Loaded,
    due: &Due,
) -> Result<Vec<Notice>, AnnounceError> {
    let wanted: BTreeSet<u64> = due.sequences.iter().copied().collect();
    let Some(first) = wanted.first().copied() else { return Ok(Vec::new()) };
    let entries = journal.read_range(loaded, first).await?;
    let records = entries.iter().filter(|(sequence, _)| wanted.contains(sequence));
    Ok(records
        .filter_map(|(_, entry)| match Record::decode(&entry.payload) {
            Some(Record::Queued { notice, .. }) => Some(*notice),
            _ => None,
        })
        .collect())
}

fn is_escalation(notices: &[Notice]) -> bool {
    !notices.is_empty() && notices.iter().all(|notice| notice.kind == Kind::Escalation)
}

async fn any_waits(notices: &[Notice], still_waits: &impl AsyncFn(ConversationId) -> bool) -> bool {
    for conversation in notices.iter().filter_map(|notice| notice.conversation) {
        if still_waits(conversation).await {
            return true;
        }
    }
    false
}

/// An item's id out of a path.
pub(crate) fn parse_item(id: &str) -> Option<EventId> {
    EventId::parse(id).ok()
}
