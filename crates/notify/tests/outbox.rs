//! The outbox: each step of a delivery, targets apart from each other, bundles, redelivery, repeated entries.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use sellerdesk_canonical::EventId;
use sellerdesk_journal::{Entry, EventId as JournalId, Fold, VALUE_BYTES_MAX};
use sellerdesk_notify::{
    CapLimits, Delivery, Due, Kind, Language, Notice, Outbox, Outcome, Record, Refusal, Severity, State, When, limits,
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const START: i64 = 1_768_392_000_000;
const CAPS: CapLimits = CapLimits::NOTIFICATIONS;

/// A journal of records and its fold.
#[derive(Default)]
struct Desk {
    log: Vec<Record>,
    outbox: Outbox,
}

impl Desk {
    fn append(&mut self, record: Record) -> u64 {
        self.log.push(record);
        let sequence = self.log.len() as u64;
        self.outbox.take(sequence, self.log.last().unwrap());
        sequence
    }

    fn queue(&mut self, name: &str, target: &str, when: When, severity: Severity) -> EventId {
        let mut notice = Notice::new(Kind::Warning, name.to_owned(), START, "amazon", "main");
        notice.severity = severity;
        let id = EventId::delivered("notification", target, name);
        let (recipient, target) = ("ann".to_owned(), target.to_owned());
        let delivery = Delivery { id, recipient, target, language: Language::En, when };
        self.append(Record::Queued { delivery, notice: Box::new(notice), at: START });
        id
    }

    fn claim(&mut self, due: &Due, at: i64) -> bool {
        let sequence = self.append(due.claimed(at));
        self.outbox.holds(sequence, due)
    }

    fn tried(&mut self, due: &Due, outcome: Outcome, at: i64) {
        self.append(due.tried(outcome, at));
    }

    /// Sends all that is due at `at`; what each target answers. The messages, by target and number of notices.
    fn run(&mut self, at: i64, answer: &dyn Fn(&Due) -> Outcome) -> Vec<(String, u32)> {
        let mut sent = Vec::new();
        for record in self.outbox.overdue(&CAPS, at).records {
            self.append(record);
        }
        loop {
            let due = self.outbox.due(&CAPS, at);
            if due.is_empty() {
                return sent;
            }
            for due in due {
                assert!(self.claim(&due, at));
                sent.push((due.target.clone(), u32::try_from(due.sequences.len()).unwrap() + due.more));
                let outcome = answer(&due);
                self.tried(&due, outcome, at);
            }
        }
    }

    fn state(&self, id: EventId) -> State {
        self.outbox.get(id).unwrap().state
    }
}

fn now(at: i64) -> When {
    When::At(at)
}

#[test]
fn a_delivery_goes_through_its_states() {
    let mut desk = Desk::default();
    let id = desk.queue("a", "slack", now(START + MINUTE), Severity::Normal);
    assert_eq!(desk.outbox.due(&CAPS, START), []);
    assert_eq!(desk.outbox.next_at(&CAPS, START), Some(START + MINUTE));
    let due = desk.outbox.due(&CAPS, START + MINUTE).remove(0);
    assert_eq!((due.id, due.items.as_slice(), due.sequences.as_slice(), due.attempt), (id, &[id][..], &[1][..], 1));
    assert!(desk.claim(&due, START + MINUTE));
    // Somebody else with the same attempt comes second.
    assert!(!desk.claim(&due, START + MINUTE));
    assert_eq!(desk.outbox.due(&CAPS, START + MINUTE), []);
    desk.tried(&due, Outcome::Delivered, START + MINUTE);
    assert_eq!(desk.state(id), State::Delivered);
    assert_eq!(desk.outbox.next_at(&CAPS, START + DAY), None);
    let delivery =
        Delivery { id, recipient: String::new(), target: "slack".to_owned(), language: Language::En, when: now(START) };
    assert_eq!(desk.outbox.admits(&delivery, START), Ok(false), "the same notice is not sent twice");
}

#[test]
fn an_answer_that_never_came_is_tried_again_after_the_claim() {
    let mut desk = Desk::default();
    let id = desk.queue("a", "slack", now(START), Severity::Normal);
    let first = desk.outbox.due(&CAPS, START).remove(0);
    assert!(desk.claim(&first, START));
    assert_eq!(desk.outbox.next_at(&CAPS, START), Some(START + limits::CLAIM_MS));
    let second = desk.outbox.due(&CAPS, START + limits::CLAIM_MS).remove(0);
    assert_eq!((second.id, second.attempt), (first.id, 2), "under the same idempotency key");
    assert!(desk.claim(&second, START + limits::CLAIM_MS));
    // The first one's failure comes late and means nothing, its success would.
    desk.tried(&first, Outcome::temporary("late", None), START + limits::CLAIM_MS);
    assert!(desk.outbox.targets().is_empty());
    desk.tried(&first, Outcome::Delivered, START + limits::CLAIM_MS);
    assert_eq!(desk.state(id), State::Delivered);
}

#[test]
fn a_hanging_target_neither_delays_nor_loses_others() {
    let mut desk = Desk::default();
    for number in 0..40 {
        desk.queue(&format!("h{number}"), "hangs", now(START), Severity::Normal);
        desk.queue(&format!("w{number}"), "works", now(START), Severity::Normal);
    }
    let mut calls = 0;
    for minute in 0..60 {
        let sent = desk.run(START + minute * MINUTE, &|due| match due.target.as_str() {
            "hangs" => Outcome::temporary("no answer within 20 s", None),
            _ => Outcome::Delivered,
        });
        let works: u32 = sent.iter().filter(|(target, _)| target == "works").map(|(_, count)| count).sum();
        assert_eq!(works, if minute == 0 { 40 } else { 0 }, "all at once");
        calls += sent.iter().filter(|(target, _)| target == "hangs").count();
    }
    assert!((5..12).contains(&calls), "{calls} calls in an hour");
    let pending = desk.outbox.items().iter().filter(|item| item.state == State::Pending).count();
    assert_eq!(pending, 40, "nothing is lost meanwhile");
    assert_eq!(desk.outbox.targets()["hangs"].reason.as_deref(), Some("no answer within 20 s"));
    let sent = desk.run(START + 3 * 60 * MINUTE, &|_| Outcome::Delivered);
    assert_eq!(sent, [("hangs".to_owned(), 40)], "when it is back, one bundle");
    assert!(desk.outbox.targets().is_empty());
}

#[test]
fn hanging_targets_leave_room_for_the_others() {
    let mut desk = Desk::default();
    for number in 0..150 {
        for target in 0..8 {
            desk.queue(&format!("{number}"), &format!("hangs{target}"), now(START), Severity::Normal);
        }
    }
    let id = desk.queue("last", "works", now(START), Severity::Normal);
    assert_eq!(desk.state(id), State::Pending);
    let overflow: u32 = desk.outbox.targets().values().map(|state| state.overflow).sum();
    let pending = desk.outbox.items().len() - 1;
    assert_eq!(pending + overflow as usize, 8 * 150, "each is kept or counted");
    assert_eq!(desk.outbox.refused().last().unwrap().2.reason, Refusal::QueueFull);
    let sent = desk.run(START, &|_| Outcome::Delivered);
    assert!(sent.contains(&("works".to_owned(), 1)));
    assert_eq!(sent.iter().map(|(_, count)| count).sum::<u32>(), 8 * 150 + 1, "and told with the bundle");
}

#[test]
fn urgent_ones_go_first_and_alone_and_a_storm_in_one() {
    let mut desk = Desk::default();
    desk.queue("a", "slack", now(START), Severity::Normal);
    let urgent = desk.queue("b", "slack", now(START), Severity::Urgent);
    assert_eq!(desk.outbox.due(&CAPS, START).remove(0).items, [urgent]);
    for number in 0..30 {
        desk.queue(&format!("s{number}"), "slack", now(START), Severity::Normal);
    }
    let storm = desk.outbox.due(&CAPS, START).remove(0);
    assert_eq!((storm.items.len(), storm.sequences.len(), storm.more), (32, limits::BUNDLE_LINES_MAX, 12));
    assert_eq!(storm.items[0], urgent);
}

#[test]
fn what_found_no_room_is_told_even_if_something_urgent_goes_first() {
    let mut desk = Desk::default();
    for number in 0..130 {
        desk.queue(&format!("{number}"), "slack", now(START), Severity::Normal);
    }
    assert_eq!(desk.outbox.targets()["slack"].overflow, 30);
    let bundle = desk.outbox.due(&CAPS, START).remove(0);
    assert_eq!((bundle.items.len(), bundle.overflow, bundle.more), (100, 30, 110));
    assert!(desk.claim(&bundle, START));
    // Two more find no room while it is under way.
    desk.queue("late", "slack", now(START), Severity::Normal);
    desk.queue("later", "slack", now(START), Severity::Normal);
    desk.tried(&bundle, Outcome::Delivered, START);
    assert_eq!(desk.outbox.targets()["slack"].overflow, 2);
    // One that goes alone says nothing of them, the next does.
    desk.append(Record::Redelivered { item: bundle.items[0], at: START + 1 });
    assert_eq!(desk.run(START + 1, &|_| Outcome::Delivered), [("slack".to_owned(), 1)]);
    assert_eq!(desk.outbox.targets()["slack"].overflow, 2);
    desk.queue("next", "slack", now(START), Severity::Normal);
    assert_eq!(desk.run(START + 1, &|_| Outcome::Delivered), [("slack".to_owned(), 3)]);
    assert!(desk.outbox.targets().is_empty());
}

#[test]
fn a_digest_waits_for_its_time_and_goes_out_as_one() {
    let mut desk = Desk::default();
    for number in 0..3 {
        desk.queue(&format!("d{number}"), "mail", When::Digest(START + DAY / 2), Severity::Normal);
    }
    let single = desk.queue("now", "mail", now(START), Severity::High);
    assert_eq!(desk.run(START, &|_| Outcome::Delivered), [("mail".to_owned(), 1)]);
    assert_eq!(desk.state(single), State::Delivered);
    assert_eq!(desk.run(START + DAY / 2 - 1, &|_| Outcome::Delivered), []);
    assert_eq!(desk.run(START + DAY / 2, &|_| Outcome::Delivered), [("mail".to_owned(), 3)]);
}

#[test]
fn one_that_is_refused_doesnt_take_its_bundle_with_it() {
    let mut desk = Desk::default();
    let ids: Vec<EventId> =
        (0..10).map(|number| desk.queue(&format!("{number}"), "ding", now(START), Severity::Normal)).collect();
    let bad = ids[3];
    for minute in 0..20 {
        desk.run(START + minute * MINUTE, &|due| {
            if due.items.contains(&bad) { Outcome::refused("unsuitable text") } else { Outcome::Delivered }
        });
    }
    for id in ids {
        assert_eq!(desk.state(id), if id == bad { State::Failed } else { State::Delivered });
    }
    assert_eq!(desk.outbox.get(bad).unwrap().reason.as_deref(), Some("unsuitable text"));
}

#[test]
fn a_dead_target_is_blocked_and_what_waits_for_it_has_a_reason() {
    let mut desk = Desk::default();
    let ids = ["a", "b"].map(|name| desk.queue(name, "slack", now(START), Severity::Normal));
    assert_eq!(desk.run(START, &|_| Outcome::dead("no_service (404)")), [("slack".to_owned(), 1)]);
    assert!(desk.outbox.is_blocked("slack", START + 59 * DAY) && !desk.outbox.is_blocked("slack", START + 60 * DAY));
    assert_eq!(desk.run(START + MINUTE, &|_| Outcome::Delivered), []);
    assert_eq!(ids.map(|id| desk.state(id)), [State::Failed, State::Failed]);
    let delivery = Delivery {
        id: EventId::delivered("x", "", ""),
        recipient: "ann".to_owned(),
        target: "slack".to_owned(),
        language: Language::En,
        when: now(START),
    };
    assert_eq!(desk.outbox.admits(&delivery, START), Err(Refusal::TargetBlocked));
    // Mended: cleared, and sent again on request, once for each request.
    desk.append(Outbox::clear("slack", START + 2 * MINUTE));
    for sent in [1, 0] {
        desk.append(Record::Redelivered { item: ids[0], at: START + 3 * MINUTE });
        assert_eq!(desk.run(START + 3 * MINUTE, &|_| Outcome::Delivered).len(), sent);
        assert_eq!(desk.state(ids[0]), State::Delivered);
    }
}

#[test]
fn after_a_day_or_a_dozen_attempts_it_is_given_up() {
    let mut desk = Desk::default();
    let id = desk.queue("a", "slack", now(START), Severity::Normal);
    let mut calls = 0;
    for minute in 0..26 * 60 {
        calls += desk.run(START + minute * MINUTE, &|_| Outcome::temporary("busy", None)).len();
    }
    assert_eq!(desk.state(id), State::Failed);
    assert_eq!(calls, limits::ATTEMPTS_MAX as usize);
    assert_eq!(desk.outbox.get(id).unwrap().reason.as_deref(), Some("given up after 12 attempts: busy"));
    let mut desk = Desk::default();
    let id = desk.queue("a", "slack", now(START), Severity::Normal);
    desk.run(START + DAY + 1, &|_| Outcome::Delivered);
    assert_eq!(desk.outbox.get(id).unwrap().reason.as_deref(), Some("could not be sent for a day"));
}

#[test]
fn one_round_keeps_the_cap_of_all_targets_together() {
    let mut desk = Desk::default();
    for number in 0..20 {
        desk.queue("a", &format!("t{number}"), now(START), Severity::Normal);
    }
    let caps = CapLimits { ledger_max: 7, ..CAPS };
    assert_eq!(desk.outbox.due(&caps, START).len(), 7);
}

#[test]
fn retry_after_is_honoured() {
    let mut desk = Desk::default();
    desk.queue("a", "ding", now(START), Severity::Normal);
    desk.run(START, &|_| Outcome::temporary("too fast", Some(10 * MINUTE)));
    assert_eq!(desk.outbox.next_at(&CAPS, START), Some(START + 10 * MINUTE));
    assert_eq!(desk.outbox.due(&CAPS, START + 10 * MINUTE - 1), []);
    assert_eq!(desk.outbox.due(&CAPS, START + 10 * MINUTE).len(), 1);
}

#[test]
fn a_full_state_fits_into_a_value_and_comes_back() {
    let mut desk = Desk::default();
    let long = "x".repeat(limits::ID_BYTES_MAX - 3);
    let reason = "长".repeat(200);
    for number in 0..400 {
        desk.queue(&number.to_string(), &format!("{long}{:03}", number % 99), now(START), Severity::Normal);
    }
    for minute in 0..10 {
        desk.run(START + minute * 10 * MINUTE, &|_| Outcome::refused(&reason));
    }
    for number in 0..30_000 {
        desk.queue(&format!("p{number}"), &format!("{long}{:03}", number % 99), now(START), Severity::Normal);
    }
    for number in 0..2_000 {
        let at = START + 100 * MINUTE + number;
        let id = EventId::delivered("x", "", &number.to_string());
        let send = sellerdesk_notify::caps::Send::notification(id, "x");
        desk.append(Record::Caps { entry: sellerdesk_notify::caps::Entry::Sent { send, at } });
        let recipient = number.to_string();
        desk.append(Record::Caps { entry: sellerdesk_notify::caps::Entry::Failed { id, recipient, at } });
    }
    let pending = desk.outbox.items().iter().filter(|item| item.state == State::Pending).count();
    assert!(pending >= limits::PENDING_MAX, "{pending}");
    assert_eq!(desk.outbox.items().len() - pending, limits::SETTLED_MAX);
    let bytes = Fold::encode(&desk.outbox);
    assert!(bytes.len() < VALUE_BYTES_MAX - 4_096, "{} bytes", bytes.len());
    assert_eq!(<Outbox as Fold>::decode(&bytes), Some(desk.outbox));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    /// Whatever targets answer, each queued notice is delivered, failed with a reason, or still waiting; and a journal
    /// with entries twice folds to the same.
    #[test]
    fn nothing_vanishes_and_repeated_entries_change_nothing(
        queued in prop::collection::vec((0u8..4, 0i64..40, any::<bool>(), 0u8..3), 1..60),
        answers in prop::collection::vec(0u8..5, 1..40),
        twice in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut desk = Desk::default();
        let mut ids = Vec::new();
        for (number, (target, minute, in_digest, severity)) in queued.into_iter().enumerate() {
            let at = START + minute * MINUTE;
            let when = if in_digest { When::Digest(at) } else { When::At(at) };
            let severity = [Severity::Normal, Severity::High, Severity::Urgent][usize::from(severity)];
            ids.push(desk.queue(&format!("{number}"), &format!("t{target}"), when, severity));
        }
        let mut turn = 0;
        for minute in 0..120 {
            let at = START + minute * MINUTE;
            for record in desk.outbox.overdue(&CAPS, at).records {
                desk.append(record);
            }
            for due in desk.outbox.due(&CAPS, at) {
                turn += 1;
                prop_assert!(due.sequences.len() <= limits::BUNDLE_LINES_MAX);
                prop_assert!(desk.claim(&due, at));
                match answers[turn % answers.len()] {
                    0 => desk.tried(&due, Outcome::temporary("busy", None), at),
                    1 => desk.tried(&due, Outcome::refused("no"), at),
                    2 => {}
                    3 if turn.is_multiple_of(7) => desk.tried(&due, Outcome::dead("gone"), at),
                    _ => desk.tried(&due, Outcome::Delivered, at),
                }
            }
        }
        for id in ids {
            let item = desk.outbox.get(id).unwrap();
            prop_assert_eq!(item.state == State::Failed, item.reason.is_some());
        }
        let mut again = Outbox::default();
        for (index, record) in desk.log.iter().enumerate() {
            let sequence = index as u64 + 1;
            let entry = Entry { event_id: JournalId(record.event_id().bytes()), began_ms: 0, at_ms: 0, payload: record.encode() };
            Fold::apply(&mut again, sequence, &entry);
            // An append that was too slow is done again: its entry stands directly after others of the time.
            if twice.iter().any(|it| it.index(desk.log.len()) == index) {
                Fold::apply(&mut again, sequence, &entry);
            }
        }
        prop_assert_eq!(again, desk.outbox);
    }
}
