//! What the use cases cost in store operations, and that it does not grow with the number of conversations.
//!
//! What may vary is the index's tail: the rows since its last snapshot, which a load reads one by one, all at once.
//! A sweep keeps them below one span (64); without sweeps a reader folds them beyond `INDEX_TAIL_MAX`. So the seeded
//! stores end exactly at a snapshot.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::index::{Index, append};
use sellerdesk_inbox::limits::LIST_ROWS_DEFAULT;
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::{Desk, Filter, Store, Unattended, accept, list, read, sweep};
use sellerdesk_journal::memory::{MemoryStore, Operations};
use sellerdesk_journal::{FIRM_MS, SETTLE_MS, SPAN_ENTRIES};
use support::rows::row;
use support::store::{BEGIN_MS, ManualClock, RoundTrips, cost, now};
use support::{DAY_MS, HOUR_MS, PlainRules, message};

/// Closed conversations for each open one.
const CLOSED_PER_OPEN: u64 = 10;
/// Rows that come in between two sweeps while a store is seeded.
const ROWS_PER_SWEEP: u64 = 128 * SPAN_ENTRIES;

fn desk<'a, S: Store>(store: &'a S, clock: &'a ManualClock) -> Desk<'a, S, ManualClock, PlainRules> {
    Desk::new(store, clock, &PlainRules)
}

async fn no_pause(_: u64) {
    panic!("somebody else holds the lease");
}

/// What a sweep does to the index, long after the last one.
fn tidy(store: &MemoryStore, clock: &ManualClock) {
    let index = now(Index::load(store, clock)).unwrap();
    now(index.compact()).unwrap();
    now(now(Index::load(store, clock)).unwrap().trim()).unwrap();
    clock.advance(SETTLE_MS + 1);
    let index = now(Index::load(store, clock)).unwrap();
    while now(index.trim()).unwrap().has_more {}
}

/// A store with so many open conversations, nothing of them due today, and many more closed ones.
fn seed(open: u64) -> (MemoryStore, ManualClock) {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let total = (open * (1 + CLOSED_PER_OPEN)).next_multiple_of(SPAN_ENTRIES);
    let next_year_ms = BEGIN_MS + 365 * DAY_MS;
    let numbered = |number: u64| {
        if number.is_multiple_of(1 + CLOSED_PER_OPEN) {
            row(number, 1, Some(next_year_ms + (number * 7_919 % 100_000).cast_signed()))
        } else {
            Row { status: Status::Closed, ..row(number, 2, None) }
        }
    };
    for begin in (0..total).step_by(ROWS_PER_SWEEP as usize) {
        let rows: Vec<Row> = (begin..total.min(begin + ROWS_PER_SWEEP)).map(numbered).collect();
        now(append(&store, &clock, &rows)).unwrap();
        tidy(&store, &clock);
    }
    let index = now(Index::load(&store, &clock)).unwrap();
    assert_eq!((index.tail_entries(), index.listed_in_snapshot()), (0, total.div_ceil(1 + CLOSED_PER_OPEN)));
    (store, clock)
}

/// Operations of each kind of request on a store.
#[derive(Debug, PartialEq, Eq)]
struct Costs {
    first_page: Operations,
    second_page: Operations,
    idle_sweep: Operations,
    new_message: Operations,
    redelivery: Operations,
    conversation: Operations,
}

fn costs(store: &MemoryStore, clock: &ManualClock) -> Costs {
    let desk = desk(store, clock);
    let (listed, first_page) = cost(store, list(desk, &Filter::default(), None, LIST_ROWS_DEFAULT));
    let listed = listed.unwrap();
    assert_eq!(listed.rows.len(), LIST_ROWS_DEFAULT);
    let (next, second_page) = cost(store, list(desk, &Filter::default(), listed.next.as_ref(), 5));
    assert_eq!(next.unwrap().rows.len(), 5);
    let (swept, idle_sweep) = cost(store, sweep(desk, BEGIN_MS + DAY_MS, no_pause, &Unattended(desk)));
    assert_eq!(swept.unwrap().conversations, 0);
    let event = message("order-1001", "m1", BEGIN_MS, Author::Buyer, "hello");
    let (accepted, new_message) = cost(store, accept(desk, "standard", "main", event.clone()));
    let accepted = accepted.unwrap();
    assert!(accepted.is_new);
    let (again, redelivery) = cost(store, accept(desk, "standard", "main", event));
    assert!(!again.unwrap().is_new);
    let (view, conversation) = cost(store, read(desk, accepted.conversation));
    assert_eq!(view.unwrap().records.len(), 1);
    Costs { first_page, second_page, idle_sweep, new_message, redelivery, conversation }
}

/// The costs on a store of any size.
const EXPECTED: Costs = Costs {
    // Counter, manifest, one page of rows.
    first_page: Operations { reads: 3, writes: 0 },
    // Here too: the second page of the list stands on the first of the index.
    second_page: Operations { reads: 3, writes: 0 },
    // Lease twice, settings and their counter, counter, manifest, trim marker; turn, lease, release. The first page of
    // the timer is not even read, since it begins later.
    idle_sweep: Operations { reads: 7, writes: 3 },
    // Counter beside the settings, counter after; two counters, a record, a row.
    new_message: Operations { reads: 3, writes: 4 },
    // Counter beside the settings, and record; counter, manifest and the one row since.
    redelivery: Operations { reads: 3 + 3, writes: 0 },
    // Counter, record.
    conversation: Operations { reads: 2, writes: 0 },
};

#[test]
fn costs_are_the_same_with_1_000_and_10_000_open_conversations() {
    for open in [1_000, 10_000] {
        let (store, clock) = seed(open);
        assert_eq!(costs(&store, &clock), EXPECTED, "{open} open conversations");
    }
}

#[test]
#[ignore = "fills a store with 1.1 million conversations; run it with --ignored"]
fn costs_are_the_same_with_100_000_open_conversations() {
    let (store, clock) = seed(100_000);
    assert_eq!(costs(&store, &clock), EXPECTED);
}

#[test]
fn a_message_takes_four_writes_and_at_most_three_steps_of_reads() {
    let (store, clock) = (RoundTrips::default(), ManualClock::default());
    let desk = desk(&store, &clock);
    // Over a span: snapshots of the conversation are stored on the way.
    for number in 0..SPAN_ENTRIES + 20 {
        let event = message("t", &format!("m{number}"), BEGIN_MS + number.cast_signed(), Author::Buyer, "hello");
        let before = store.memory.operations();
        let (accepted, rounds) = store.count(accept(desk, "standard", "main", event));
        assert!(accepted.unwrap().is_new);
        let writes = store.memory.operations().writes - before.writes;
        // The first load beyond a span finds that a snapshot is due: a step to look for it, and the write of it.
        let snapshot = u64::from(number == SPAN_ENTRIES);
        assert_eq!(writes, 4 + snapshot, "message {number}");
        assert!(rounds.reads <= 3 + snapshot, "message {number} took {rounds:?}");
    }
}

#[test]
fn a_young_redelivery_writes_nothing_and_an_old_one_changes_nothing() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = desk(&store, &clock);
    let event = message("t", "m1", BEGIN_MS, Author::Buyer, "hello");
    now(accept(desk, "standard", "main", event.clone())).unwrap();
    let conversation = ConversationId::derive("standard", "main", "t");
    let first = now(read(desk, conversation)).unwrap();
    let (young, operations) = cost(&store, accept(desk, "standard", "main", event.clone()));
    assert!(!young.unwrap().is_new);
    assert_eq!(operations.writes, 0);
    clock.advance(FIRM_MS + 1);
    // Whether the first copy will stay is not for sure any more, so it is appended again (`docs/decisions/0002`).
    let (old, operations) = cost(&store, accept(desk, "standard", "main", event));
    assert!(!old.unwrap().is_new);
    assert_eq!(operations.writes, 4);
    let again = now(read(desk, conversation)).unwrap();
    assert_eq!((again.records, again.conversation), (first.records, first.conversation));
    let listed = now(list(desk, &Filter::default(), None, 10)).unwrap();
    assert_eq!((listed.rows.len(), listed.rows[0].items), (1, 1));
}

#[test]
fn an_unfinished_write_does_not_occupy_sweeps_for_ever() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = desk(&store, &clock);
    let event = message("t", "m1", BEGIN_MS, Author::Buyer, "hello");
    let conversation = ConversationId::derive("standard", "main", "t");
    now(accept(desk, "standard", "main", event.clone())).unwrap();
    // Somebody took the next number and died, and never comes back; the redelivery's row sees that.
    now(store.increment(&format!("c1:{conversation}:n"), 1)).unwrap();
    clock.advance(1);
    now(accept(desk, "standard", "main", event)).unwrap();
    let looked_at = || now(sweep(desk, BEGIN_MS - HOUR_MS, no_pause, &Unattended(desk))).unwrap().conversations;
    assert_eq!(looked_at(), 1, "a row that may lack something");
    clock.advance(sellerdesk_journal::HOLE_GRACE_MS + 1);
    assert_eq!(looked_at(), 1);
    assert_eq!(looked_at(), 0, "by now it is known that nothing is missing");
    assert_eq!(now(read(desk, conversation)).unwrap().records.len(), 1);
}

#[test]
fn one_unreadable_conversation_does_not_keep_the_others_from_being_swept() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = desk(&store, &clock);
    for thread in ["a", "b", "c"] {
        let event = message(thread, &format!("m-{thread}"), BEGIN_MS, Author::Buyer, "hello");
        now(accept(desk, "standard", "main", event)).unwrap();
    }
    let broken = ConversationId::derive("standard", "main", "b");
    now(store.set(&format!("c1:{broken}:1"), b"no entry")).unwrap();
    let swept = now(sweep(desk, BEGIN_MS + 2 * HOUR_MS, no_pause, &Unattended(desk))).unwrap();
    assert_eq!((swept.conversations, swept.warnings, swept.breaches, swept.failed), (3, 2, 2, 1));
}
