//! What an append and a load cost, in operations and in round trips, whatever the journal's length.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_journal::{
    Entry, Fold, Journal, LOAD_ENTRIES_MAX, SPAN_ENTRIES, Store, StoreError,
    memory::{MemoryStore, Operations},
};
use support::{ManualClock, RoundTrips, event_id, now};

/// How many entries were folded.
#[derive(Default)]
struct Count(u64);

impl Fold for Count {
    fn apply(&mut self, _sequence: u64, _entry: &Entry) {
        self.0 += 1;
    }
    fn encode(&self) -> Vec<u8> {
        self.0.to_le_bytes().to_vec()
    }
    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(u64::from_le_bytes(bytes.try_into().ok()?)))
    }
}

/// Operations done by `work`.
fn cost(store: &MemoryStore, work: impl FnOnce()) -> Operations {
    let before = store.operations();
    work();
    let after = store.operations();
    Operations { reads: after.reads - before.reads, writes: after.writes - before.writes }
}

/// Appends `entries` events, storing snapshots on the way if asked.
fn fill(store: &MemoryStore, clock: &ManualClock, entries: u64, is_snapshotted: bool) {
    let journal = Journal::open(store, clock, "j").unwrap();
    for number in 1..=entries {
        assert_eq!(now(journal.append(event_id(number), b"event")), Ok(number));
        if is_snapshotted && number.is_multiple_of(SPAN_ENTRIES) {
            now(journal.load_folded::<Count>()).unwrap();
        }
    }
}

#[test]
fn cost_does_not_grow_with_a_snapshotted_journal() {
    for spans in [1, 10, 300] {
        let (store, clock) = (MemoryStore::default(), ManualClock::default());
        let entries = spans * SPAN_ENTRIES + 5;
        fill(&store, &clock, entries, true);
        let journal = Journal::open(&store, &clock, "j").unwrap();
        let load = cost(&store, || assert_eq!(now(journal.load_folded::<Count>()).unwrap().0.0, entries));
        assert_eq!(load, Operations { reads: 1 + 1 + 5, writes: 0 }, "{spans} spans");
        let append = cost(&store, || assert_eq!(now(journal.append(event_id(0), b"event")), Ok(entries + 1)));
        assert_eq!(append, Operations { reads: 0, writes: 2 }, "{spans} spans");
        let several = [(event_id(1), b"event".as_slice()); 3];
        let append = cost(&store, || assert_eq!(now(journal.append_all(&several)), Ok(entries + 2..=entries + 4)));
        assert_eq!(append, Operations { reads: 0, writes: 1 + 3 }, "{spans} spans");
        let head = cost(&store, || assert_eq!(now(journal.head()), Ok(entries + 4)));
        assert_eq!(head, Operations { reads: 1, writes: 0 }, "{spans} spans");
    }
}

#[test]
fn round_trips_are_few() {
    let (store, clock) = (RoundTrips::default(), ManualClock::default());
    fill(&store.memory, &clock, 3 * SPAN_ENTRIES - 1, true);
    let journal = Journal::open(&store, &clock, "j").unwrap();
    let (loaded, rounds) = store.count(journal.load());
    let mut loaded = loaded.unwrap();
    assert_eq!((loaded.boundary(), loaded.entries.len(), rounds.all), (2, 63, 2));
    let (sequence, rounds) = store.count(journal.append(event_id(0), b"event"));
    assert_eq!((sequence, rounds.all), (Ok(3 * SPAN_ENTRIES), 2));
    // Before the snapshot that is now due is stored, one round more.
    let (late, rounds) = store.count(journal.load());
    assert_eq!((late.unwrap().entries.len(), rounds.all), (64, 3));
    let (outcome, rounds) = store.count(journal.catch_up(&mut loaded));
    assert_eq!((outcome, loaded.head, loaded.entries.len(), rounds.all), (Ok(()), 3 * SPAN_ENTRIES, 64, 2));
    let (outcome, rounds) = store.count(journal.catch_up(&mut loaded));
    assert_eq!((outcome, rounds.all), (Ok(()), 1));
}

#[test]
fn a_journal_that_nobody_snapshotted_still_loads_and_heals() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    fill(&store, &clock, 40 * SPAN_ENTRIES, false);
    let journal = Journal::open(&store, &clock, "j").unwrap();
    assert_eq!(now(journal.load_folded::<Count>()).unwrap().0.0, 40 * SPAN_ENTRIES);
    let load = cost(&store, || assert_eq!(now(journal.load_folded::<Count>()).unwrap().0.0, 40 * SPAN_ENTRIES));
    assert_eq!(load, Operations { reads: 2, writes: 0 });
}

#[test]
fn a_counter_beyond_reason_is_an_error_and_not_a_loop() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    now(store.increment("j:n", i64::MAX)).unwrap();
    assert!(matches!(now(journal.load()), Err(StoreError::Corrupt { .. })));
    assert!(store.operations().reads <= LOAD_ENTRIES_MAX * 2, "{:?}", store.operations());
    assert!(matches!(now(journal.append(event_id(1), b"")), Err(StoreError::Corrupt { .. })));
}

#[test]
fn a_lost_snapshot_costs_reads_and_an_old_one_stays_valid() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    fill(&store, &clock, 2 * SPAN_ENTRIES, true);
    let journal = Journal::open(&store, &clock, "j").unwrap();
    now(store.delete("j:s2")).unwrap();
    let loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.boundary(), loaded.snapshot_due()), (1, Some(2)));
    assert_eq!(loaded.fold::<Count>().unwrap().state.0, 2 * SPAN_ENTRIES);
    now(store.delete("j:s1")).unwrap();
    assert_eq!(now(journal.load_folded::<Count>()).unwrap().0.0, 2 * SPAN_ENTRIES);
}

#[test]
fn a_snapshot_that_cannot_be_read_is_replaced_unless_it_is_all_there_is() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    fill(&store, &clock, 2 * SPAN_ENTRIES, true);
    let journal = Journal::open(&store, &clock, "j").unwrap();
    let stored = now(store.get("j:s2")).unwrap();
    for unreadable in [&b"\x01another encoding of the fold"[..], b"\x02another version", b""] {
        now(store.set("j:s2", unreadable)).unwrap();
        assert_eq!(now(journal.load_folded::<Count>()).unwrap().0.0, 2 * SPAN_ENTRIES);
        assert_eq!(now(store.get("j:s2")).unwrap(), stored);
    }
    let loaded = now(journal.load()).unwrap();
    now(journal.trim(&loaded, async |_removal| Ok(()))).unwrap();
    now(store.set("j:s2", b"\x02another version")).unwrap();
    assert!(matches!(now(journal.load_folded::<Count>()).map(drop), Err(StoreError::Corrupt { .. })));
}
