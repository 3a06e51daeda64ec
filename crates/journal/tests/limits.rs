//! Keys and values at and beyond the limits.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_journal::{
    Journal, KEY_BYTES_MAX, Limited, Store, StoreError, VALUE_BYTES_MAX, check_key, memory::MemoryStore,
};
use support::{ManualClock, event_id, now};

#[test]
fn keys_are_checked() {
    for key in ["a", "c1:shop.order-1001_x", &"k".repeat(KEY_BYTES_MAX)] {
        assert_eq!(check_key(key), Ok(()), "{key}");
    }
    for key in ["", "A", "a b", "a/b", "é", "a\0", &"k".repeat(KEY_BYTES_MAX + 1)] {
        assert!(matches!(check_key(key), Err(StoreError::KeyInvalid { .. })), "{key}");
    }
}

#[test]
fn a_limited_store_refuses_before_the_inner_one_is_asked() {
    let store = Limited(MemoryStore::default());
    assert!(matches!(now(store.get("A")), Err(StoreError::KeyInvalid { .. })));
    assert!(matches!(now(store.exists("")), Err(StoreError::KeyInvalid { .. })));
    assert!(matches!(now(store.increment("A", 1)), Err(StoreError::KeyInvalid { .. })));
    assert!(matches!(now(store.delete("A")), Err(StoreError::KeyInvalid { .. })));
    let long = vec![0; VALUE_BYTES_MAX + 1];
    let too_large = StoreError::ValueTooLarge { bytes: VALUE_BYTES_MAX + 1, max: VALUE_BYTES_MAX };
    assert_eq!(now(store.set("a", &long)), Err(too_large));
    assert_eq!(store.0.operations().reads + store.0.operations().writes, 0);
    assert_eq!(now(store.set("a", &vec![0; VALUE_BYTES_MAX])), Ok(()));
}

#[test]
fn an_entry_too_large_takes_no_number() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    let outcome = now(journal.append(event_id(1), &vec![0; VALUE_BYTES_MAX]));
    assert!(matches!(outcome, Err(StoreError::ValueTooLarge { .. })));
    assert_eq!(now(journal.head()), Ok(0));
    assert_eq!(store.keys().len(), 0);
}

#[test]
fn a_journal_name_leaves_room_for_its_keys() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    for name in ["", "Shop", &"j".repeat(179)] {
        assert!(matches!(Journal::open(&store, &clock, name), Err(StoreError::KeyInvalid { .. })));
    }
    let journal = Journal::open(&store, &clock, &"j".repeat(178)).unwrap();
    assert_eq!(now(journal.append(event_id(1), b"event")), Ok(1));
}

#[test]
fn entries_under_a_snapshot_can_still_be_read() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let journal = Journal::open(&store, &clock, "j").unwrap();
    for number in 1..=70 {
        now(journal.append(event_id(number), b"event")).unwrap();
    }
    let loaded = now(journal.load()).unwrap();
    assert_eq!(now(journal.put_snapshot(&loaded, 1, b"")), Ok(true));
    let loaded = now(journal.load()).unwrap();
    assert_eq!(loaded.entries.len(), 6);
    for first in [0, 1, 60, 64, 65, 70, 71] {
        let entries = now(journal.read_range(&loaded, first)).unwrap();
        let sequences: Vec<u64> = entries.into_iter().map(|(sequence, _)| sequence).collect();
        assert_eq!(sequences, (first.max(1)..=70).collect::<Vec<u64>>());
    }
}
