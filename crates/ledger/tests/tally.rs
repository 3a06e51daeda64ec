//! Sums of what happened, against a count by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use sellerdesk_canonical::{Author, Happening, Risk, RiskKind, RiskState};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::Record;
use sellerdesk_inbox::rules::{Standing, TargetState};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_ledger::tally::{Day, Days, contribution, day_of, list_tallied, month_of, read_tally, record_tally};
use std::collections::BTreeMap;
use std::time::Instant;
use support::talk::{acted, delivered, fold, message};
use support::{DAY_MS, Dice, HOUR_MS, ManualClock, NOW, id, now};

fn records(thread: u64, dice: &mut Dice) -> Vec<Record> {
    let name = thread.to_string();
    let began = NOW - 70 * DAY_MS + i64::try_from(dice.roll(60 * 24)).unwrap() * HOUR_MS;
    let mut at = began;
    let mut records = Vec::new();
    for turn in 0..=dice.roll(4) {
        records.push(delivered(&name, &format!("b{turn}"), at, message(Author::Buyer)));
        at += i64::try_from(dice.roll(40 * 60)).unwrap() * 60_000;
        match dice.roll(5) {
            0 => {}
            1 => records.push(delivered(&name, &format!("x{turn}"), at, message(Author::Automatic))),
            2 => records.push(acted(&name, at, Action::Resolved)),
            _ => records.push(delivered(&name, &format!("s{turn}"), at, message(Author::Seller))),
        }
        at += HOUR_MS;
    }
    if dice.roll(3) == 0 {
        records.push(acted(&name, at, Action::Assigned { to: Some(format!("agent{}", thread % 3)) }));
    }
    if dice.roll(12) == 0 {
        records.push(acted(&name, at + 1, Action::Spam));
    }
    records
}

fn standing(thread: u64) -> Standing {
    let state = TargetState {
        id: "t".to_owned(),
        clock: if thread.is_multiple_of(2) { "marketplace" } else { "company" }.to_owned(),
        target: "first_response".to_owned(),
        started_at: NOW - 30 * DAY_MS,
        deadline: None,
        outcome: if thread.is_multiple_of(5) { "breached" } else { "met" }.to_owned(),
        settled_at: None,
    };
    Standing { states: vec![state], ..Standing::default() }
}

/// Counted from scratch, without journals, shards or caches.
fn by_hand(conversations: &[(u64, Vec<Record>)]) -> Days {
    let mut days: BTreeMap<i32, Day> = BTreeMap::new();
    for (thread, records) in conversations {
        let conversation = fold(records);
        let agent = conversation.acts.assignee.as_ref().and_then(|it| it.value.clone()).unwrap_or_default();
        for (day, happened) in contribution(&conversation, &standing(*thread)) {
            days.entry(day).or_default().add(&happened, &agent);
        }
    }
    days
}

#[test]
fn sums_are_those_of_a_count_by_hand_whatever_the_order() {
    for seed in 0..6 {
        let (store, clock, mut dice) = (MemoryStore::default(), ManualClock::at(NOW), Dice(seed));
        let mut conversations: Vec<(u64, Vec<Record>)> =
            (0..400).map(|thread| (thread, records(thread, &mut dice))).collect();
        let expected = by_hand(&conversations);
        // Deliveries in another order than things happened; each conversation is followed now and then, some twice.
        let mut steps: Vec<(usize, usize)> = Vec::new();
        for (place, (_, records)) in conversations.iter_mut().enumerate() {
            for other in (1..records.len()).rev() {
                records.swap(other, usize::try_from(dice.roll(other as u64 + 1)).unwrap());
            }
            steps.extend((1..records.len()).filter(|_| dice.roll(2) == 0).map(|known| (place, known)));
            steps.extend([(place, records.len()); 2]);
        }
        for place in (1..steps.len()).rev() {
            steps.swap(place, usize::try_from(dice.roll(place as u64 + 1)).unwrap());
        }
        for (count, (place, known)) in steps.iter().enumerate() {
            let (thread, records) = &conversations[*place];
            let conversation = fold(&records[..*known]);
            let standing = standing(*thread);
            now(record_tally(&store, &clock, &conversation, &standing, *known as u64)).unwrap();
            if count % 200 == 0 {
                now(read_tally(&store, &clock, &id(), day_of(NOW) - 80, day_of(NOW))).unwrap();
            }
        }
        let read = now(read_tally(&store, &clock, &id(), day_of(NOW) - 80, day_of(NOW) + 10)).unwrap();
        assert_eq!(read, expected, "seed {seed}");
        let again = now(read_tally(&store, &clock, &id(), day_of(NOW) - 80, day_of(NOW) + 10)).unwrap();
        assert_eq!(again, expected, "from the cache");
        assert_eq!(now(list_tallied(&store, &clock)).unwrap(), [id()]);
    }
}

#[test]
fn what_is_counted_is_what_one_would_count() {
    let at = |hours: i64| NOW + hours * HOUR_MS;
    let records = [
        delivered("1", "a", at(0), message(Author::Buyer)),
        delivered("1", "b", at(1), message(Author::Buyer)),
        delivered("1", "c", at(13), message(Author::Seller)),
        acted("1", at(14), Action::Resolved),
        delivered("1", "d", at(40), message(Author::Buyer)),
    ];
    let days = by_hand(&[(1, records.to_vec())]);
    let whole = |day: i32| days[&day].whole(None);
    let today = whole(day_of(NOW));
    assert_eq!((today.opened, today.received, today.resolved, today.reopened), (1, 2, 0, 0));
    assert_eq!((today.responses.count(), today.first.count(), today.within_12h, today.within_24h), (1, 1, 0, 1));
    // 13 hours are 46,800 s: the bucket is exact about its bounds.
    let bucket = today.first.quantile(50).unwrap();
    assert!((bucket.from..=bucket.to).contains(&46_800));
    let tomorrow = whole(day_of(NOW) + 1);
    assert_eq!((tomorrow.received, tomorrow.resolved), (0, 1), "14 hours after noon is the next day");
    let later = whole(day_of(at(40)));
    assert_eq!((later.reopened, later.waiting.len()), (1, 1));
    assert_eq!((later.overdue(24, at(40 + 24)), later.overdue(24, at(40 + 25))), (0, 1));
}

#[test]
fn a_bad_rating_counts_for_whoever_has_the_conversation_until_it_is_taken_back() {
    let rating = |id: &str, reference: &str, state| {
        let risk = Risk {
            kind: RiskKind::NegativeFeedback,
            state,
            reference: reference.to_owned(),
            amount: None,
            reason: None,
            due_at: None,
        };
        delivered("1", id, NOW, Happening::Risk(risk))
    };
    let mut records = vec![
        delivered("1", "a", NOW - HOUR_MS, message(Author::Buyer)),
        acted("1", NOW, Action::Assigned { to: Some("mia".to_owned()) }),
        rating("f1", "F1", RiskState::Opened),
        rating("f2", "F2", RiskState::Opened),
    ];
    let of_mia = |records: &[Record]| {
        let days = by_hand(&[(1, records.to_vec())]);
        days.values().flat_map(|day| day.0.get("mia")).map(|sums| sums.bad_feedback).sum::<u64>()
    };
    assert_eq!(of_mia(&records), 2);
    records.push(rating("f3", "F1", RiskState::Closed));
    assert_eq!(of_mia(&records), 1);
}

#[test]
fn months_are_those_of_the_calendar() {
    for (text, month) in [
        ("1970-01-01T00:00:00Z", 1970 * 12),
        ("2024-02-29T23:59:59Z", 2024 * 12 + 1),
        ("2024-03-01T00:00:00Z", 2024 * 12 + 2),
        ("2026-12-31T23:59:59Z", 2026 * 12 + 11),
        ("2100-02-28T12:00:00Z", 2100 * 12 + 1),
        ("2100-03-01T12:00:00Z", 2100 * 12 + 2),
    ] {
        assert_eq!(month_of(day_of(sellerdesk_deadline::parse_instant(text).unwrap())), month, "{text}");
    }
}

/// `YEAR=200000 cargo test … a_year -- --nocapture` for the full year; a fiftieth of it otherwise.
#[test]
fn a_year_costs_the_same_reads_however_many_conversations() {
    let full: u64 = std::env::var("YEAR").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000);
    let mut costs = Vec::new();
    for count in [full / 8, full] {
        let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
        for thread in 0..count {
            let name = thread.to_string();
            let began =
                NOW - 360 * DAY_MS + i64::try_from(thread).unwrap() * (355 * DAY_MS / i64::try_from(count).unwrap());
            let records = [
                delivered(&name, "a", began, message(Author::Buyer)),
                delivered(&name, "b", began + HOUR_MS * i64::try_from(thread % 30).unwrap(), message(Author::Seller)),
            ];
            now(record_tally(&store, &clock, &fold(&records), &standing(thread), 2)).unwrap();
        }
        let (from, to) = (day_of(NOW) - 365, day_of(NOW));
        let (cold, before) = (Instant::now(), store.operations());
        now(read_tally(&store, &clock, &id(), from, to)).unwrap();
        let (cold, cold_reads) = (cold.elapsed(), store.operations().reads - before.reads);
        // Thirteen months of sixteen shards: a counter, a snapshot and less than a span of entries each.
        assert!(cold_reads <= 40 + 13 * 16 * 67, "{cold_reads} reads without caches");
        let before = store.operations();
        let warm = Instant::now();
        let days = now(read_tally(&store, &clock, &id(), from, to)).unwrap();
        let warm = warm.elapsed();
        costs.push(store.operations().reads - before.reads);
        assert_eq!(days.values().map(|day| day.whole(None).opened).sum::<u64>(), count);
        println!(
            "{count} conversations: without caches {cold:?} and {cold_reads} reads, from caches {warm:?}, {} reads",
            costs[costs.len() - 1]
        );
    }
    assert_eq!(costs[0], costs[1]);
    assert!(costs[0] <= 2 * (13 + 6), "{costs:?}");
}
