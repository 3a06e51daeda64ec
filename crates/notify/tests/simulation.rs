//! What has flooded other desks, simulated: each stops within the caps, and the breaker is there to be seen.

#![allow(clippy::unwrap_used)]

use sellerdesk_adapter::mail::{Headers, machine_reason};
use sellerdesk_canonical::{ConversationId, EventId};
use sellerdesk_notify::caps::{Caps, Entry, Send};
use sellerdesk_notify::{
    AutomaticMail, CapLimits, Decision, Delivery, Duty, Kind, Language, Notice, Outbox, Outcome, Record, Routing,
    State, When, account_key, automatic_headers, decide, route,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const START: i64 = 1_768_392_000_000;

/// A desk that answers every mail automatically.
#[derive(Default)]
struct Responder {
    caps: Caps,
    sent: Vec<i64>,
    told: Vec<String>,
    number: u64,
}

impl Responder {
    /// Whether a mail in a conversation is answered.
    fn answer(&mut self, conversation: &str, from: &str, at: i64) -> bool {
        self.number += 1;
        let id = EventId::delivered("mail", "main", &self.number.to_string());
        let send = Send::reply(id, "ooo", ConversationId::derive("mail", "main", conversation), from);
        match decide(&self.caps, &send, &CapLimits::REPLIES, at) {
            Decision::Allow => {
                self.caps.apply(&Entry::Sent { send, at });
                self.sent.push(at);
                return true;
            }
            Decision::Refuse { reason, .. } => self.caps.apply(&Entry::Refused { send, reason, at }),
            Decision::OpenBreaker => {
                self.caps.apply(&Entry::Opened { at });
                let point = self.caps.closed_at().unwrap_or_default().to_string();
                self.told.push(account_key("mail", "main", Kind::BreakerOpen, &point));
            }
        }
        false
    }

    fn bounce(&mut self, from: &str, at: i64) {
        let id = EventId::delivered("bounce", "main", &self.number.to_string());
        self.caps.apply(&Entry::Failed { id, recipient: from.to_owned(), at });
    }

    fn most_within(&self, window: i64) -> usize {
        let count = |end: &i64| self.sent.iter().filter(|at| **at <= *end && **at > end - window).count();
        self.sent.iter().map(count).max().unwrap_or_default()
    }
}

#[test]
fn two_auto_responders_in_one_conversation_exchange_two_mails_a_day() {
    let mut desk = Responder::default();
    // The other side answers at once, with nothing that says that it is a machine.
    for second in 0..24 * 3_600 / 2 {
        desk.answer("thread", "robot@other.example", START + second * 2_000);
    }
    assert_eq!(desk.sent, [START, START + 12 * HOUR]);
    assert_eq!(desk.caps.open_since(), None);
    assert!(!desk.caps.refused().is_empty(), "refusals are recorded");
}

#[test]
fn one_that_begins_a_conversation_with_each_mail_gets_three_a_day() {
    let mut desk = Responder::default();
    for minute in 0..2 * 24 * 60 {
        desk.answer(&format!("thread {minute}"), "robot@other.example", START + minute * MINUTE);
    }
    assert_eq!(desk.sent.len(), 6);
    assert_eq!(desk.most_within(DAY), 3);
}

#[test]
fn one_that_changes_its_address_too_meets_the_breaker_and_people_are_told_once() {
    let mut desk = Responder::default();
    for second in 0..8_000 {
        desk.answer(&format!("thread {second}"), &format!("robot{second}@other.example"), START + second * 1_000);
    }
    assert_eq!(desk.sent.len(), 30);
    assert_eq!(desk.caps.open_since(), Some(START + 30_000));
    assert_eq!(desk.told.len(), 1);
    // Closed by hand, it goes on until the next time.
    desk.caps.apply(&Entry::closed("ann", START + 3 * HOUR - 1));
    for second in 0..8_000 {
        desk.answer(
            &format!("again {second}"),
            &format!("again{second}@other.example"),
            START + 3 * HOUR + second * 1_000,
        );
    }
    assert_eq!((desk.sent.len(), desk.told.len()), (60, 2));
    assert_ne!(desk.told.first(), desk.told.last());
    assert_eq!(desk.most_within(10 * MINUTE), 30);
}

#[test]
fn a_vacation_notice_is_known_by_its_marks_and_stopped_without_them() {
    let mut headers = Headers::default();
    headers.push("From", "buyer@x.example");
    for (name, value) in automatic_headers(AutomaticMail::Reply, "") {
        headers.push(name, &value);
    }
    assert!(machine_reason(&headers, &[]).is_some(), "never answered at all");
    let mut desk = Responder::default();
    let mut mails = 0;
    let mut is_answered = true;
    // Without marks: it answers each of ours, and ours answers each of its.
    while is_answered {
        mails += 1;
        is_answered = desk.answer("thread", "buyer@x.example", START + mails * 1_000);
    }
    assert_eq!((mails, desk.sent.len()), (2, 1));
}

#[test]
fn a_storm_of_bounces_opens_the_breaker_after_ten() {
    let mut desk = Responder::default();
    let mut bounces = 0;
    for number in 0..5_000 {
        let (from, at) = (format!("gone{number}@x.example"), START + number * 30_000);
        if desk.answer(&format!("thread {number}"), &from, at) {
            bounces += 1;
            desk.bounce(&from, at + 1_000);
        }
    }
    assert_eq!((bounces, desk.told.len()), (10, 1));
    assert!(desk.caps.open_since().is_some());
    assert_eq!(desk.caps.dead_count(START + DAY), 10);
    // One bounce that is answered: never again to that address, for 60 days.
    let mut desk = Responder::default();
    for number in 0..60 * 24 {
        let at = START + number * HOUR;
        if desk.answer(&format!("thread {number}"), "gone@x.example", at) {
            desk.bounce("gone@x.example", at + 1_000);
        }
    }
    assert_eq!(desk.sent.len(), 1);
}

/// Notices as they come, through admission, the outbox and a target with one answer for all.
fn flood(count: u64, targets: u64, outcome: &Outcome) -> (Outbox, Vec<(i64, String)>, u64) {
    let (mut outbox, mut sequence, mut calls) = (Outbox::default(), 0, Vec::new());
    let (limits, mut kept) = (CapLimits::NOTIFICATIONS, 0);
    let mut append = |outbox: &mut Outbox, record: Record| {
        sequence += 1;
        outbox.take(sequence, &record);
    };
    for number in 0..count {
        let at = START + i64::try_from(number).unwrap() * 1_000;
        let notice = Notice::new(Kind::Breach, format!("{number}"), at, "amazon", "main");
        let target = format!("t{}", number % targets);
        let id = EventId::delivered("notification", &target, &notice.key);
        let recipient = "ann".to_owned();
        let delivery = Delivery {
            id,
            recipient: recipient.clone(),
            target: target.clone(),
            language: Language::En,
            when: When::At(at),
        };
        match outbox.admits(&delivery, at) {
            Ok(is_new) => {
                assert!(is_new);
                append(&mut outbox, Record::Queued { delivery, notice: Box::new(notice), at });
            }
            Err(reason) => {
                let refused = sellerdesk_notify::Refused { recipient, target, reason };
                append(&mut outbox, Record::Refused { key: notice.key, refused, at });
                kept += 1;
            }
        }
        // A sweep comes every ten seconds.
        if number % 10 != 0 {
            continue;
        }
        let overdue = outbox.overdue(&limits, at);
        if overdue.opens_breaker {
            append(&mut outbox, Record::Caps { entry: Entry::Opened { at } });
        }
        for record in overdue.records {
            append(&mut outbox, record);
        }
        for due in outbox.due(&limits, at) {
            calls.push((at, due.target.clone()));
            append(&mut outbox, due.claimed(at));
            append(&mut outbox, due.tried(outcome.clone(), at));
        }
    }
    (outbox, calls, kept)
}

#[test]
fn ten_thousand_notifications_to_a_dead_address_cost_one_call() {
    let (outbox, calls, refused) = flood(10_000, 1, &Outcome::dead("no such mailbox"));
    assert_eq!(calls.len(), 1);
    assert!(refused >= 9_990, "each with its reason: {refused}");
    assert!(outbox.is_blocked("t0", START + 10_000_000));
    assert!(outbox.items().iter().all(|item| item.state == State::Failed));
}

#[test]
fn ten_thousand_to_an_address_that_never_answers_cost_a_dozen() {
    let (outbox, calls, _) = flood(10_000, 1, &Outcome::temporary("no answer", None));
    assert!((5..15).contains(&calls.len()), "{} calls in 2.8 hours", calls.len());
    let state = outbox.targets().get("t0").unwrap();
    let pending = outbox.items().iter().filter(|item| item.state == State::Pending).count();
    assert_eq!(pending + state.overflow as usize, 10_000, "kept or counted");
}

#[test]
fn ten_thousand_to_one_that_works_arrive_in_bundles_within_its_cap() {
    let (outbox, calls, _) = flood(10_000, 1, &Outcome::Delivered);
    let window = 10 * MINUTE;
    let most =
        calls.iter().map(|(end, _)| calls.iter().filter(|(at, _)| at <= end && *at > end - window).count()).max();
    assert_eq!(most, Some(15));
    assert_eq!(outbox.caps().open_since(), None);
}

#[test]
fn many_dead_addresses_open_the_breaker_and_the_notice_of_it_gets_through() {
    let (mut outbox, calls, _) = flood(2_000, 100, &Outcome::dead("no such mailbox"));
    // Those of one round go out together.
    assert!((10..20).contains(&calls.len()), "{} calls", calls.len());
    let opened_at = outbox.caps().open_since().unwrap();
    let routing: Routing = serde_json::from_value(serde_json::json!({
        "targets": [{"id": "room", "kind": "slack"}],
        "recipients": [{"id": "room", "targets": ["room"]}],
    }))
    .unwrap();
    let at = START + 20_000_000;
    let point = outbox.caps().closed_at().unwrap_or_default().to_string();
    let notice = Notice::new(Kind::BreakerOpen, account_key("", "", Kind::BreakerOpen, &point), opened_at, "", "");
    let deliveries = route(&notice, &routing, &Duty::default(), at).deliveries;
    assert_eq!(deliveries.len(), 1);
    for (index, delivery) in deliveries.into_iter().enumerate() {
        outbox.take(100_000 + index as u64, &Record::Queued { delivery, notice: Box::new(notice.clone()), at });
    }
    let due = outbox.due(&CapLimits::NOTIFICATIONS, at);
    assert_eq!(due.iter().map(|due| due.target.as_str()).collect::<Vec<_>>(), ["room"]);
}
