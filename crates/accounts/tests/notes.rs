//! What noting deliveries costs, and what it keeps.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_accounts::limits::{AHEAD_MS_MAX, NOTE_EVERY_MS, REASON_CHARS_MAX, SILENCE_CHECK_MS};
use sellerdesk_accounts::{AccountId, Activity, find_silent, list, note_failed, note_received, read_activity};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{Clock, Store};
use support::{HOUR_MS, MINUTE_MS, MONDAY_MS, ManualClock, Mortal, cost, id, now};

fn activity(store: &MemoryStore, id: &AccountId) -> Activity {
    now(read_activity(store, id)).unwrap().unwrap()
}

#[test]
fn a_delivery_costs_one_read_and_a_write_once_a_minute() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    now(note_received(&store, &clock, &main, 1)).unwrap();
    let first_at = clock.wall_ms();
    for _ in 0..59 {
        clock.advance(1_000);
        assert_eq!(cost(&store, note_received(&store, &clock, &main, 1)), (Ok(None), (1, 0)));
    }
    clock.advance(1_000);
    assert_eq!(cost(&store, note_received(&store, &clock, &main, 3)), (Ok(None), (1, 1)));
    let known = activity(&store, &main);
    assert_eq!((known.first_at, known.last_received_at), (Some(first_at), Some(first_at + NOTE_EVERY_MS)));
    assert_eq!((known.received, known.events), (2, 4));
}

#[test]
fn the_first_delivery_registers_and_no_other() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    // The activity, the empty registry's counter; the entry, and what others wrote meanwhile; the activity.
    assert_eq!(cost(&store, note_received(&store, &clock, &main, 1)).1, (4, 3));
    let known = now(list(&store, &clock)).unwrap();
    assert!(matches!(known.as_slice(), [(id, known)] if *id == main && !known.hook && !known.removed));
    for _ in 0..5 {
        clock.advance(HOUR_MS);
        assert_eq!(cost(&store, note_received(&store, &clock, &main, 1)).1, (1, 1));
    }
    assert_eq!(now(list(&store, &clock)).unwrap(), known);
}

#[test]
fn after_a_crash_the_next_delivery_registers() {
    let main = id("ebay", "main");
    for (operations, takes_effect) in (0..8).flat_map(|operations| [(operations, false), (operations, true)]) {
        let (store, clock) = (MemoryStore::default(), ManualClock::at(MONDAY_MS));
        let _ = now(note_received(&Mortal::new(&store, operations, takes_effect), &clock, &main, 1));
        now(note_received(&store, &clock, &main, 1)).unwrap();
        assert!(now(list(&store, &clock)).unwrap().iter().any(|(id, _)| *id == main), "after {operations}");
        assert_eq!(activity(&store, &main).received, 1);
    }
}

#[test]
fn a_failure_is_noted_when_it_is_new_or_the_last_is_old() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    now(note_failed(&store, &clock, &main, "signature")).unwrap();
    assert_eq!(now(list(&store, &clock)).unwrap().len(), 1, "an account that never worked is listed too");
    let note = |after_ms, reason: &str| {
        clock.advance(after_ms);
        cost(&store, note_failed(&store, &clock, &main, reason)).1
    };
    assert_eq!(note(59_999, "signature"), (1, 0));
    assert_eq!(note(1, "signature"), (1, 1));
    assert_eq!(note(1_000, "no header"), (1, 1));
    assert_eq!(note(999, "signature"), (1, 0), "strangers may fail in turns");
    let endless = format!("\u{0}ü{}", "x".repeat(1_000_000));
    assert_eq!(note(1, &endless), (1, 1));
    let known = activity(&store, &main);
    assert_eq!(known.last_failure_at, Some(clock.wall_ms()));
    assert_eq!(known.last_failure.unwrap().chars().count(), REASON_CHARS_MAX);
    assert_eq!((known.first_at, known.received), (None, 0));
    // Neither hides the other.
    now(note_received(&store, &clock, &main, 1)).unwrap();
    let known = activity(&store, &main);
    assert!(known.last_failure.is_some() && known.received == 1);
}

#[test]
fn a_wrong_clock_is_put_right_and_teaches_nothing() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    clock.advance(1_000 * HOUR_MS);
    now(note_received(&store, &clock, &main, 1)).unwrap();
    clock.advance(-AHEAD_MS_MAX);
    assert_eq!(cost(&store, note_received(&store, &clock, &main, 1)).1, (1, 0), "another machine's clock");
    clock.advance(-999 * HOUR_MS);
    assert_eq!(cost(&store, note_received(&store, &clock, &main, 1)).1, (1, 1));
    let known = activity(&store, &main);
    assert_eq!((known.first_at, known.last_received_at), (Some(clock.wall_ms()), Some(clock.wall_ms())));
}

#[test]
fn activity_that_cannot_be_read_is_written_anew_and_stays_small() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    for value in [&b"\xff"[..], b"[]", br#"{"version":9}"#] {
        now(store.set("h1:ebay:main", value)).unwrap();
        assert_eq!(now(read_activity(&store, &main)), Ok(None));
        now(note_received(&store, &clock, &main, 1)).unwrap();
        assert_eq!(activity(&store, &main).received, 1);
    }
    for _ in 0..2_000 {
        clock.advance(7 * HOUR_MS);
        now(note_received(&store, &clock, &main, u64::MAX)).unwrap();
    }
    assert!(now(store.get("h1:ebay:main")).unwrap().unwrap().len() < 1_024);
}

#[test]
fn an_idle_sweep_costs_one_read() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(MONDAY_MS));
    for number in 0..100 {
        now(note_received(&store, &clock, &id("ebay", &format!("a{number}")), 1)).unwrap();
    }
    // The mark; the registry's counter, snapshot and tail; each account.
    let look = (1 + 1 + 1 + 36 + 100, 1);
    assert_eq!(cost(&store, find_silent(&store, &clock)), (Ok(Vec::new()), look));
    clock.advance(SILENCE_CHECK_MS - 1);
    assert_eq!(cost(&store, find_silent(&store, &clock)), (Ok(Vec::new()), (1, 0)));
    clock.advance(1);
    assert_eq!(cost(&store, find_silent(&store, &clock)).1, look);
    clock.advance(-10 * MINUTE_MS);
    assert_eq!(cost(&store, find_silent(&store, &clock)).1, (1, 0));
    // A wrong clock stops the looks for as long as one, not until its time has come.
    now(store.set("h1:checked", i64::MAX.to_string().as_bytes())).unwrap();
    assert_eq!(cost(&store, find_silent(&store, &clock)).1, look);
}

#[test]
fn a_look_that_failed_is_made_again() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    for _ in 0..60 {
        now(note_received(&store, &clock, &main, 1)).unwrap();
        clock.advance(8 * HOUR_MS);
    }
    clock.advance(100 * HOUR_MS);
    // The mark, the counter, one entry, the activity; then the mark is written.
    for operations in 0..5 {
        assert!(now(find_silent(&Mortal::new(&store, operations, false), &clock)).is_err(), "{operations}");
    }
    let silent = now(find_silent(&store, &clock)).unwrap();
    assert!(matches!(silent.as_slice(), [(id, silence)] if *id == main && silence.usual_gap_ms == 8 * HOUR_MS));
}
