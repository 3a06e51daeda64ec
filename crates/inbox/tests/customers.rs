//! A customer's history: counted once however often it is told, and known when the next message is judged.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use proptest::prelude::*;
use sellerdesk_canonical::{Author, Buyer, CustomerId, Event};
use sellerdesk_inbox::customers::{
    Customer, Known, VIP_ORDERS_DEFAULT, VipRule, known_customer, note_customers, read_customer,
};
use sellerdesk_inbox::limits::CUSTOMER_CURRENCIES_MAX;
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::{Desk, Following, Section, accept, check_team_rules, follow, put_settings, read};
use sellerdesk_journal::memory::MemoryStore;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{PlainRules, message, order_change};

const BY_VALUE: &str = "history:order_value";

#[derive(Default)]
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn take(&self, event: Event) {
        now(accept(self.desk(), "standard", "main", event)).unwrap();
    }

    /// Follows a thread; `times` the steps run without anybody noting that they did.
    fn follow(&self, thread: &str, times: usize) {
        let id = sellerdesk_canonical::ConversationId::derive("standard", "main", thread);
        let steps = async |following: &Following<'_>| {
            for _ in 0..times {
                note_customers(self.desk(), following).await?;
            }
            Ok(Vec::new())
        };
        now(follow(self.desk(), id, i64::MAX, steps)).unwrap();
    }

    fn customer(&self) -> Customer {
        now(read_customer(self.desk(), buyer_id())).unwrap()
    }
}

fn buyer_id() -> CustomerId {
    CustomerId::derive("standard", "main", "buyer-7")
}

fn order(number: u32) -> Event {
    let event = message(&format!("t{number}"), &format!("m{number}"), BEGIN_MS, Author::Buyer, "hello");
    let buyer = Some(Buyer { id: "buyer-7".to_owned(), name: None });
    Event { buyer, order_id: Some(format!("order-{number}")), at: BEGIN_MS + i64::from(number), ..event }
}

#[test]
fn who_ordered_often_is_one_of_the_best_from_the_next_message_on() {
    let office = Office::default();
    for number in 0..VIP_ORDERS_DEFAULT {
        office.take(order(number));
        assert!(!view(&office, number).row.vip, "order {number}");
        office.follow(&format!("t{number}"), 1);
    }
    office.take(order(VIP_ORDERS_DEFAULT));
    assert!(view(&office, VIP_ORDERS_DEFAULT).row.vip);
    let customer = office.customer();
    assert_eq!((customer.since, customer.visits.len()), (Some(BEGIN_MS), VIP_ORDERS_DEFAULT as usize));
    assert!(customer.visits.is_sorted_by_key(|visit| std::cmp::Reverse(visit.at)));
}

fn view(office: &Office, number: u32) -> sellerdesk_inbox::ConversationView {
    let id = sellerdesk_canonical::ConversationId::derive("standard", "main", &format!("t{number}"));
    now(read(office.desk(), id)).unwrap()
}

#[test]
fn a_rule_says_why_it_holds_and_one_of_zero_never_does() {
    let known = r#"{"orders": 1000, "praises": 1000, "order_values": {"EUR": 50000, "JPY": 9000}}"#;
    let known: Known = serde_json::from_str(known).unwrap();
    let cases = [
        (r#"{"orders": 0, "praises": 0}"#, None),
        (r#"{"orders": 0, "praises": 3}"#, Some("history:praises")),
        (r#"{"orders": 1001, "praises": 0}"#, None),
        (r#"{"orders": 1000, "praises": 3}"#, Some("history:orders")),
        (r#"{"orders": 0, "praises": 0, "order_values": [{"currency": "EUR", "minor_units": 50000}]}"#, Some(BY_VALUE)),
        (r#"{"orders": 0, "praises": 0, "order_values": [{"currency": "EUR", "minor_units": 50001}]}"#, None),
        (r#"{"orders": 0, "praises": 0, "order_values": [{"currency": "EUR", "minor_units": 0}]}"#, None),
        (r#"{"orders": 0, "praises": 0, "order_values": [{"currency": "USD", "minor_units": 1}]}"#, None),
        (
            r#"{"orders": 0, "praises": 0, "order_values": [{"currency": "EUR", "minor_units": 50001},
                {"currency": "JPY", "minor_units": 9000}]}"#,
            Some(BY_VALUE),
        ),
        (r#"{"praises": 0, "order_values": [{"currency": "EUR", "minor_units": 1}]}"#, Some("history:orders")),
    ];
    for (rule, reason) in cases {
        let parsed: VipRule = serde_json::from_str(rule).unwrap();
        assert_eq!((parsed.check(), parsed.reason(&known)), (Ok(()), reason), "{rule}");
    }
    assert_eq!(VipRule::default().order_values, []);
}

#[test]
fn rules_are_checked_before_they_are_saved() {
    let many = [r#"{"currency": "EUR", "minor_units": 1}"#; CUSTOMER_CURRENCIES_MAX + 1].join(",");
    let cases = [
        (r#"{"currency": "EUR", "minor_units": 1}"#, None),
        (
            r#"{"currency": "EUR", "minor_units": 1}, {"currency": "eur", "minor_units": 1}"#,
            Some("vip.order_values[1]"),
        ),
        (r#"{"currency": "EUR", "minor_units": -1}"#, Some("vip.order_values[0]")),
        (r#"{"currency": "EUR", "minor_units": 1.5}"#, Some("rules")),
        (r#"{"currency": "EUR", "amount": "1.50"}"#, Some("rules")),
        (many.as_str(), Some("vip.order_values")),
    ];
    for (values, field) in cases {
        let checked = check_team_rules(&format!(r#"{{"vip": {{"order_values": [{values}]}}}}"#));
        assert_eq!(checked.err().map(|(field, _)| field).as_deref(), field, "{values}");
    }
}

#[test]
fn who_ordered_something_dear_is_one_of_the_best_from_the_next_message_on() {
    let office = Office::default();
    let rules = r#"{"vip": {"orders": 0, "praises": 0, "order_values": [{"currency": "EUR", "minor_units": 50000}]}}"#;
    now(put_settings(office.desk(), Section::Rules, 0, rules.to_owned(), "ada")).unwrap();
    for (number, total, is_vip) in [(1, "EUR 499.99", false), (2, "USD 900.00", false), (3, "EUR 500.00", true)] {
        office.take(ordered(number, total));
        office.follow(&format!("t{number}"), 1);
        office.take(order(10 * number));
        let view = view(&office, 10 * number);
        assert_eq!(view.row.vip, is_vip, "{total}");
        let What::Delivered(delivered) = &view.records.first().unwrap().what else { panic!("not delivered") };
        let reasons = &delivered.judgement.as_ref().unwrap().rules;
        assert_eq!(reasons.contains(&BY_VALUE.to_owned()), is_vip, "{total}");
    }
    let dearest = [("EUR".to_owned(), 50_000), ("USD".to_owned(), 90_000)];
    assert_eq!(office.customer().known().order_values, dearest.into());
}

#[test]
fn the_first_currencies_by_name_are_kept() {
    let office = Office::default();
    let currencies = ["ZAR", "USD", "SEK", "PLN", "JPY", "EUR", "CAD"];
    for (number, currency) in (0..).zip(currencies) {
        office.take(ordered(number, &format!("{currency} 100")));
        office.follow(&format!("t{number}"), 1);
    }
    let known = office.customer().known();
    assert_eq!(known.order_values.len(), CUSTOMER_CURRENCIES_MAX);
    assert_eq!(known.order_values.into_iter().collect::<Vec<_>>().first(), Some(&("CAD".to_owned(), 10_000)));
}

/// A change of an order with its total.
fn ordered(number: u32, total: &str) -> Event {
    Event { happening: order_change("", "", 0, total).happening, ..order(number) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_told_again_or_in_another_order_counts_once(
        told in proptest::collection::vec((0_u32..8, 1_usize..4), 1..24),
    ) {
        // Odd numbers are orders with a total, even ones messages.
        let order = |number: u32| match number % 2 {
            0 => order(number),
            _ => ordered(number, ["EUR 1", "EUR 2.5", "USD 3", "JPY 70"][number as usize / 2]),
        };
        let (one, other) = (Office::default(), Office::default());
        for (number, times) in &told {
            one.take(order(*number));
            one.follow(&format!("t{number}"), *times);
        }
        let mut numbers: Vec<u32> = told.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in &numbers {
            other.take(order(*number));
            other.follow(&format!("t{number}"), 1);
        }
        let (one, known) = (one.customer(), now(known_customer(&one.store, buyer_id())).unwrap());
        prop_assert_eq!(&one.visits, &other.customer().visits);
        prop_assert_eq!(one.known(), other.customer().known());
        prop_assert_eq!(&known, &one.known());
        prop_assert_eq!(known.orders as usize, numbers.len());
    }
}
