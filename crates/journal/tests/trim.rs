//! Trimming, step by step.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::cell::RefCell;

use sellerdesk_journal::{
    Journal, Loaded, SETTLE_MS, SPAN_ENTRIES, Store, StoreError, TRIM_KEYS_MAX,
    memory::MemoryStore,
    trim::{Removal, Trimmed},
};
use support::{ManualClock, event_id, now};

type TestJournal<'a> = Journal<'a, MemoryStore, ManualClock>;

/// Appends `spans` spans, with a snapshot after each that holds its boundary.
fn fill(journal: &TestJournal<'_>, spans: u64) {
    for number in 1..=spans * SPAN_ENTRIES {
        now(journal.append(event_id(number), b"event")).unwrap();
        if number.is_multiple_of(SPAN_ENTRIES) {
            let loaded = now(journal.load()).unwrap();
            let boundary = loaded.snapshot_due().unwrap();
            assert_eq!(now(journal.put_snapshot(&loaded, boundary, &boundary.to_le_bytes())), Ok(true));
        }
    }
}

fn trim(journal: &TestJournal<'_>) -> Trimmed {
    let loaded = now(journal.load()).unwrap();
    now(journal.trim(&loaded, async |_removal| Ok(()))).unwrap()
}

#[test]
fn it_waits_then_deletes_what_the_snapshot_replaced_in_bounded_parts() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "i1:0").unwrap();
    fill(&journal, 10);
    now(journal.append(event_id(0), b"event")).unwrap();
    assert_eq!(trim(&journal), Trimmed::default(), "the first call only notes what it saw");
    clock.advance(SETTLE_MS);
    assert_eq!(trim(&journal), Trimmed::default());
    clock.advance(1);
    let mut calls = 1;
    let mut last = trim(&journal);
    assert_eq!(last, Trimmed { spans: TRIM_KEYS_MAX / (SPAN_ENTRIES + 1), has_more: true });
    while last.has_more {
        last = trim(&journal);
        calls += 1;
    }
    assert_eq!(calls, 4);
    assert_eq!(store.keys(), ["i1:0:641", "i1:0:n", "i1:0:s10", "i1:0:t"]);
    let loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.boundary(), loaded.head, loaded.holes.len()), (10, 10 * SPAN_ENTRIES + 1, 0));
}

#[test]
fn nothing_to_do_costs_one_read() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "i1:0").unwrap();
    fill(&journal, 2);
    trim(&journal);
    clock.advance(SETTLE_MS + 1);
    assert_eq!(trim(&journal).spans, 2);
    let loaded = now(journal.load()).unwrap();
    let before = store.operations();
    assert_eq!(now(journal.trim(&loaded, async |_removal| Ok(()))), Ok(Trimmed::default()));
    let after = store.operations();
    assert_eq!((after.reads - before.reads, after.writes - before.writes), (1, 0));
}

#[test]
fn owners_see_each_snapshot_before_it_goes_and_may_stop_the_trim() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "i1:0").unwrap();
    fill(&journal, 3);
    trim(&journal);
    fill_more(&journal);
    clock.advance(SETTLE_MS + 1);
    let loaded = now(journal.load()).unwrap();
    let refused = StoreError::Unavailable { message: "the pages can't be deleted".to_owned() };
    let outcome = now(journal.trim(&loaded, async |_removal| Err(refused.clone())));
    assert_eq!(outcome, Err(refused.clone()));
    assert!(store.keys().contains(&"i1:0:s1".to_owned()), "the snapshot stays while its parts do");
    let removed = RefCell::new(Vec::new());
    let note = async |removal: Removal<'_>| {
        let [lowest, newest] = removal.kept;
        removed.borrow_mut().push((removal.removed.boundary, lowest.boundary, newest.boundary));
        assert_eq!(removal.removed.bytes, removal.removed.boundary.to_le_bytes());
        Ok(())
    };
    assert_eq!(now(journal.trim(&loaded, note)).unwrap().spans, 3);
    assert_eq!(removed.into_inner(), [(1, 3, 4), (2, 3, 4)]);
    assert_eq!(now(journal.load()).unwrap().boundary(), 4);
}

/// One span and its snapshot after what is there.
fn fill_more(journal: &TestJournal<'_>) {
    let mut loaded = now(journal.load()).unwrap();
    for _ in 0..SPAN_ENTRIES {
        now(journal.append(event_id(loaded.head), b"event")).unwrap();
    }
    loaded = now(journal.load()).unwrap();
    let boundary = loaded.snapshot_due().unwrap();
    assert_eq!(now(journal.put_snapshot(&loaded, boundary, &boundary.to_le_bytes())), Ok(true));
}

#[test]
fn an_older_marker_or_none_repeats_work_and_gets_on() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "i1:0").unwrap();
    fill(&journal, 2);
    trim(&journal);
    let older = now(store.get("i1:0:t")).unwrap().unwrap();
    clock.advance(SETTLE_MS + 1);
    assert_eq!(trim(&journal).spans, 2);
    fill_more(&journal);
    trim(&journal);
    clock.advance(SETTLE_MS + 1);
    assert_eq!(trim(&journal).spans, 1);
    // A stalled trimmer writes the marker it once read: its witness is gone meanwhile.
    now(store.set("i1:0:t", &older)).unwrap();
    assert_eq!(trim(&journal), Trimmed::default());
    clock.advance(SETTLE_MS + 1);
    assert_eq!(trim(&journal), Trimmed { spans: 3, has_more: false });
    now(store.delete("i1:0:t")).unwrap();
    assert_eq!(trim(&journal), Trimmed::default());
    let loaded: Loaded = now(journal.load()).unwrap();
    assert_eq!((loaded.boundary(), loaded.holes.len()), (3, 0));
    now(store.set("i1:0:t", b"\x01nonsense")).unwrap();
    let outcome = now(journal.trim(&loaded, async |_removal| Ok(())));
    assert!(matches!(outcome, Err(StoreError::Corrupt { .. })));
}
