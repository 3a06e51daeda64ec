//! Holes, late entries and what may be concluded from them, step by step.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_journal::{
    APPEND_SLOW_MS, Clock, Entry, FIRM_MS, HOLE_GRACE_MS, Journal, LOAD_SLOW_MS, SPAN_ENTRIES, Store, StoreError,
    memory::MemoryStore,
};
use support::{ManualClock, event_id, now};

fn append_up_to(journal: &Journal<'_, MemoryStore, ManualClock>, last: u64) {
    while now(journal.head()).unwrap() < last {
        let next = now(journal.head()).unwrap() + 1;
        now(journal.append(event_id(next), b"event")).unwrap();
    }
}

#[test]
fn a_hole_hides_nothing_and_is_dead_after_the_grace_period() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    assert_eq!(now(store.increment("j:n", 1)), Ok(1));
    let loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.head, loaded.holes.as_slice(), loaded.open_holes()), (1, [1].as_slice(), vec![1]));
    append_up_to(&journal, SPAN_ENTRIES);
    clock.advance(HOLE_GRACE_MS - 1);
    let loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.entries.len() as u64, loaded.open_holes(), loaded.snapshot_due()), (63, vec![1], None));
    assert_eq!(now(journal.put_snapshot(&loaded, 1, b"")), Ok(false), "not over an open hole");
    clock.advance(1);
    let loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.holes.len(), loaded.open_holes(), loaded.snapshot_due()), (1, vec![], Some(1)));
}

#[test]
fn catching_up_fills_holes_and_judges_them_anew() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    assert_eq!(now(store.increment("j:n", 1)), Ok(1));
    append_up_to(&journal, 2);
    let mut loaded = now(journal.load()).unwrap();
    append_up_to(&journal, 3);
    let entry = Entry { event_id: event_id(1), began_ms: 0, at_ms: clock.wall_ms(), payload: Vec::new() };
    now(store.set("j:1", &entry.encode())).unwrap();
    now(journal.catch_up(&mut loaded)).unwrap();
    let sequences: Vec<u64> = loaded.entries.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!((sequences, loaded.holes.len(), loaded.head), (vec![1, 2, 3], 0, 3));
    append_up_to(&journal, 3 * SPAN_ENTRIES);
    now(journal.catch_up(&mut loaded)).unwrap();
    assert_eq!(loaded.entries.len() as u64, 3 * SPAN_ENTRIES);
}

/// The race that [`Journal::may_acknowledge`] exists for: what is seen is not yet safe.
#[test]
fn an_entry_that_landed_late_is_no_proof() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    let began_ms = clock.wall_ms();
    assert_eq!(now(store.increment("j:n", 1)), Ok(1));
    append_up_to(&journal, SPAN_ENTRIES);
    clock.advance(HOLE_GRACE_MS);
    // One reader gives the hole up and is about to store its snapshot.
    let given_up = now(journal.load()).unwrap();
    assert_eq!(given_up.snapshot_due(), Some(1));
    // The stalled writer's set lands; the writer dies, and its sender delivers again.
    let late = event_id(1);
    let entry = Entry { event_id: late, began_ms, at_ms: began_ms, payload: Vec::new() };
    now(store.set("j:1", &entry.encode())).unwrap();
    let redelivery = now(journal.load()).unwrap();
    assert!(redelivery.entries.iter().any(|(_, entry)| entry.event_id == late));
    assert!(!journal.may_acknowledge(&redelivery, late), "an old entry may have been given up");
    // Had it been acknowledged at sight, this snapshot would have lost it.
    assert_eq!(now(journal.put_snapshot(&given_up, 1, b"")), Ok(true));
    assert_eq!(now(journal.load()).unwrap().entries, []);
    now(journal.append(late, b"")).unwrap();
    let loaded = now(journal.load()).unwrap();
    assert!(journal.may_acknowledge(&loaded, late), "a young entry is proof");
    clock.advance(FIRM_MS + 1);
    assert!(!journal.may_acknowledge(&loaded, late));
    assert!(!journal.may_acknowledge(&loaded, event_id(9_999)));
}

#[test]
fn an_old_load_stores_no_snapshot() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    append_up_to(&journal, SPAN_ENTRIES);
    let loaded = now(journal.load()).unwrap();
    clock.advance(LOAD_SLOW_MS + 1);
    assert_eq!(now(journal.put_snapshot(&loaded, 1, b"")), Ok(false));
}

/// A store on which every `increment` takes its time, or every `set` fails.
struct Troubled<'a> {
    memory: MemoryStore,
    clock: &'a ManualClock,
    increment_ms: i64,
    set_error: Option<StoreError>,
}

impl Store for Troubled<'_> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if key.ends_with(":n") {
            return Err(StoreError::Unavailable { message: "a Cosmos counter has no value".to_owned() });
        }
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        match &self.set_error {
            Some(error) => Err(error.clone()),
            None => self.memory.set(key, value).await,
        }
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.memory.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.memory.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.clock.advance(if by > 0 { self.increment_ms } else { 0 });
        self.memory.increment(key, by).await
    }
}

#[test]
fn trouble_ends_in_a_bounded_number_of_attempts_with_the_right_error() {
    let clock = ManualClock::default();
    let unavailable = StoreError::Unavailable { message: "down".to_owned() };
    let attempt = |increment_ms, set_error| {
        let store = Troubled { memory: MemoryStore::default(), clock: &clock, increment_ms, set_error };
        let journal = Journal::open(&store, &clock, "j").unwrap();
        let outcome = now(journal.append(event_id(1), b"event"));
        (outcome, store.memory.operations().writes, now(journal.load()).map(|loaded| loaded.entries.len()))
    };
    assert_eq!(attempt(APPEND_SLOW_MS, None), (Ok(1), 2, Ok(1)));
    let (outcome, writes, entries) = attempt(APPEND_SLOW_MS + 1, None);
    assert_eq!((outcome, entries), (Err(StoreError::TooSlow { operation: "append" }), Ok(0)));
    assert_eq!(writes, 4, "four numbers taken, nothing written under numbers that may be given up");
    let (outcome, writes, _) = attempt(0, Some(unavailable.clone()));
    assert_eq!((outcome.map_err(|error| error.is_temporary()), writes), (Err(true), 4));
    assert_eq!(attempt(0, Some(StoreError::AccessDenied)), (Err(StoreError::AccessDenied), 1, Ok(0)));
}
