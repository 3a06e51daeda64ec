//! What agents corrected is counted once, whatever else happens, and comes back as labelled text.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, ConversationId, Event, EventId};
use sellerdesk_inbox::acts::Corrected;
use sellerdesk_inbox::corrections::Ledger;
use sellerdesk_inbox::limits::{CORRECTIONS_KEPT_MAX, EXPORT_ROWS_MAX, EXPORT_TEXT_BYTES_MAX};
use sellerdesk_inbox::rules::Category;
use sellerdesk_inbox::{Deed, Desk, Exported, accept, act, export_corrections, read_corrections};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::Random;
use sellerdesk_journal::{Clock, Entry, Fold, SPAN_ENTRIES, VALUE_BYTES_MAX};
use serde_json::json;
use std::collections::BTreeMap;
use support::store::{ManualClock, cost, now};
use support::{PlainRules, message};

use Category::{Account, DisputeThreat, General, QualityIssue, RefundReturn};

/// A desk on a store in memory.
#[derive(Default)]
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn hear(&self, thread: &str, id: &str, author: Author, text: &str) -> ConversationId {
        self.clock.advance(1_000);
        self.take(message(thread, id, self.clock.wall_ms(), author, text))
    }

    fn take(&self, event: Event) -> ConversationId {
        now(accept(self.desk(), "standard", "main", event)).unwrap().conversation
    }

    fn correct(&self, conversation: ConversationId, category: Category) {
        self.clock.advance(1_000);
        now(act(self.desk(), conversation, Deed::Categorize(category), "mia", None)).unwrap();
    }

    fn retry(&self, conversation: ConversationId, category: Category, key: &str) {
        now(act(self.desk(), conversation, Deed::Categorize(category), "mia", Some(key))).unwrap();
    }

    fn counts(&self) -> Vec<(Category, Category, u64)> {
        let ledger = now(read_corrections(self.desk())).unwrap();
        ledger.confusions.iter().map(|((was, now), count)| (*was, *now, *count)).collect()
    }

    fn export(&self, after: u64, limit: usize) -> Exported {
        now(export_corrections(self.desk(), after, limit)).unwrap()
    }

    fn labels(&self) -> Vec<(String, Category)> {
        let page = self.export(0, EXPORT_ROWS_MAX);
        assert_eq!(page.next, None);
        page.rows.into_iter().map(|row| (row.text, row.correction.now)).collect()
    }
}

#[test]
fn the_last_correction_of_a_message_counts_once_and_correcting_back_undoes_it() {
    let office = Office::default();
    let id = office.hear("t", "m1", Author::Buyer, "hello");
    assert_eq!(office.counts(), []);
    office.correct(id, RefundReturn);
    assert_eq!(office.counts(), [(General, RefundReturn, 1)]);
    office.correct(id, Account);
    office.correct(id, Account);
    assert_eq!(office.counts(), [(General, Account, 1)]);
    assert_eq!(office.labels(), [("hello".to_owned(), Account)]);
    office.correct(id, General);
    assert_eq!((office.counts(), office.labels()), (vec![], vec![]));
    let ledger = now(read_corrections(office.desk())).unwrap();
    assert!(ledger.languages.is_empty() && ledger.channels.is_empty() && ledger.recent().next().is_none());
    office.correct(id, QualityIssue);
    assert_eq!(office.counts(), [(General, QualityIssue, 1)]);
    let ledger = now(read_corrections(office.desk())).unwrap();
    assert_eq!(ledger.languages, BTreeMap::from([("en".to_owned(), 1)]));
    assert_eq!(ledger.channels, BTreeMap::from([("standard".to_owned(), 1)]));
    let newest = ledger.recent().next().unwrap();
    assert_eq!((newest.conversation, newest.by.as_str(), newest.at), (id, "mia", office.clock.wall_ms()));
}

#[test]
fn a_correction_is_about_the_message_that_the_conversation_is_shown_as() {
    let office = Office::default();
    let id = office.hear("t", "m1", Author::Buyer, "hello");
    office.hear("t", "m2", Author::Buyer, "urgent");
    office.hear("t", "m3", Author::Buyer, "are you there");
    office.correct(id, RefundReturn);
    assert_eq!(office.labels(), [("urgent".to_owned(), RefundReturn)]);
    // It was answered; what somebody corrects then is still the same, as long as the buyer wrote nothing.
    office.hear("t", "r1", Author::Seller, "on its way");
    office.correct(id, QualityIssue);
    assert_eq!(office.labels(), [("urgent".to_owned(), QualityIssue)]);
    office.hear("t", "m4", Author::Buyer, "one more thing");
    office.correct(id, Account);
    let two = [("urgent".to_owned(), QualityIssue), ("one more thing".to_owned(), Account)];
    assert_eq!(office.labels(), two);
    assert_eq!(office.counts(), [(DisputeThreat, QualityIssue, 1), (General, Account, 1)]);
}

#[test]
fn a_request_that_comes_again_changes_nothing() {
    let office = Office::default();
    let id = office.hear("t", "m1", Author::Buyer, "hello");
    for (key, category) in
        [("a", RefundReturn), ("b", Account), ("a", RefundReturn), ("b", Account), ("a", RefundReturn)]
    {
        // Also long after, when it has to be written once more to be sure.
        office.clock.advance(70_000);
        office.retry(id, category, key);
    }
    assert_eq!(office.counts(), [(General, Account, 1)]);
    assert_eq!(office.labels(), [("hello".to_owned(), Account)]);
    let pages: Vec<_> = (0..5).map(|after| office.export(after, 1).rows.len()).collect();
    assert_eq!(pages.iter().sum::<usize>(), 1, "one of all pages has it: {pages:?}");
}

#[test]
fn pages_give_each_row_once_and_end_by_bytes_too() {
    let office = Office::default();
    let long = "x".repeat(EXPORT_TEXT_BYTES_MAX / 20);
    for number in 0..70 {
        let id = office.hear(&format!("t{number}"), &format!("m{number}"), Author::Buyer, &long);
        office.correct(id, RefundReturn);
    }
    for limit in [1, 7, 64, EXPORT_ROWS_MAX, usize::MAX] {
        let (mut after, mut rows) = (Some(0), Vec::new());
        while let Some(from) = after {
            let page = office.export(from, limit);
            assert!(page.rows.len() <= limit.min(21), "{limit}: {}", page.rows.len());
            assert!(page.next.is_none_or(|next| next > from));
            rows.extend(page.rows.into_iter().map(|row| row.correction.item));
            after = page.next;
        }
        let expected: Vec<_> =
            (0..70).map(|number| EventId::delivered("standard", "main", &format!("m{number}"))).collect();
        assert_eq!(rows, expected, "{limit}");
    }
    assert_eq!(office.export(u64::MAX, 1), Exported { rows: Vec::new(), next: None });
}

#[test]
fn what_a_correction_costs_does_not_grow() {
    let office = Office::default();
    let mut costs = Vec::new();
    for number in 0..6 * SPAN_ENTRIES {
        let id = office.hear(&format!("t{number}"), &format!("m{number}"), Author::Buyer, "hello");
        office.clock.advance(1_000);
        let deed = act(office.desk(), id, Deed::Categorize(RefundReturn), "mia", None);
        let (row, operations) = cost(&office.store, deed);
        row.unwrap();
        costs.push(operations.reads + operations.writes);
    }
    let span = SPAN_ENTRIES as usize;
    let total = |spans: usize| costs[spans * span..(spans + 1) * span].iter().sum::<u64>();
    assert_eq!(total(1), total(5));
    let (report, operations) = cost(&office.store, read_corrections(office.desk()));
    assert_eq!(report.unwrap().confusions, BTreeMap::from([((General, RefundReturn), 6 * SPAN_ENTRIES)]));
    assert!(operations.reads <= SPAN_ENTRIES + 3, "{operations:?}");
}

/// One correction of a message, as its conversation knows it.
fn label(item: u64, at: i64, category: Category) -> Corrected {
    let (id, item_id) = (correction_id(item, at), EventId::delivered("c", "a", &item.to_string()));
    Corrected { at, id, sequence: at.cast_unsigned(), item: item_id, category, by: "m".repeat(64) }
}

/// An entry of the journal: its record is that of the last label.
fn entry(item: u64, labels: &[Corrected]) -> Entry {
    let last = labels.last().unwrap();
    let payload = json!({
        "id": last.id, "conversation": ConversationId::derive("c", "a", &item.to_string()), "item": last.item,
        "was": General, "language": "en", "channel": "standard", "labels": labels,
    });
    Entry {
        event_id: sellerdesk_journal::EventId(last.id.bytes()),
        began_ms: last.at,
        at_ms: last.at,
        payload: serde_json::to_vec(&payload).unwrap(),
    }
}

fn correction_id(item: u64, at: i64) -> EventId {
    EventId::delivered("c", "a", &format!("{item} corrected at {at}"))
}

/// A history of corrections in the order of time, and what each message is about in the end. Sometimes a writer saw
/// nothing of those before, as on a store that is behind.
fn history(random: &mut Random, entries: u64, items: u64) -> (Vec<Entry>, BTreeMap<u64, Category>) {
    let mut of_item: BTreeMap<u64, Vec<Corrected>> = BTreeMap::new();
    let mut history = Vec::new();
    for number in 0..entries {
        let (item, at) = (random.below(items), number.cast_signed() * 10 + 10);
        let labels = of_item.entry(item).or_default();
        labels.push(label(item, at, Category::ALL[random.below(13) as usize]));
        let is_blind = items < 100 && random.below(5) == 0;
        history.push(entry(item, if is_blind { &labels[labels.len() - 1..] } else { labels }));
    }
    let last = of_item.into_iter().filter_map(|(item, all)| all.last().map(|label| (item, label.category)));
    (history, last.collect())
}

fn expected(last: &BTreeMap<u64, Category>) -> BTreeMap<(Category, Category), u64> {
    let mut counts = BTreeMap::new();
    for category in last.values().filter(|category| **category != General) {
        *counts.entry((General, *category)).or_default() += 1;
    }
    counts
}

fn fold<'a>(ledger: &mut Ledger, entries: impl IntoIterator<Item = &'a Entry>) {
    for (place, entry) in entries.into_iter().enumerate() {
        ledger.apply(place as u64 + 1, entry);
    }
}

#[test]
fn any_order_and_any_repetition_gives_the_same_counts() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let (mut history, last) = history(&mut random, 60, 12);
        let repeated: Vec<Entry> = history.iter().filter(|_| random.below(3) == 0).cloned().collect();
        history.extend(repeated);
        for place in (1..history.len()).rev() {
            history.swap(place, random.below(place as u64 + 1) as usize);
        }
        let mut ledger = Ledger::default();
        let half = random.below(history.len() as u64) as usize;
        fold(&mut ledger, &history[..half]);
        // A snapshot in between changes nothing.
        let mut ledger = Ledger::decode(&ledger.encode()).unwrap();
        fold(&mut ledger, &history[half..]);
        assert_eq!(ledger.confusions, expected(&last), "seed {seed}");
        assert_eq!(ledger.recent().count() as u64, ledger.confusions.values().sum::<u64>(), "seed {seed}");
    }
}

#[test]
fn forgotten_corrections_still_count_once() {
    let (entries, items) = (6 * CORRECTIONS_KEPT_MAX as u64, 3 * CORRECTIONS_KEPT_MAX as u64);
    for seed in 0..5 {
        let mut random = Random::new(seed);
        let (mut history, last) = history(&mut random, entries, items);
        // Neighbours change places, and some come again at once or much later.
        for place in 1..history.len() {
            if random.below(3) == 0 {
                history.swap(place - 1, place);
            }
        }
        let mut shaken = Vec::new();
        for (place, entry) in history.iter().enumerate() {
            shaken.push(entry);
            if random.below(4) == 0 {
                shaken.push(&history[random.below(place as u64 + 1) as usize]);
            }
        }
        let mut ledger = Ledger::default();
        fold(&mut ledger, shaken);
        assert_eq!(ledger.confusions, expected(&last), "seed {seed}");
        assert_eq!(ledger.languages["en"], ledger.confusions.values().sum::<u64>());
    }
}

#[test]
fn of_two_records_of_one_request_the_first_in_the_conversation_counts() {
    let first = Corrected { at: 10, sequence: 1, ..label(1, 30, Account) };
    let second = Corrected { sequence: 3, ..label(1, 30, Account) };
    let other = Corrected { sequence: 2, ..label(1, 20, RefundReturn) };
    let entries = [&[first], &[second], &[other]].map(|labels| entry(1, labels));
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut ledger = Ledger::default();
        fold(&mut ledger, order.map(|place| &entries[place]));
        assert_eq!(ledger.confusions, BTreeMap::from([((General, RefundReturn), 1)]), "{order:?}");
    }
}

#[test]
fn the_heaviest_ledger_fits_into_a_snapshot() {
    let mut ledger = Ledger::default();
    for number in 0..2 * CORRECTIONS_KEPT_MAX as u64 {
        let begin = i64::MAX / 2 + 100 * number.cast_signed();
        let labels: Vec<Corrected> = (0..20).map(|place| label(number, begin + place, Account)).collect();
        let entry = entry(number, &labels);
        ledger.apply(u64::MAX / 2 + number, &entry);
    }
    let bytes = ledger.encode();
    println!("{} bytes of {VALUE_BYTES_MAX}", bytes.len());
    assert!(bytes.len() < VALUE_BYTES_MAX);
    assert!(Ledger::decode(&bytes) == Some(ledger));
}
