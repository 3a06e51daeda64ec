//! A writer that falls asleep between making its row and putting it into the index.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_canonical::{Author, Event, Happening, Risk, RiskKind, RiskState};
use sellerdesk_inbox::index::{INDEX_JOURNAL, Index, append};
use sellerdesk_inbox::limits::FORGET_MS;
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::{Desk, Filter, accept, list};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{SPAN_ENTRIES, Store, StoreError};
use std::cell::Cell;
use support::rows::row;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{DAY_MS, PlainRules, message};

/// Lets the world go on when somebody first asks for a number in the index.
struct Sleepy<'a> {
    memory: &'a MemoryStore,
    meanwhile: &'a dyn Fn(),
    has_slept: Cell<bool>,
}

impl Store for Sleepy<'_> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.memory.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.memory.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.memory.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        if key == format!("{INDEX_JOURNAL}:n") && !self.has_slept.replace(true) {
            (self.meanwhile)();
        }
        self.memory.increment(key, by).await
    }
}

fn claim(at: i64, state: RiskState) -> Event {
    let mut event = message("t", &format!("claim-{at}"), BEGIN_MS + at, Author::Buyer, "");
    let (kind, reference) = (RiskKind::Claim, "1".to_owned());
    event.happening = Happening::Risk(Risk { kind, state, reference, amount: None, reason: None, due_at: None });
    event
}

#[test]
fn it_does_not_bring_a_conversation_back_that_was_closed_and_forgotten_meanwhile() {
    let (memory, clock) = (MemoryStore::default(), ManualClock::default());
    let fill_and_compact = |from: u64| {
        let next_year = Some(BEGIN_MS + 365 * DAY_MS);
        let rows: Vec<Row> = (from..from + 8 * SPAN_ENTRIES).map(|number| row(number, 1, next_year)).collect();
        now(append(&memory, &clock, &rows)).unwrap();
        assert!(now(now(Index::load(&memory, &clock)).unwrap().compact()).unwrap());
    };
    let meanwhile = || {
        let desk = Desk::new(&memory, &clock, &PlainRules);
        now(accept(desk, "standard", "main", claim(2, RiskState::Closed))).unwrap();
        fill_and_compact(0);
        clock.advance(FORGET_MS + 1);
        fill_and_compact(1_000);
    };
    let store = Sleepy { memory: &memory, meanwhile: &meanwhile, has_slept: Cell::new(false) };
    let desk = Desk::new(&store, &clock, &PlainRules);
    now(accept(desk, "standard", "main", claim(1, RiskState::Opened))).unwrap();
    assert!(store.has_slept.get());
    let only_risky =
        Filter { channel: Some("standard".to_owned()), search: Some("order-t".to_owned()), ..Filter::default() };
    let listed = now(list(desk, &only_risky, None, 10)).unwrap();
    assert_eq!(listed.rows, [], "the claim has ended");
}
