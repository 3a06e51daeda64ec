//! The index against a plain map: any rows, compacted and trimmed at any time, listed in pages of any size.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_canonical::Instant;
use sellerdesk_inbox::index::page::{Key, PageRef, Shape, store_key};
use sellerdesk_inbox::index::{INDEX_JOURNAL, Index, append, order_key};
use sellerdesk_inbox::limits::{FORGET_MS, LIST_PAGES_MAX, PAGE_BYTES_MAX};
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::Random;
use sellerdesk_journal::{SETTLE_MS, SPAN_ENTRIES, Store, VALUE_BYTES_MAX};
use std::collections::BTreeSet;
use support::rows::{Oracle, conversation, random_row, row};
use support::store::{ManualClock, now};

/// Rows appended in one run.
const ROWS: u64 = 12_000;
/// Conversations they are of: enough for several pages of each tree.
const CONVERSATIONS: u64 = 4_000;
/// An older row arrives at most so many rows late.
const LATE_ROWS: usize = 100;

/// A store with an index, the rows it must hold, and chance.
struct Bench {
    store: MemoryStore,
    clock: ManualClock,
    oracle: Oracle,
    random: Random,
    versions: Vec<u64>,
    appended: Vec<Row>,
}

impl Bench {
    fn new(seed: u64) -> Self {
        Self {
            store: MemoryStore::default(),
            clock: ManualClock::default(),
            oracle: Oracle::default(),
            random: Random::new(seed),
            versions: vec![0; CONVERSATIONS as usize],
            appended: Vec::new(),
        }
    }

    fn index(&self) -> Index<'_, MemoryStore, ManualClock> {
        now(Index::load(&self.store, &self.clock)).unwrap()
    }

    fn append(&mut self, rows: &[Row]) {
        now(append(&self.store, &self.clock, rows)).unwrap();
        rows.iter().for_each(|row| self.oracle.append(row));
        self.appended.extend_from_slice(rows);
    }

    /// A few rows: new ones, or one that was appended lately and comes once more, late.
    fn append_some(&mut self) {
        let lately = self.appended.len().saturating_sub(LATE_ROWS);
        if self.random.once_in(20) && !self.appended.is_empty() {
            let late = lately + self.random.below((self.appended.len() - lately) as u64) as usize;
            let late = self.appended[late].clone();
            return self.append(&[late]);
        }
        let rows: Vec<Row> = (0..=self.random.below(40))
            .map(|_| {
                let number = self.random.below(CONVERSATIONS);
                self.versions[number as usize] += 1;
                random_row(number, self.versions[number as usize], |end| self.random.below(end))
            })
            .collect();
        self.append(&rows);
    }

    fn compact(&self) {
        now(self.index().compact()).unwrap();
    }

    fn trim(&self) {
        // The first only notes what it saw; the others delete until nothing is left to do.
        now(self.index().trim()).unwrap();
        self.clock.advance(SETTLE_MS + 1);
        while now(self.index().trim()).unwrap().has_more {}
        now(self.index().trim()).unwrap();
    }

    /// Scans the whole list in pages of random sizes.
    fn scan_all(&mut self, keep: impl Fn(&Row) -> bool) -> Vec<Row> {
        let (mut rows, mut after): (_, Option<Key>) = (Vec::new(), None);
        let mut limits = self.random.clone();
        self.random.bits();
        let index = self.index();
        loop {
            let limit = 1 + limits.below(300) as usize;
            let scan = now(index.scan(after.as_ref(), limit, &keep)).unwrap();
            assert!(scan.rows.len() <= limit);
            rows.extend(scan.rows);
            assert!(scan.next.is_none() || scan.next > after, "a cursor that does not move");
            after = scan.next;
            if after.is_none() {
                return rows;
            }
        }
    }

    fn check(&mut self) {
        let listed = self.oracle.listed();
        let found = self.scan_all(|_| true);
        assert!(found == listed, "{} rows instead of {}", found.len(), listed.len());
        let at: Instant = self.random.below(10_000_000).cast_signed();
        let limit = 1 + self.random.below(400) as usize;
        let due = self.oracle.due(at);
        let expected: Vec<_> = due.iter().copied().take(limit).collect();
        assert_eq!(now(self.index().due(at, limit)).unwrap(), (expected, due.len() > limit));
        for _ in 0..20 {
            let id = conversation(self.random.below(CONVERSATIONS));
            let version = now(self.index().version(id)).unwrap();
            let known = self.oracle.0.get(&id).map(|row| (row.version, row.complete));
            // A conversation that asks for nothing is forgotten after a while.
            let may_be_forgotten = self
                .oracle
                .0
                .get(&id)
                .is_some_and(|row| !row.is_listed() && row.complete && row.next_point_at.is_none());
            assert!(version == known || (version.is_none() && may_be_forgotten), "{version:?} instead of {known:?}");
        }
    }

    fn pages(&self) -> Vec<(Shape, Vec<PageRef>)> {
        let index = self.index();
        index.trees().map(|(shape, tree)| (shape, tree.0.clone())).to_vec()
    }

    fn check_pages(&self) {
        for (shape, pages) in self.pages() {
            for (position, page) in pages.iter().enumerate() {
                let entries = page.entries as usize;
                assert!(entries <= shape.entries_max, "{entries} entries in tree {}", shape.tree);
                let is_last = position + 1 == pages.len();
                assert!(is_last || entries >= shape.entries_min, "{entries} entries in tree {}", shape.tree);
                let value = now(self.store.get(&store_key(INDEX_JOURNAL, &page.id))).unwrap().unwrap();
                assert!(value.len() < VALUE_BYTES_MAX);
            }
            assert!(pages.is_sorted_by(|one, other| one.first < other.first));
        }
    }

    fn stored_pages(&self) -> BTreeSet<String> {
        let prefix = format!("{INDEX_JOURNAL}:p");
        self.store.keys().into_iter().filter(|key| key.starts_with(&prefix)).collect()
    }

    fn reachable_pages(&self) -> BTreeSet<String> {
        self.pages().iter().flat_map(|(_, pages)| pages).map(|page| store_key(INDEX_JOURNAL, &page.id)).collect()
    }
}

#[test]
fn it_answers_what_a_plain_map_would() {
    for seed in 0..3 {
        let mut bench = Bench::new(seed);
        while (bench.appended.len() as u64) < ROWS {
            bench.append_some();
            bench.clock.advance(bench.random.up_to_ms(20_000));
            if bench.random.once_in(3) {
                bench.compact();
            }
            if bench.random.once_in(60) {
                bench.trim();
            }
            if bench.random.once_in(25) {
                bench.check();
                bench.check_pages();
            }
        }
        let pages: Vec<usize> = bench.pages().iter().map(|(_, pages)| pages.len()).collect();
        assert!(pages.iter().all(|pages| *pages > 1), "the run is too small to test anything: {pages:?}");
        bench.check();
    }
}

#[test]
fn a_trim_deletes_exactly_what_nothing_needs() {
    let mut bench = Bench::new(7);
    for _ in 0..30 {
        for _ in 0..10 {
            bench.append_some();
        }
        bench.compact();
        assert!(bench.stored_pages().is_superset(&bench.reachable_pages()));
    }
    assert!(bench.stored_pages().len() > bench.reachable_pages().len(), "nothing to trim");
    bench.trim();
    // The newest manifest alone is left, so what is stored is what it names.
    assert_eq!(bench.stored_pages(), bench.reachable_pages());
    let keys = bench.store.keys();
    let manifests = keys.iter().filter(|key| key.starts_with("i1:s")).count();
    let entries = keys.iter().filter(|key| key.strip_prefix("i1:").is_some_and(|rest| rest.parse::<u64>().is_ok()));
    assert_eq!((manifests, entries.count()), (1, bench.index().tail_entries()));
    bench.check();
}

#[test]
fn pages_of_the_longest_rows_stay_below_a_values_limit() {
    let mut bench = Bench::new(0);
    let long = |number| {
        let mut row = row(number, 1, Some(number.cast_signed()));
        row.buyer_name = Some("\u{1f4e6}".repeat(121));
        row.subject = row.buyer_name.clone();
        row.excerpt = "\u{1f4e6}".repeat(121);
        row.order_id = Some("\u{1f4e6}".repeat(sellerdesk_canonical::limits::ID_BYTES_MAX / 4));
        row
    };
    for block in 0..30 {
        let rows: Vec<Row> = (block * SPAN_ENTRIES..(block + 1) * SPAN_ENTRIES).map(long).collect();
        bench.append(&rows);
        bench.compact();
    }
    for (_, pages) in bench.pages() {
        for page in pages {
            let value = now(bench.store.get(&store_key(INDEX_JOURNAL, &page.id))).unwrap().unwrap();
            // Lengths stand before keys and values.
            assert!(value.len() <= PAGE_BYTES_MAX + 8 * page.entries as usize, "{}", value.len());
        }
    }
    bench.check();
}

#[test]
fn a_rare_filter_finds_rows_that_are_in_no_page_yet() {
    let mut bench = Bench::new(0);
    for block in 0..100 {
        let rows: Vec<Row> = (block * SPAN_ENTRIES..(block + 1) * SPAN_ENTRIES)
            .map(|number| row(number, 1, Some(2 * number.cast_signed())))
            .collect();
        bench.append(&rows);
    }
    bench.compact();
    let pages = bench.pages()[0].1.len();
    assert!(pages > LIST_PAGES_MAX + 5, "only {pages} pages");
    // Between any two pages there is a recent row, and the filter wants nothing but these.
    let recent: Vec<Row> = (0..SPAN_ENTRIES - 1)
        .map(|step| {
            let deadline = 2 * (step.cast_signed() * 100) + 1;
            let mut row = row(1_000_000 + step, 1, Some(deadline));
            row.channel = "rare".to_owned();
            row
        })
        .collect();
    bench.append(&recent);
    let between: Vec<Row> = bench.pages()[0].1[1..]
        .iter()
        .enumerate()
        .map(|(step, page)| {
            let deadline = i64::from_be_bytes(page.first[1..9].try_into().unwrap()) ^ i64::MIN;
            let mut row = row(2_000_000 + step as u64, 1, Some(deadline - 1));
            row.channel = "rare".to_owned();
            row
        })
        .collect();
    bench.append(&between);
    let mut expected: Vec<Row> = recent.into_iter().chain(between).collect();
    expected.sort_by_key(order_key);
    let found = bench.scan_all(|row| row.channel == "rare");
    assert!(found == expected, "{} rows instead of {}", found.len(), expected.len());
}

#[test]
fn a_row_that_was_overtaken_changes_nothing_before_or_after_the_next_compaction() {
    let mut bench = Bench::new(0);
    let filler = |from: u64, rows: u64| -> Vec<Row> {
        (from..from + rows).map(|number| row(number, 1, Some(number.cast_signed()))).collect()
    };
    let mut closed = row(1, 3, None);
    closed.status = Status::Closed;
    bench.append(&[row(1, 1, Some(5)), closed, row(2, 3, Some(7))]);
    bench.append(&filler(10, SPAN_ENTRIES));
    bench.compact();
    // The first was closed, the second got a newer deadline, while the writer of these was slow.
    bench.append(&[row(1, 2, Some(5)), row(2, 2, Some(6))]);
    bench.check();
    bench.clock.advance(FORGET_MS / 2);
    bench.append(&filler(200, SPAN_ENTRIES));
    bench.compact();
    bench.check();
    bench.append(&[row(1, 2, Some(5))]);
    bench.append(&filler(400, SPAN_ENTRIES));
    bench.compact();
    bench.check();
}

#[test]
fn closed_conversations_leave_nothing_behind() {
    let mut bench = Bench::new(0);
    for block in 0..120 {
        let numbers = block * SPAN_ENTRIES / 2..(block + 1) * SPAN_ENTRIES / 2;
        let open: Vec<Row> = numbers.clone().map(|number| row(number, 1, Some(1))).collect();
        let closed: Vec<Row> = numbers.map(|number| Row { status: Status::Closed, ..row(number, 2, None) }).collect();
        bench.append(&open);
        bench.append(&closed);
        bench.clock.advance(60_000);
        bench.compact();
    }
    let entries: Vec<u32> =
        bench.pages().iter().map(|(_, pages)| pages.iter().map(|page| page.entries).sum()).collect();
    // Those closed within the last ten minutes, or in pages that nothing has touched since.
    assert_eq!(entries[..2], [0, 0]);
    assert!(entries[2] <= 2 * 11 * SPAN_ENTRIES as u32 / 2, "{entries:?}");
    assert!(bench.scan_all(|_| true).is_empty());
}
