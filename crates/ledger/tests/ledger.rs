//! Facts, reports, settings and alerts of an account on a store that counts operations.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod support;

use proptest::prelude::*;
use sellerdesk_health::{AccountHealth, Batch, Figure, Level, Options, Page, Rollup};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_ledger::{
    LedgerError, ReportKind, Settings, evaluate_due, lines, list, list_summaries, mark_told, put_report, put_settings,
    read_account, read_health, read_report, record_facts,
};
use support::{DAY_MS, HOUR_MS, ManualClock, NOW, claim, id, now, order, quiet_shop};

fn odr(figures: &[Figure]) -> &Figure {
    figures.iter().find(|figure| figure.rule.metric == "amazon-odr" && figure.view == "live").unwrap()
}

#[test]
fn figures_are_those_of_the_facts_in_any_order_and_twice() {
    let facts = quiet_shop(300);
    let mut page = Page::default();
    let options = Options::default();
    let (channel, account) = ("amazon".to_owned(), "main".to_owned());
    page.apply(&Batch { channel, account, received_at: NOW, options, facts: facts.clone() });
    let rollup: Rollup = page.rollup();
    let expected = AccountHealth::new("amazon", "", &rollup).figures(NOW);
    proptest!(ProptestConfig::with_cases(24), |(order in Just(facts).prop_shuffle(), cuts in 1_usize..40)| {
        let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
        for part in order.chunks(cuts * 8) {
            now(record_facts(&store, &clock, &id(), part.to_vec(), NOW)).unwrap();
            if cuts % 2 == 0 {
                now(record_facts(&store, &clock, &id(), part.to_vec(), NOW)).unwrap();
            }
        }
        let health = now(read_health(&store, &clock, &id(), NOW)).unwrap();
        prop_assert_eq!(&health.figures, &expected);
        // From the cache the second time.
        let again = now(read_health(&store, &clock, &id(), NOW)).unwrap();
        prop_assert_eq!(&again.figures, &expected);
    });
}

#[test]
fn a_claim_denied_later_leaves_the_rate() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let mut facts: Vec<_> = (0..200).map(|number| order(number, NOW - DAY_MS)).collect();
    facts.extend([claim(1, NOW, "opened"), claim(2, NOW, "opened")]);
    now(record_facts(&store, &clock, &id(), facts, NOW)).unwrap();
    let health = now(read_health(&store, &clock, &id(), NOW)).unwrap();
    assert_eq!((odr(&health.figures).count.part, odr(&health.figures).count.whole), (2, 200));
    let line = lines(&health, NOW).into_iter().find(|line| line.metric == "amazon-odr" && line.view == "live").unwrap();
    assert_eq!((line.percent.as_deref(), line.level.as_str()), (Some("1.0000"), "red"));
    assert_eq!((line.limit.as_deref(), line.excess), (Some("below 1 %"), Some(1)));
    now(record_facts(&store, &clock, &id(), vec![claim(2, NOW + HOUR_MS, "denied")], NOW + HOUR_MS)).unwrap();
    let health = now(read_health(&store, &clock, &id(), NOW + HOUR_MS)).unwrap();
    assert_eq!(odr(&health.figures).count.part, 1);
    let line = lines(&health, NOW).into_iter().find(|line| line.metric == "amazon-odr" && line.view == "live").unwrap();
    assert_eq!((line.percent.as_deref(), line.level.as_str(), line.bearable), (Some("0.5000"), "aim", Some(0)));
}

#[test]
fn the_cost_of_a_look_does_not_grow_with_what_is_known() {
    let mut costs = Vec::new();
    for batches in [20, 400] {
        let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
        for batch in 0..batches {
            let facts = (0..8).map(|number| order(batch * 8 + number, NOW - DAY_MS)).collect();
            now(record_facts(&store, &clock, &id(), facts, NOW)).unwrap();
        }
        now(read_health(&store, &clock, &id(), NOW)).unwrap();
        let before = store.operations();
        let health = now(read_health(&store, &clock, &id(), NOW)).unwrap();
        assert_eq!(odr(&health.figures).count.whole, batches * 8);
        costs.push(store.operations().reads - before.reads);
        // One more fact: the read of its page alone is on top.
        now(record_facts(&store, &clock, &id(), vec![order(1_000_000, NOW - DAY_MS)], NOW)).unwrap();
        let before = store.operations();
        now(read_health(&store, &clock, &id(), NOW)).unwrap();
        let reads = store.operations().reads - before.reads;
        assert!(reads < costs[0] + 70, "{reads} reads after {batches} batches");
    }
    assert_eq!(costs, [34, 34], "two reads a page, and the account");
}

#[test]
fn a_bad_week_raises_each_alert_once_and_early() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    now(record_facts(&store, &clock, &id(), quiet_shop(2_400), NOW)).unwrap();
    let mut told: Vec<(i64, Option<Level>, String)> = Vec::new();
    // Four defects a day among forty orders a day.
    for hour in 0..14 * 24 {
        let at = NOW + hour * HOUR_MS;
        clock.set(at);
        let number = 10_000 + hour * 2;
        let mut facts = vec![order(number as u64, at), order(number as u64 + 1, at)];
        if hour % 6 == 0 {
            facts.push(claim(number as u64, at, "opened"));
        }
        now(record_facts(&store, &clock, &id(), facts, at)).unwrap();
        // Pokes are more frequent than rounds, and a crash between telling and marking is not rare.
        for poke in 0..3 {
            let done = now(evaluate_due(&store, &clock, at + poke)).unwrap();
            assert_eq!(done.failed, 0);
            for untold in done.untold {
                let ids: Vec<String> = untold.raised.iter().map(|raised| raised.id.clone()).collect();
                for raised in untold.raised {
                    if told.iter().all(|(_, _, id)| *id != raised.id) {
                        told.push((hour, raised.level, raised.id));
                    }
                }
                if hour % 5 != 0 {
                    now(mark_told(&store, &clock, &untold.id, ids)).unwrap();
                }
            }
        }
    }
    let live: Vec<_> = told.iter().filter(|(_, _, id)| id.starts_with("amazon-odr:live")).collect();
    let levels: Vec<Option<Level>> = live.iter().map(|(_, level, _)| *level).collect();
    assert_eq!(levels, [Some(Level::Aim), Some(Level::Warn), Some(Level::Red)], "{live:?}");
    assert!(live[0].0 < live[2].0 - 24, "a day between the first word and the limit: {live:?}");
    let account = now(read_account(&store, &clock, &id())).unwrap();
    let raised: Vec<_> = account.raised.iter().filter(|raised| raised.id.starts_with("amazon-odr:live")).collect();
    assert_eq!(raised.len(), 3, "recorded once each");
    assert!(raised.iter().all(|raised| raised.told));
}

#[test]
fn nothing_due_costs_one_read() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    now(record_facts(&store, &clock, &id(), quiet_shop(50), NOW)).unwrap();
    let done = now(evaluate_due(&store, &clock, NOW)).unwrap();
    assert_eq!((done.accounts, done.has_more), (1, false));
    let before = store.operations();
    assert_eq!(now(evaluate_due(&store, &clock, NOW + HOUR_MS - 1)).unwrap().accounts, 0);
    assert_eq!(store.operations().reads - before.reads, 1);
    assert_eq!(now(evaluate_due(&store, &clock, NOW + HOUR_MS)).unwrap().accounts, 1);
    assert_eq!(now(list(&store, &clock)).unwrap(), [id()]);
    let summaries = now(list_summaries(&store, &clock, None, 10)).unwrap();
    assert!(summaries[0].1.as_ref().unwrap().lines.iter().any(|line| line.metric == "amazon-odr"));
}

#[test]
fn a_report_is_kept_as_it_came_and_the_newest_few_stay() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let feedback = |number: usize| {
        let rows: String = (0..number + 1)
            .map(|row| {
                format!("11/10/26\t1\tnot good {}\t\tNo\tYes\tNo\t302-000000{number}-{row:07}\tb@x\r\n", "x".repeat(90))
            })
            .collect();
        format!(
            "Date\tRating\tComments\tYour Response\tArrived on Time\tItem as Described\tCustomer Service\tOrder ID\tRater Email\r\n{rows}"
        )
    };
    let mut ids = Vec::new();
    for number in [3_000, 1, 2, 3, 4, 1] {
        let upload =
            now(put_report(&store, &clock, &id(), ReportKind::Feedback, "us", feedback(number).as_bytes())).unwrap();
        assert_eq!((upload.rows, upload.refused), (number + 1, 0), "{:?}", upload.problems);
        ids.push(upload.id);
    }
    assert_eq!(ids[1], ids[5]);
    let account = now(read_account(&store, &clock, &id())).unwrap();
    assert_eq!(account.uploads.len(), 4);
    let bytes = now(read_report(&store, &clock, &id(), &ids[4])).unwrap();
    assert_eq!(bytes, feedback(4).into_bytes());
    assert_eq!(now(read_report(&store, &clock, &id(), &ids[0])), Err(LedgerError::NotFound));
    let parts = store.keys().into_iter().filter(|key| key.starts_with("f1:amazon.main:p")).count();
    assert_eq!(parts, 4, "the bytes of the replaced one are gone");
}

#[test]
fn official_figures_stand_beside_ours() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let report = br#"{"accountStatuses":[{"marketplaceId":"ATVPDKIKX0DER","status":"NORMAL"}],"performanceMetrics":[{"marketplaceId":"ATVPDKIKX0DER","lateShipmentRate":{"reportingDateRange":{"reportingDateFrom":"2026-10-20T00:00:00Z","reportingDateTo":"2026-11-18T00:00:00Z"},"status":"GOOD","targetValue":0.04,"targetCondition":"LESS_THAN","orderCount":100,"lateShipmentCount":2,"rate":0.02},"somethingNew":{"a":1}}]}"#;
    let upload = now(put_report(&store, &clock, &id(), ReportKind::Performance, "", report)).unwrap();
    assert_eq!((upload.figures.len(), upload.unread.is_empty()), (1, false), "{upload:?}");
    let health = now(read_health(&store, &clock, &id(), NOW)).unwrap();
    assert_eq!(health.account.official().unwrap().figures[0].count.part, 2);
    let refused = now(put_report(&store, &clock, &id(), ReportKind::Performance, "", b"not json"));
    assert!(matches!(refused, Err(LedgerError::Health(_))));
}

#[test]
fn settings_are_versioned_and_hold_for_past_days() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(NOW));
    let mut facts: Vec<_> = (0..10).map(|number| order(number, NOW - DAY_MS)).collect();
    facts.push(support::fraud(1, NOW));
    now(record_facts(&store, &clock, &id(), facts, NOW)).unwrap();
    let part = |store: &MemoryStore| odr(&now(read_health(store, &clock, &id(), NOW)).unwrap().figures).count.part;
    assert_eq!(part(&store), 0, "a chargeback for fraud is left out");
    let mut settings = Settings::default();
    settings.options.fraud_chargebacks_count = true;
    let account = now(put_settings(&store, &clock, &id(), 0, settings.clone(), "admin")).unwrap();
    assert_eq!(part(&store), 1, "unless the account wants it");
    let stale = now(put_settings(&store, &clock, &id(), 0, Settings::default(), "admin"));
    assert_eq!(stale, Err(LedgerError::Conflict { version: account.version }));
    settings.large = true;
    settings.options.zone = "Europe/Nowhere".to_owned();
    let refused = now(put_settings(&store, &clock, &id(), account.version, settings, "admin"));
    let Err(LedgerError::Health(sellerdesk_health::HealthError::Fields(fields))) = refused else { panic!() };
    assert_eq!(fields.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["options.zone", "large"]);
}
