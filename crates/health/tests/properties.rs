//! Facts in any order, any number of times, over any number of pages: the same figures. Pages stay within their size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use proptest::{collection::vec, prelude::*, sample::Index};
use sellerdesk_health::{
    AlertSettings, Author, Batch, Canceller, Count, DefectFact, DefectKind, DefectState, Exclusion, ExclusionFact,
    Fact, HealthError, Limit, MessageFact, Options, OrderFact, Page, ReturnFact, Rollup, Source, ThreadFact,
    ViolationFact, VoteFact, What, bearable, excess,
};
use support::{DAY_MS, at, batch, merged, pages_of};

fn instant() -> impl Strategy<Value = i64> {
    // Few instants, so that statements often meet.
    (0..8_i64).prop_map(|day| at("2026-10-01T00:00:00Z") + day * DAY_MS)
}

fn what() -> impl Strategy<Value = What> {
    use DefectState::{Closed, ClosedUnresolved, Denied, Granted, Opened, Refunded, Removed, Withdrawn};
    let states =
        prop::sample::select(vec![Opened, Refunded, Granted, Denied, Withdrawn, Removed, ClosedUnresolved, Closed]);
    let kinds = prop::sample::select(vec![
        DefectKind::Feedback,
        DefectKind::Claim,
        DefectKind::Chargeback,
        DefectKind::Case,
        DefectKind::NotReceived,
    ]);
    let authors = prop::sample::select(vec![Author::Buyer, Author::Seller, Author::Automatic, Author::Greeting]);
    let order = (any::<bool>(), instant(), instant(), 0..3).prop_map(|(placed, one, two, by)| {
        let by = [None, Some(Canceller::Seller), Some(Canceller::Nobody)][by as usize];
        What::Order(OrderFact {
            placed_at: placed.then_some(one),
            ship_by: Some(two),
            shipped_at: (!placed).then_some(one),
            cancelled_at: by.map(|_| two),
            cancelled_by: by,
            ..OrderFact::default()
        })
    });
    let thread = || (0..3).prop_map(|thread| format!("t{thread}"));
    prop_oneof![
        4 => order,
        4 => (kinds, states, 0..2_u8, prop::option::of(1..6_u8)).prop_map(|(kind, state, reference, rating)| {
            let reference = reference.to_string();
            What::Defect(DefectFact { kind, reference, state, rating, fraud: None, protected: None, funded_by_marketplace: None })
        }),
        1 => (instant(), prop::option::of(instant())).prop_map(|(requested, answered_at)| {
            What::Return(ReturnFact { requested_at: Some(requested), answered_at, ..ReturnFact::default() })
        }),
        1 => any::<bool>().prop_map(|satisfied| What::Vote(VoteFact { satisfied })),
        1 => any::<bool>().prop_map(|stands| What::Violation(ViolationFact { stands })),
        4 => (thread(), authors).prop_map(|(thread, author)| What::Message(MessageFact { thread, author })),
        1 => thread().prop_map(|thread| What::NoResponseNeeded(ThreadFact { thread })),
        1 => (thread(), any::<bool>()).prop_map(|(thread, out)| {
            let reason = if out { Exclusion::Holiday } else { Exclusion::None };
            What::Exclusion(ExclusionFact { thread, reason })
        }),
    ]
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let fact = (0..6, instant(), 0..4, prop::option::of(prop::sample::select(vec!["us", "de"])), what()).prop_map(
        |(id, at, order, site, what)| Fact {
            id: format!("f{id}"),
            at,
            order: Some(format!("o{order}")),
            site: site.map(str::to_owned),
            sku: Some(format!("s{id}")),
            source: Source::Erp,
            what,
        },
    );
    vec(fact, 1..40)
}

proptest! {
    #[test]
    fn any_order_any_number_of_times(
        facts in facts(),
        again in vec(any::<Index>(), 0..20),
        keys in vec(any::<u32>(), 60),
        size in 1..9_usize,
        pages in prop::sample::select(vec![1_u16, 4, 16]),
    ) {
        let now = at("2026-11-20T00:00:00Z");
        let options = Options::default();
        let fold = |facts: &[Fact], pages: u16, size: usize| {
            merged(&pages_of(facts, pages, size, |part| batch("amazon", now, &options, part)))
        };
        let expected = fold(&facts, 1, 1_000);
        let mut other: Vec<Fact> = facts.iter().chain(again.iter().map(|index| index.get(&facts))).cloned().collect();
        let mut order: Vec<usize> = (0..other.len()).collect();
        order.sort_by_key(|index| keys[*index % keys.len()]);
        other = order.into_iter().map(|index| other[index].clone()).collect();
        prop_assert_eq!(&fold(&other, pages, size), &expected);
        prop_assert_eq!(Rollup::decode(&expected.encode()), Ok(expected));
    }

    /// A page's and a rollup's bytes come from a store: anything is survived.
    #[test]
    fn damaged_pages_are_refused_or_read(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(page) = Page::decode(&bytes) {
            page.rollup();
        }
        let _ = Rollup::decode(&bytes);
    }

    /// The next one after those that are bearable breaks the limit; with those in excess gone it is kept.
    #[test]
    fn bearable_and_excess_are_exact(part in 0..300_u64, more in 0..30_u64, tens in 0..=100_u64, kind in 0..4_usize) {
        // Whole percents of whole hundreds: the line itself is met often.
        let (ppm, count) = (tens * 10_000, Count { part, whole: part + more * 100 + (100 - part % 100) % 100 });
        let limit = [Limit::Below(ppm), Limit::AtMost(ppm), Limit::AtLeast(ppm), Limit::NumberAtMost(ppm / 1_000)][kind];
        let worse = |by: u64| match limit {
            Limit::AtLeast(_) => Count { whole: count.whole + by, ..count },
            _ => Count { part: count.part + by, ..count },
        };
        let most = bearable(limit, count);
        if limit.is_kept(count) && count.whole > 0 && most < 1_000_000 {
            prop_assert!(most == 0 || limit.is_kept(worse(most)));
            prop_assert!(!limit.is_kept(worse(most + 1)));
        }
        let gone = excess(limit, count);
        prop_assert_eq!(gone == 0, limit.is_kept(count));
        let better = |by: u64| match limit {
            Limit::AtLeast(_) => Count { part: count.part + by, whole: count.whole + by },
            _ => Count { part: count.part.saturating_sub(by), ..count },
        };
        if gone > 0 && gone < 1_000_000 && limit.value() > 0 {
            prop_assert!(limit.is_kept(better(gone)));
            prop_assert!(!limit.is_kept(better(gone - 1)));
        }
    }
}

/// A year of a shop far too large for one page: the newest days stay exact, and the page says from when.
#[test]
fn a_page_stays_within_a_stored_value() {
    let first = at("2026-01-01T12:00:00Z");
    let options = Options { zone: "UTC".into(), ..Options::default() };
    let mut page = Page::default();
    for day in 0..365_i64 {
        let placed = first + day * DAY_MS;
        let facts = (0..60).map(|number| Fact {
            id: format!("{day}-{number}"),
            at: placed,
            order: Some(format!("o{day}-{number}")),
            site: Some("us".into()),
            sku: Some(format!("sku-{}", number % 40)),
            source: Source::Erp,
            what: What::Order(OrderFact {
                placed_at: Some(placed),
                ship_by: Some(placed + DAY_MS),
                shipped_at: Some(placed + DAY_MS / 2),
                ..OrderFact::default()
            }),
        });
        page.apply(&batch("amazon", placed + DAY_MS / 2, &options, facts.collect()));
        assert!(page.encode().len() <= 256 * 1024, "day {day}: {} bytes", page.encode().len());
    }
    let rollup = page.rollup();
    let since = rollup.exact_since.unwrap();
    let last = i32::try_from((first + 364 * DAY_MS).div_euclid(DAY_MS)).unwrap();
    eprintln!("one page: {} bytes, exact for {} days at 60 orders a day", page.encode().len(), last - since + 1);
    assert!(last - since >= 14);
    // Sealed days still count: no order of the year is lost.
    assert_eq!(rollup.orders, 365 * 60);
}

#[test]
fn alert_documents_are_refused_by_field() {
    for (json, field) in [
        (r#"{"rows": [{"metric": "nonsense"}]}"#, "rows[0].metric"),
        (r#"{"rows": [{"metric": "amazon-odr", "warn": "0.8 %"}]}"#, "rows[0].warn"),
        (r#"{"rows": [{"metric": "amazon-odr", "warn": "-1"}]}"#, "rows[0].warn"),
        (r#"{"rows": [{"metric": "amazon-odr", "red": "100.1"}]}"#, "rows[0].red"),
        (r#"{"rows": [{"metric": "amazon-odr", "warn": 0.8}]}"#, "rows[0].warn"),
        (r#"{"rows": [{"metric": "amazon-odr", "aim": "1", "warn": "0.8"}]}"#, "rows[0].red"),
        (r#"{"rows": [{"metric": "walmart-response-rate", "warn": "90", "red": "92"}]}"#, "rows[0].red"),
        (r#"{"rows": [{"metric": "amazon-response-time", "warn": "1"}]}"#, "rows[0].metric"),
        (r#"{"rows": [{"metric": "amazon-odr", "wran": "1"}]}"#, "rows[0].wran"),
    ] {
        let Err(HealthError::Fields(problems)) = AlertSettings::read(json) else { panic!("{json} was taken") };
        assert_eq!(problems[0].field, field, "{json}: {problems:?}");
    }
    let taken = r#"{"rows": [{"metric": "amazon-odr", "aim": "0.5", "warn": "0.8", "red": "1", "clear_by": "0.05"}]}"#;
    assert!(AlertSettings::read(taken).is_ok());
}

/// What goes into one journal entry fits it, and nothing is lost on the way.
#[test]
fn batches_fit_a_journal_entry() {
    let now = at("2026-11-20T00:00:00Z");
    let facts = (0..5_000).map(|number| Fact {
        id: format!("{number:0>200}"),
        at: now,
        order: Some(format!("{:0>200}", number % 3)),
        site: None,
        sku: None,
        source: Source::Erp,
        what: What::Vote(VoteFact { satisfied: true }),
    });
    let whole = batch("amazon", now, &Options::default(), facts.collect());
    let parts = whole.clone().by_page(16);
    assert!(parts.len() > 3);
    assert_eq!(parts.iter().map(|(_, part)| part.facts.len()).sum::<usize>(), 5_000);
    for (_, part) in &parts {
        let bytes = part.encode();
        assert!(bytes.len() <= sellerdesk_health::limits::BATCH_BYTES_MAX, "{} bytes", bytes.len());
        assert_eq!(Batch::decode(&bytes).as_ref(), Ok(part));
    }
}
