//! Putting notices into the journal.

use crate::{AnnounceError, Router, open};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, EventId, Store};
use sellerdesk_notify::{Duty, Notice, Record, Refusal, Refused};

/// Routes notices at `now` and queues what comes of it; who isn't told is recorded with the reason. `agent` has the
/// conversation, as the routing document calls them. A notice that was queued before, under the same key, is not again.
///
/// # Errors
/// The store's; announce them again then.
pub async fn announce<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    router: &impl Router,
    notices: &[Notice],
    agent: Option<&str>,
    now: Instant,
) -> Result<u32, AnnounceError> {
    if notices.is_empty() {
        return Ok(0);
    }
    let (journal, outbox, _) = open(store, clock).await?;
    let blocked = router.routing().targets.iter().map(|target| &target.id).filter(|id| outbox.is_blocked(id, now));
    let duty = Duty { agent: agent.map(str::to_owned), away: Vec::new(), blocked: blocked.cloned().collect() };
    let mut records = Vec::new();
    let mut queued = 0_u32;
    for notice in notices {
        // A step of the chain is for its own time.
        let routed = router.route(notice, &duty, now.max(notice.at));
        for delivery in routed.deliveries {
            match outbox.admits(&delivery, now) {
                Ok(true) => {
                    queued = queued.saturating_add(1);
                    records.push(Record::Queued { delivery, notice: Box::new(notice.clone()), at: now });
                }
                Ok(false) => {}
                Err(reason) => {
                    let (recipient, target) = (delivery.recipient, delivery.target);
                    records.push(refused(notice, Refused { recipient, target, reason }, now));
                }
            }
        }
        let worth_telling = routed.refused.into_iter().filter(|it| it.reason != Refusal::Unwanted);
        records.extend(worth_telling.map(|it| refused(notice, it, now)));
    }
    append(&journal, &records).await?;
    Ok(queued)
}

fn refused(notice: &Notice, refused: Refused, at: Instant) -> Record {
    Record::Refused { key: notice.key.clone(), refused, at }
}

/// Appends records; the number of the last, 0 for none.
pub(crate) async fn append<S: Store, C: Clock>(
    journal: &sellerdesk_journal::Journal<'_, S, C>,
    records: &[Record],
) -> Result<u64, AnnounceError> {
    if records.is_empty() {
        return Ok(0);
    }
    let encoded: Vec<Vec<u8>> = records.iter().map(Record::encode).collect();
    let events: Vec<(EventId, &[u8])> = records
        .iter()
        .zip(&encoded)
        .map(|(record, bytes)| (EventId(record.event_id().bytes()), bytes.as_slice()))
        .collect();
    Ok(*journal.append_all(&events).await?.end())
}
