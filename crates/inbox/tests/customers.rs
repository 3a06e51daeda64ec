//! A customer's history: counted once however often it is told, and known when the next message is judged.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use proptest::prelude::*;
use sellerdesk_canonical::{Author, Buyer, CustomerId, Event};
use sellerdesk_inbox::customers::{
    Customer, Known, VIP_ORDERS_DEFAULT, VipRule, known_customer, note_customers, read_customer,
};
use sellerdesk_inbox::{Desk, Following, accept, follow, read};
use sellerdesk_journal::memory::MemoryStore;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{PlainRules, message};

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
fn a_rule_of_zero_never_holds() {
    let known = Known { orders: 1_000, praises: 1_000 };
    assert_eq!(VipRule { orders: 0, praises: 0 }.reason(&known), None);
    assert_eq!(VipRule { orders: 0, praises: 3 }.reason(&known), Some("history:praises"));
    assert_eq!(VipRule { orders: 1_001, praises: 0 }.reason(&known), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_told_again_or_in_another_order_counts_once(
        told in proptest::collection::vec((0_u32..8, 1_usize..4), 1..24),
    ) {
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
        prop_assert_eq!(known, one.known());
        prop_assert_eq!(known.orders as usize, numbers.len());
    }
}
