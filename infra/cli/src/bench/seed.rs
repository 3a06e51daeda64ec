//! Filling a store with conversations, through the same use cases that the components run.

use super::native::{NativeClock, NativeRules, NativeStore};
use super::subject::TEXTS;
use crate::demo::now_ms;
use anyhow::{Result, bail};
use sellerdesk_canonical::{Author, Event, Happening, Message, Risk, RiskKind, RiskState};
use sellerdesk_host::store::{MemoryStore, Store};
use sellerdesk_inbox::index::Index;
use sellerdesk_inbox::{Desk, Unattended, accept, sweep};
use std::sync::Arc;

/// Closed conversations for each open one, unless asked otherwise.
pub const CLOSED_PER_OPEN: usize = 10;
/// Conversations taken in before the index is made compact; in real life a sweep does that every minute.
const BLOCK_CONVERSATIONS: usize = 20_000;
/// Longer than the journal waits before it deletes what a snapshot has replaced.
const SETTLE_MS: i64 = sellerdesk_journal::SETTLE_MS + 60_000;
/// Rows of the index after its last snapshot: half of what is usual before the next.
const TAIL_ROWS: usize = 32;
/// Conversations added to get there, at most.
const LEVEL_CONVERSATIONS_MAX: usize = 8 * TAIL_ROWS;
/// Messages come from the near future, so that no deadline is due while the desk is measured.
const AHEAD_MS: i64 = 20 * 60_000;
/// Messages are this far apart, in milliseconds.
const APART_MS: i64 = 7;

type NativeDesk<'a> = Desk<'a, NativeStore, NativeClock, NativeRules>;

/// A store with `open` conversations that wait for an answer and, for each, so many claims that came and went.
pub async fn seed(open: usize, closed_per_open: usize) -> Result<Arc<dyn Store>> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let native = NativeStore(Arc::clone(&store));
    let total = open * (1 + closed_per_open);
    let is_open = |number: usize| number.is_multiple_of(1 + closed_per_open);
    let blocks = total.div_ceil(BLOCK_CONVERSATIONS);
    let started_ms = now_ms()?;
    // Seeding ends at the present: nothing stored then lies ahead of the guests' clock.
    let settling_ms = SETTLE_MS * i64::try_from(2 * blocks + 1)?;
    let clock = NativeClock::at(started_ms - settling_ms);
    let desk = Desk::new(&native, &clock, &NativeRules);
    for block in 0..blocks {
        let numbers = block * BLOCK_CONVERSATIONS..total.min((block + 1) * BLOCK_CONVERSATIONS);
        for number in numbers.clone() {
            let event = if is_open(number) {
                message(number, started_ms)
            } else {
                claim(number, started_ms, RiskState::Opened)
            };
            accept(desk, "standard", "bench", event).await?;
        }
        tidy(desk, &clock).await?;
        for number in numbers.filter(|number| !is_open(*number)) {
            accept(desk, "standard", "bench", claim(number, started_ms, RiskState::Closed)).await?;
        }
        follow_all(desk, started_ms).await?;
        tidy(desk, &clock).await?;
    }
    tidy(desk, &clock).await?;
    level(desk, total, started_ms).await?;
    Ok(store)
}

/// Adds conversations until the index has [`TAIL_ROWS`] rows that no snapshot covers: how long that tail is depends
/// on when one looks, not on how many conversations there are, and each of its rows is an operation.
async fn level(desk: NativeDesk<'_>, total: usize, started_ms: i64) -> Result<()> {
    for number in total..total + LEVEL_CONVERSATIONS_MAX {
        let index = Index::load(desk.store, desk.clock).await?;
        if index.tail_entries() == TAIL_ROWS {
            return Ok(());
        }
        index.compact().await?;
        accept(desk, "standard", "bench", message(number, started_ms)).await?;
    }
    bail!("the index can't be brought to {TAIL_ROWS} rows after its snapshot")
}

/// Sweeps as of the newest message, when everything can be followed and no warning is due yet.
async fn follow_all(desk: NativeDesk<'_>, started_ms: i64) -> Result<()> {
    let at = started_ms + AHEAD_MS + AHEAD_MS / 2;
    let mut has_more = true;
    while has_more {
        let swept = sweep(desk, at, async |_| {}, &Unattended(desk)).await?;
        if swept.warnings + swept.breaches > 0 {
            bail!("something seeded is late already: {swept:?}");
        }
        has_more = swept.has_more;
    }
    Ok(())
}

/// What sweeps do to the index in the course of time.
async fn tidy(desk: NativeDesk<'_>, clock: &NativeClock) -> Result<()> {
    clock.advance(SETTLE_MS);
    let index = Index::load(desk.store, desk.clock).await?;
    while index.trim().await?.has_more {}
    index.compact().await?;
    // Sees the new snapshot, so that the next time may delete what it replaced.
    Index::load(desk.store, desk.clock).await?.trim().await?;
    Ok(())
}

fn message(number: usize, started_ms: i64) -> Event {
    let text = TEXTS.get(number % TEXTS.len()).copied().unwrap_or_default();
    let happening = Happening::Message(Message {
        author: Author::Buyer,
        text: format!("{text} (order seed-{number})"),
        subject: None,
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated: false,
    });
    event(number, started_ms, "message", happening)
}

fn claim(number: usize, started_ms: i64, state: RiskState) -> Event {
    let name = if state == RiskState::Closed { "closed" } else { "opened" };
    let happening = Happening::Risk(Risk {
        kind: RiskKind::Claim,
        state,
        reference: format!("claim-{number}"),
        amount: None,
        reason: Some("item not received".to_owned()),
        due_at: None,
    });
    event(number, started_ms, name, happening)
}

fn event(number: usize, started_ms: i64, name: &str, happening: Happening) -> Event {
    // Spread over a quarter of an hour, however many there are.
    let offset_ms = i64::try_from(number).unwrap_or(0) * APART_MS % (AHEAD_MS / 2);
    Event {
        id: format!("seed-{number}-{name}"),
        thread: format!("order:seed-{number}"),
        at: started_ms + AHEAD_MS + offset_ms,
        buyer: None,
        order_id: Some(format!("seed-{number}")),
        product_id: None,
        site: None,
        happening,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use sellerdesk_inbox::{Filter, list};

    #[tokio::test]
    async fn a_seeded_desk_lists_what_is_open_and_no_closed_claim() {
        let native = NativeStore(seed(30, CLOSED_PER_OPEN).await.unwrap());
        let clock = NativeClock::at(now_ms().unwrap());
        let desk = Desk::new(&native, &clock, &NativeRules);
        let listed = list(desk, &Filter::default(), None, 100).await.unwrap();
        assert!((30..30 + 2 * TAIL_ROWS).contains(&listed.rows.len()), "{}", listed.rows.len());
        assert!(listed.rows.iter().all(|row| row.company_deadline.is_some() && row.risk_events.is_empty()));
    }
}
