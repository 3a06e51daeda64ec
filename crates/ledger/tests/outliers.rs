//! SKUs that stand out, told once; raw reports forgotten; an appeal written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use sellerdesk_canonical::Author;
use sellerdesk_health::{ComplaintFact, Fact, OrderFact, Source, Trouble, What};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::rules::Standing;
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_ledger::tally::{day_of, read_questions, read_tally, record_tally};
use sellerdesk_ledger::{
    LedgerError, Period, ReportKind, evaluate, find_outliers, forget_uploads, mark_told, put_report, read_account,
    read_report, record_facts, write_appeal,
};
use support::talk::{acted, delivered, fold, message};
use support::{DAY_MS, HOUR_MS, ManualClock, NOW, claim, id, now};

/// Two SKUs over 100 days, ten orders a day, with trouble in 2 % of them; `lamp` in half of what it shipped in the last
/// three weeks.
fn shop(is_bad: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    for number in 0..1_000_i64 {
        let placed = NOW - 100 * DAY_MS + number * DAY_MS / 10;
        let is_lamp = number % 2 == 0;
        let fact = |name: &str, at: i64, what: What| Fact {
            id: format!("{name}{number}"),
            at,
            order: Some(format!("302-{number}")),
            site: Some("us".to_owned()),
            sku: Some(if is_lamp { "lamp" } else { "mug" }.to_owned()),
            source: Source::Erp,
            what,
        };
        let order = OrderFact {
            placed_at: Some(placed),
            shipped_at: Some(placed + DAY_MS),
            delivered_at: Some(placed + 3 * DAY_MS),
            ..OrderFact::default()
        };
        facts.push(fact("o", placed, What::Order(order)));
        let is_troubled = number % 50 < 1 || is_bad && is_lamp && placed > NOW - 12 * DAY_MS && number % 4 == 0;
        if is_troubled && placed + 5 * DAY_MS < NOW {
            facts.push(fact("c", placed + 5 * DAY_MS, What::Complaint(ComplaintFact { about: Trouble::Defective })));
        }
    }
    facts
}

#[test]
fn a_sku_that_stands_out_is_told_once_until_it_was_quiet() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    now(record_facts(&store, &clock, &id(), shop(true), NOW)).unwrap();
    let found = now(find_outliers(&store, &clock, &id(), NOW)).unwrap();
    assert_eq!(found.skus.iter().map(|spike| spike.sku.as_str()).collect::<Vec<_>>(), ["lamp"], "{found:?}");
    assert_eq!(found.fake_deliveries, None);
    let told = |at: i64| {
        let raised = now(evaluate(&store, &clock, &id(), at)).unwrap();
        let ids: Vec<String> = raised.iter().map(|alert| alert.id.clone()).collect();
        now(mark_told(&store, &clock, &id(), ids)).unwrap();
        raised.into_iter().filter(|alert| alert.metric == "sku-trouble").collect::<Vec<_>>()
    };
    let first = told(NOW);
    assert_eq!(first.len(), 1);
    assert!(first[0].text.starts_with("lamp: ") && first[0].text.contains("defective"), "{}", first[0].text);
    // Not again: neither in the same hour nor on the days after.
    assert_eq!((told(NOW + HOUR_MS), told(NOW + DAY_MS)), (vec![], vec![]));
    let account = now(read_account(&store, &clock, &id())).unwrap();
    assert_eq!(account.stood_out.keys().collect::<Vec<_>>(), ["lamp"]);
}

#[test]
fn a_quiet_shop_has_no_outliers() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    now(record_facts(&store, &clock, &id(), shop(false), NOW)).unwrap();
    let found = now(find_outliers(&store, &clock, &id(), NOW)).unwrap();
    assert_eq!((found.skus, found.fake_deliveries), (vec![], None));
}

#[test]
fn raw_reports_are_deleted_on_request_and_when_they_are_old() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let report = b"order-id\tpurchase-date\n302-1\t2026-11-01T10:00:00+00:00\n";
    let put = |at: i64| {
        clock.set(at);
        now(put_report(&store, &clock, &id(), ReportKind::Orders, "us", report)).unwrap()
    };
    let upload = put(NOW);
    assert_eq!(now(read_report(&store, &clock, &id(), &upload.id)).unwrap(), report);
    assert_eq!(now(forget_uploads(&store, &clock, &id(), Some("returns"), i64::MAX)).unwrap(), 0);
    assert_eq!(now(forget_uploads(&store, &clock, &id(), Some("orders"), i64::MAX)).unwrap(), 1);
    let gone = now(read_report(&store, &clock, &id(), &upload.id));
    assert_eq!(gone, Err(LedgerError::NotFound));
    assert_eq!(now(read_account(&store, &clock, &id())).unwrap().uploads.len(), 1, "its summary stays");
    // Uploaded anew it is there again, until a year is over.
    put(NOW + DAY_MS);
    now(evaluate(&store, &clock, &id(), NOW + 300 * DAY_MS)).unwrap();
    assert!(now(read_report(&store, &clock, &id(), &upload.id)).is_ok());
    now(evaluate(&store, &clock, &id(), NOW + 367 * DAY_MS)).unwrap();
    assert_eq!(now(read_report(&store, &clock, &id(), &upload.id)), Err(LedgerError::NotFound));
    assert!(store.keys().iter().all(|key| !key.contains(":p")), "{:?}", store.keys());
}

#[test]
fn questions_name_the_product_and_the_newest_conversations() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    for thread in 0..9_i64 {
        let at = NOW + thread * HOUR_MS;
        let conversation = fold(&[delivered(&thread.to_string(), "a", at, message(Author::Buyer))]);
        for _ in 0..2 {
            now(record_tally(&store, &clock, &conversation, &Standing::default(), 1)).unwrap();
        }
    }
    for _ in 0..2 {
        let asked = now(read_questions(&store, &clock, &id(), day_of(NOW), day_of(NOW))).unwrap();
        let [((product, _), of)] = asked.0.iter().collect::<Vec<_>>()[..] else { panic!("{asked:?}") };
        assert_eq!((product.as_str(), of.conversations, of.newest.len()), ("lamp-1", 9, 4));
    }
}

#[test]
fn a_team_is_what_its_members_have() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    for (thread, agent) in ["ann", "bob", "ann"].into_iter().enumerate() {
        let name = thread.to_string();
        let records = [
            delivered(&name, "a", NOW, message(Author::Buyer)),
            acted(&name, NOW + 1, Action::Assigned { to: Some(agent.to_owned()) }),
        ];
        now(record_tally(&store, &clock, &fold(&records), &Standing::default(), 2)).unwrap();
    }
    let days = now(read_tally(&store, &clock, &id(), day_of(NOW), day_of(NOW))).unwrap();
    let opened = |agents: Option<&[String]>| days[&day_of(NOW)].whole(agents).opened;
    let team = ["ann".to_owned(), "eve".to_owned()];
    assert_eq!((opened(None), opened(Some(&team)), opened(Some(&[]))), (3, 2, 0));
}

#[test]
fn an_appeal_holds_the_figures_before_and_after() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let mut facts = shop(true);
    facts.extend((900..920).map(|number| claim(number, NOW - 2 * DAY_MS, "opened")));
    now(record_facts(&store, &clock, &id(), facts, NOW)).unwrap();
    let period = Period { from: day_of(NOW) - 13, to: day_of(NOW) };
    let archive = now(write_appeal(&store, &clock, &id(), &period)).unwrap();
    let text = String::from_utf8_lossy(&archive);
    for wanted in [
        "plan-of-action.md",
        "metrics.csv",
        "orders.csv",
        "## Root cause",
        "## What was corrected",
        "## What prevents it",
        "amazon-odr",
        "[Why it happened",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    // Twenty orders of the period have claims: none before, twenty after.
    let odr = |when: &str| {
        let line = text.lines().find(|line| line.starts_with("amazon-odr,us,live,") && line.contains(when));
        line.unwrap().split(',').nth(6).unwrap().to_owned()
    };
    assert_eq!(odr(",after,"), "20");
    assert_eq!(odr(",before,"), "0", "orders of the period are not in the figures before");
}
