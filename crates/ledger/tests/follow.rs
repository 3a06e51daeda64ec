//! Facts of conversations' records.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use sellerdesk_canonical::{Author, RiskKind, RiskState};
use sellerdesk_health::Figure;
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::Record;
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_ledger::{facts_of, follow, read_health, record_facts};
use serde_json::{Value, json};
use support::talk::{acted, delivered, fold, message, risk};
use support::{DAY_MS, Dice, HOUR_MS, ManualClock, NOW, id, now};

/// What each kind of record says, without ids and instants.
#[test]
fn each_record_says_what_the_table_of_the_docs_says() {
    let order = |status: &str| {
        sellerdesk_canonical::Happening::Order(sellerdesk_canonical::OrderChange {
            status: status.to_owned(),
            detail: None,
            total: None,
        })
    };
    let opened = |kind| risk(kind, RiskState::Opened, "R1");
    let closed = |kind| risk(kind, RiskState::Closed, "R1");
    let at = "2026-11-20T12:00:00Z";
    let cases: Vec<(Record, Vec<Value>)> = vec![
        (
            delivered("1", "m", NOW, message(Author::Buyer)),
            vec![json!({"message": {"thread": "T", "author": "buyer"}}), json!({"complaint": {"about": "defective"}})],
        ),
        (
            delivered("1", "m", NOW, message(Author::Seller)),
            vec![json!({"message": {"thread": "T", "author": "seller"}})],
        ),
        (
            delivered("1", "m", NOW, message(Author::Automatic)),
            vec![json!({"message": {"thread": "T", "author": "automatic"}})],
        ),
        (delivered("1", "m", NOW, message(Author::Platform)), vec![]),
        (
            delivered("1", "r", NOW, opened(RiskKind::Claim)),
            vec![json!({"defect": {"kind": "claim", "reference": "R1", "state": "opened"}})],
        ),
        (
            delivered("1", "r", NOW, closed(RiskKind::Dispute)),
            vec![json!({"defect": {"kind": "claim", "reference": "R1", "state": "closed"}})],
        ),
        (
            delivered("1", "r", NOW, opened(RiskKind::Chargeback)),
            vec![json!({"defect": {"kind": "chargeback", "reference": "R1", "state": "opened"}})],
        ),
        (
            delivered("1", "r", NOW, closed(RiskKind::NegativeFeedback)),
            vec![json!({"defect": {"kind": "feedback", "reference": "R1", "state": "removed"}})],
        ),
        (
            delivered("1", "r", NOW, opened(RiskKind::ReturnOpened)),
            vec![json!({"return": {"reference": "R1", "requested_at": at}})],
        ),
        (delivered("1", "r", NOW, opened(RiskKind::RefundIssued)), vec![json!({"order": {"refunded_at": at}})]),
        (delivered("1", "r", NOW, risk(RiskKind::Claim, RiskState::Updated, "R1")), vec![]),
        (delivered("1", "r", NOW, opened(RiskKind::AccountAtRisk)), vec![]),
        (delivered("1", "o", NOW, order("Shipped")), vec![json!({"order": {"shipped_at": at}})]),
        (delivered("1", "o", NOW, order("Unshipped")), vec![]),
        (acted("1", NOW, Action::NoReplyNeeded), vec![json!({"no_response_needed": {"thread": "T"}})]),
        (acted("1", NOW, Action::Resolved), vec![]),
    ];
    let conversation = fold(&[delivered("1", "m", NOW, message(Author::Buyer))]).id().unwrap();
    for (record, expected) in cases {
        let facts = facts_of(conversation, &record);
        let said: Vec<Value> = facts.iter().map(|fact| strip(serde_json::to_value(&fact.what).unwrap())).collect();
        let expected: Vec<Value> = expected
            .into_iter()
            .map(|value| {
                serde_json::from_str(&value.to_string().replace("\"T\"", &format!("\"{conversation}\""))).unwrap()
            })
            .collect();
        assert_eq!(said, expected, "{record:?}");
        assert!(facts.iter().all(|fact| fact.id == record.id.to_string() && fact.at == NOW));
        assert!(facts.iter().all(|fact| fact.site.as_deref().is_none_or(|site| site == "de")));
    }
}

/// Without what isn't told.
fn strip(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(|value| *value = strip(value.take()));
    }
    value
}

fn figures(store: &MemoryStore, clock: &ManualClock) -> Vec<Figure> {
    now(read_health(store, clock, &id(), NOW)).unwrap().figures
}

#[test]
fn records_followed_in_any_order_and_twice_give_the_same_figures() {
    let mut seen: Option<Vec<Figure>> = None;
    for seed in 0..12 {
        let (store, clock, mut dice) = (MemoryStore::default(), ManualClock::at(NOW), Dice(seed));
        let orders = (0..60).map(|thread| support::order(thread, NOW - 9 * DAY_MS)).collect();
        now(record_facts(&store, &clock, &id(), orders, NOW)).unwrap();
        for thread in 0..60 {
            let name = thread.to_string();
            let began = NOW - 8 * DAY_MS + thread * HOUR_MS;
            let mut records = vec![
                delivered(&name, "a", began, message(Author::Buyer)),
                delivered(&name, "b", began + (thread % 40) * HOUR_MS, message(Author::Seller)),
            ];
            if thread % 5 == 0 {
                records.push(delivered(&name, "c", began + 3, risk(RiskKind::Claim, RiskState::Opened, "A1")));
                records.push(delivered(&name, "d", began + 9, risk(RiskKind::RefundIssued, RiskState::Opened, "F1")));
            }
            for place in (1..records.len()).rev() {
                records.swap(place, usize::try_from(dice.roll(place as u64 + 1)).unwrap());
            }
            // One record after the other, as sweeps come by; some are followed again.
            for known in 1..=records.len() {
                let conversation = fold(&records[..known]);
                let from = if dice.roll(3) == 0 { 0 } else { known - 1 };
                now(follow(&store, &clock, &conversation, &records[from..known], NOW)).unwrap();
            }
        }
        let latest = figures(&store, &clock);
        let odr =
            latest.iter().find(|figure| figure.rule.metric == "amazon-odr-claims" && figure.view == "live").unwrap();
        assert_eq!((odr.count.part, odr.count.whole), (12, 60));
        assert_eq!(*seen.get_or_insert_with(|| latest.clone()), latest, "seed {seed}");
    }
}
