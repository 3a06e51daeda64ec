//! Policies are chosen by what the order is worth: by the newest total that the marketplace told, in whatever order it came.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use proptest::prelude::*;
use sellerdesk_canonical::{Author, ConversationId, Event, Happening, Money, Risk, RiskKind, RiskState};
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::rules::Priority;
use sellerdesk_inbox::{Deed, Desk, accept_all, act, read};
use sellerdesk_journal::memory::MemoryStore;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{PlainRules, message, order_change};

/// Events as `<minute> <what>`: `order EUR 59.90`, `order` (no total), `claim EUR 10.00`, `claim`, `message`. One that begins
/// with `+` comes in the same delivery as the one before. Then the policy that the last one got.
const CASES: [(&str, &[&str], &str); 12] = [
    ("nothing is known", &["0 message"], "general"),
    ("a total before the message", &["0 order EUR 59.90", "1 message"], "general EUR 5990"),
    ("in the same delivery", &["0 order EUR 59.90", "+0 message"], "general EUR 5990"),
    ("in the same delivery, after it", &["0 message", "+0 order EUR 1.00", "+0 message"], "general EUR 100"),
    ("the newer total", &["0 order EUR 10.00", "5 order EUR 20.00", "9 message"], "general EUR 2000"),
    ("the newer total came first", &["5 order EUR 20.00", "0 order EUR 10.00", "9 message"], "general EUR 2000"),
    ("a change without a total", &["0 order EUR 10.00", "5 order", "9 message"], "general EUR 1000"),
    ("a currency without cents", &["0 order JPY 5990", "1 message"], "general JPY 5990"),
    ("a total nobody can read", &["0 order EUR 1e3", "1 message"], "general"),
    ("a currency that is none", &["0 order euros 5", "1 message"], "general"),
    ("a claim's own amount", &["0 order EUR 59.90", "1 claim EUR 10.00"], "dispute_threat EUR 1000"),
    ("a claim without one", &["0 order EUR 59.90", "1 claim"], "dispute_threat EUR 5990"),
];

#[derive(Default)]
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn take(&self, delivery: Vec<Event>) {
        now(accept_all(self.desk(), "standard", "main", delivery)).unwrap();
    }

    /// The policy that the newest record got.
    fn newest_policy(&self) -> String {
        let view = now(read(self.desk(), conversation())).unwrap();
        let What::Delivered(delivered) = &view.records.last().unwrap().what else { panic!("not delivered") };
        delivered.policy.clone()
    }

    /// The policy that the conversation gets when somebody changes its priority.
    fn chosen_again(&self) -> String {
        now(act(self.desk(), conversation(), Deed::Prioritize(Priority::High), "ada", Some("key"))).unwrap();
        let view = now(read(self.desk(), conversation())).unwrap();
        let What::Acted(acted) = &view.records.last().unwrap().what else { panic!("nobody acted") };
        let sellerdesk_inbox::action::Action::Prioritized { policy, .. } = &acted.action else { panic!("not so") };
        policy.clone()
    }
}

fn conversation() -> ConversationId {
    ConversationId::derive("standard", "main", "t")
}

fn event(number: usize, line: &str) -> Event {
    let (minute, what) = line.split_once(' ').unwrap();
    let at = BEGIN_MS + minute.parse::<i64>().unwrap() * 60_000;
    let (kind, money) = what.split_once(' ').unwrap_or((what, ""));
    let id = format!("e{number}");
    match kind {
        "order" => order_change("t", &id, at, money),
        "message" => message("t", &id, at, Author::Buyer, "hello"),
        "claim" => {
            let amount = money.split_once(' ');
            let amount = amount.map(|(currency, amount)| Money { amount: amount.into(), currency: currency.into() });
            let (kind, state, reference) = (RiskKind::Claim, RiskState::Opened, "c1".to_owned());
            let risk = Risk { kind, state, reference, amount, reason: None, due_at: None };
            Event { happening: Happening::Risk(risk), ..message("t", &id, at, Author::Platform, "") }
        }
        other => panic!("{other}"),
    }
}

#[test]
fn policies_are_chosen_by_what_the_order_is_worth() {
    for (name, lines, policy) in CASES {
        let office = Office::default();
        let mut deliveries: Vec<Vec<Event>> = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            match line.strip_prefix('+') {
                Some(line) => deliveries.last_mut().unwrap().push(event(number, line)),
                None => deliveries.push(vec![event(number, line)]),
            }
        }
        deliveries.into_iter().for_each(|delivery| office.take(delivery));
        let policy = format!("{{\"policy\":\"{policy}\"}}");
        assert_eq!(office.newest_policy(), policy, "{name}");
        assert_eq!(office.chosen_again(), policy, "{name}: chosen again");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn totals_in_any_order_of_arrival_choose_the_same_policy(
        (minutes, shuffled) in proptest::collection::vec(0..6_i64, 1..6)
            .prop_flat_map(|minutes| (Just(minutes.clone()), Just((0..minutes.len()).collect::<Vec<_>>()).prop_shuffle())),
    ) {
        let total = |number: usize| event(number, &format!("{} order EUR {number}", minutes[number]));
        let (one, other) = (Office::default(), Office::default());
        for (number, elsewhere) in shuffled.iter().enumerate() {
            one.take(vec![total(number)]);
            other.take(vec![total(*elsewhere)]);
        }
        for office in [&one, &other] {
            office.take(vec![event(minutes.len(), "9 message")]);
        }
        prop_assert_eq!(one.newest_policy(), other.newest_policy());
        prop_assert_eq!(one.chosen_again(), other.chosen_again());
    }
}
