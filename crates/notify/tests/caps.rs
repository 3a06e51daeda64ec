//! The choke point: each cap by itself, none exceeded in any window, the same state for every order of arrival.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use sellerdesk_canonical::{ConversationId, EventId};
use sellerdesk_journal::{Fold, VALUE_BYTES_MAX};
use sellerdesk_notify::caps::{Caps, Decision, Entry, Reason, Refused, Send, decide};
use sellerdesk_notify::{CapLimits, limits};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const START: i64 = 1_768_392_000_000;

fn id(number: u64) -> EventId {
    EventId::delivered("test", "", &number.to_string())
}

fn reply(number: u64, rule: &str, conversation: u64, recipient: &str) -> Send {
    Send::reply(id(number), rule, ConversationId::derive("mail", "main", &conversation.to_string()), recipient)
}

fn sent(send: &Send, at: i64) -> Entry {
    Entry::Sent { send: send.clone(), at }
}

fn judge(caps: &Caps, send: &Send, at: i64) -> Decision {
    decide(caps, send, &CapLimits::REPLIES, at)
}

fn refused(reason: Reason, retry_at: i64) -> Decision {
    Decision::Refuse { reason, retry_at: Some(retry_at) }
}

#[test]
fn a_rule_answers_a_conversation_once_in_twelve_hours() {
    let mut caps = Caps::default();
    caps.apply(&sent(&reply(1, "ooo", 1, "a@x.example"), START));
    let again = reply(2, "ooo", 1, "A@X.example");
    assert_eq!(judge(&caps, &again, START + 12 * HOUR - 1), refused(Reason::RuleAgain, START + 12 * HOUR));
    assert_eq!(judge(&caps, &again, START + 12 * HOUR), Decision::Allow);
    assert_eq!(judge(&caps, &reply(3, "other", 1, "a@x.example"), START + 1), Decision::Allow);
    // The send itself, seen again before it goes out.
    assert_eq!(judge(&caps, &reply(1, "ooo", 1, "a@x.example"), START + 1), Decision::Allow);
}

#[test]
fn a_recipient_gets_three_a_day() {
    let mut caps = Caps::default();
    for number in 0..3 {
        let send = reply(number, "ooo", number, "a@x.example");
        let at = START + i64::try_from(number).unwrap() * HOUR;
        assert_eq!(judge(&caps, &send, at), Decision::Allow);
        caps.apply(&sent(&send, at));
    }
    let fourth = reply(9, "ooo", 9, "A@x.example");
    assert_eq!(judge(&caps, &fourth, START + 3 * HOUR), refused(Reason::RecipientFull, START + DAY));
    assert_eq!(judge(&caps, &fourth, START + DAY), Decision::Allow);
    assert_eq!(judge(&caps, &reply(10, "ooo", 9, "b@x.example"), START + 3 * HOUR), Decision::Allow);
    caps.apply(&Entry::Withdrawn { id: id(2), at: START + 3 * HOUR });
    assert_eq!(judge(&caps, &fourth, START + 3 * HOUR), Decision::Allow);
}

#[test]
fn the_thirty_first_in_ten_minutes_opens_the_breaker_until_somebody_closes_it() {
    let mut caps = Caps::default();
    for number in 0..30 {
        let send = reply(number, "ooo", number, &format!("{number}@x.example"));
        assert_eq!(judge(&caps, &send, START), Decision::Allow);
        caps.apply(&sent(&send, START));
    }
    let next = reply(30, "ooo", 30, "30@x.example");
    assert_eq!(judge(&caps, &next, START + MINUTE), Decision::OpenBreaker);
    caps.apply(&Entry::Opened { at: START + MINUTE });
    assert_eq!(caps.open_since(), Some(START + MINUTE));
    let open = Decision::Refuse { reason: Reason::BreakerOpen, retry_at: None };
    assert_eq!(judge(&caps, &next, START + 30 * DAY), open, "time doesn't close it");
    caps.apply(&Entry::closed("Ann\n<b>", START + 2 * MINUTE));
    assert_eq!((caps.open_since(), caps.closed_at()), (None, Some(START + 2 * MINUTE)));
    // Closed too early it doesn't open again at once, but the window holds.
    assert_eq!(judge(&caps, &next, START + 3 * MINUTE), refused(Reason::LedgerBusy, START + 10 * MINUTE));
    assert_eq!(judge(&caps, &next, START + 10 * MINUTE), Decision::Allow);
}

#[test]
fn a_dead_address_is_blocked_for_sixty_days_or_until_cleared() {
    let mut caps = Caps::default();
    let send = reply(1, "ooo", 1, "gone@x.example");
    caps.apply(&Entry::Failed { id: id(1), recipient: "gone@x.example".to_owned(), at: START });
    let dead = Decision::Refuse { reason: Reason::RecipientDead, retry_at: None };
    assert_eq!(judge(&caps, &send, START + 60 * DAY - 1), dead);
    assert_eq!(judge(&caps, &send, START + 60 * DAY), Decision::Allow);
    assert_eq!(caps.dead_count(START), 1);
    caps.apply(&Entry::Cleared { recipient: "gone@x.example".to_owned(), at: START + 1 });
    assert_eq!(judge(&caps, &send, START + 2), Decision::Allow);
}

#[test]
fn ten_failures_in_an_hour_open_the_breaker_and_once_closed_are_forgiven() {
    let mut caps = Caps::default();
    for number in 0..10 {
        let recipient = format!("{number}@x.example");
        caps.apply(&Entry::Failed { id: id(number), recipient, at: START });
    }
    let send = reply(99, "ooo", 99, "fine@x.example");
    assert_eq!(judge(&caps, &send, START + 1), Decision::OpenBreaker);
    caps.apply(&Entry::Opened { at: START + 1 });
    caps.apply(&Entry::closed("ann", START + 2));
    assert_eq!(judge(&caps, &send, START + 3), Decision::Allow);
}

#[test]
fn a_wrong_clock_and_a_full_ledger_stop_everything() {
    let mut caps = Caps::default();
    caps.apply(&sent(&reply(1, "r", 1, "a@x.example"), START + 400 * DAY));
    let send = reply(2, "r", 2, "b@x.example");
    assert_eq!(judge(&caps, &send, START), Decision::Refuse { reason: Reason::ClockWrong, retry_at: None });
    let mut caps = Caps::default();
    for number in 0..limits::SENDS_MAX as u64 {
        caps.apply(&sent(&reply(number, "r", number, &number.to_string()), START + i64::try_from(number).unwrap()));
    }
    let at = START + 11 * HOUR;
    assert_eq!(judge(&caps, &send, at), Decision::Refuse { reason: Reason::LedgerFull, retry_at: None });
}

#[test]
fn two_who_race_never_both_send() {
    let mut caps = Caps::default();
    let (one, two) = (reply(1, "ooo", 1, "a@x.example"), reply(2, "ooo", 1, "a@x.example"));
    assert_eq!((judge(&caps, &one, START), judge(&caps, &two, START)), (Decision::Allow, Decision::Allow));
    caps.apply(&sent(&one, START));
    let first = judge(&caps, &one, START);
    caps.apply(&sent(&two, START));
    let second = judge(&caps, &two, START);
    assert_eq!((first, second), (Decision::Allow, refused(Reason::RuleAgain, START + 12 * HOUR)));
}

#[test]
fn a_full_state_fits_into_a_value() {
    let mut caps = Caps::default();
    for number in 0..limits::SENDS_MAX as u64 + 10 {
        let at = START + i64::try_from(number).unwrap();
        let send = reply(number, "rule", number, &format!("{number}@x.example"));
        caps.apply(&sent(&send, at));
        caps.apply(&Entry::Refused { send, reason: Reason::BreakerOpen, at });
        caps.apply(&Entry::Withdrawn { id: id(number), at });
        caps.apply(&Entry::Failed { id: id(number), recipient: number.to_string(), at });
    }
    let bytes = Fold::encode(&caps);
    assert!((150_000..VALUE_BYTES_MAX - 4_096).contains(&bytes.len()), "{} bytes", bytes.len());
    assert_eq!(<Caps as Fold>::decode(&bytes), Some(caps.clone()));
    assert_eq!(caps.refused().len(), limits::REFUSALS_MAX);
    let last = Refused { at: START + 5_769, id: id(5_769), reason: Reason::BreakerOpen };
    assert_eq!(caps.refused().last(), Some(&last), "refusals are kept with their reason");
}

#[test]
fn limits_are_checked_with_their_field() {
    assert_eq!(CapLimits::REPLIES.check("caps"), []);
    assert_eq!(CapLimits::NOTIFICATIONS.check("caps"), []);
    let many = CapLimits { ledger_max: 41, ..CapLimits::REPLIES };
    assert_eq!(many.check("caps").first().map(|it| it.field.as_str()), Some("caps.ledger_max"));
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0u64..40, 0i64..2_000, 0u8..8).prop_map(|(number, minute, what)| {
        let (at, recipient) = (START + minute * MINUTE, format!("{}@x.example", number % 5));
        let send = reply(number, "r", number % 7, &recipient);
        match what {
            0 => Entry::Failed { id: id(number), recipient, at },
            1 => Entry::Cleared { recipient, at },
            2 => Entry::Opened { at },
            3 => Entry::closed("ann", at),
            4 => Entry::Withdrawn { id: id(number), at },
            5 => Entry::Refused { send, reason: Reason::RuleAgain, at },
            _ => Entry::Sent { send, at },
        }
    });
    prop::collection::vec(entry, 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn the_order_of_arrival_and_repetition_change_nothing(
        (entries, shuffled) in entries().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        again in 0usize..80,
    ) {
        let (mut one, mut two) = (Caps::default(), Caps::default());
        entries.iter().for_each(|entry| one.apply(entry));
        shuffled.iter().chain(entries.iter().take(again)).for_each(|entry| two.apply(entry));
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(<Caps as Fold>::decode(&Fold::encode(&one)), Some(one));
    }

    /// A brute-force count over every window, with clocks that are up to a minute apart.
    #[test]
    fn no_cap_is_exceeded_in_any_window(
        steps in prop::collection::vec((0i64..20 * MINUTE, -MINUTE..MINUTE, 0u64..4, 0u64..6), 1..120),
        limits in prop_oneof![Just(CapLimits::REPLIES), Just(CapLimits::NOTIFICATIONS), Just(CapLimits {
            rule_pause_ms: HOUR, recipient_max: 2, recipient_window_ms: 2 * HOUR, ledger_max: 4, ledger_window_ms: HOUR,
            failures_max: 10,
        })],
    ) {
        let mut caps = Caps::default();
        let mut log: Vec<(i64, String, String)> = Vec::new();
        let (mut clock, mut opened) = (START, 0);
        for (number, (pause, skew, recipient, conversation)) in steps.into_iter().enumerate() {
            clock += pause / 8;
            let at = clock + skew;
            let recipient = format!("{recipient}@x.example");
            let send = reply(number as u64, "r", conversation, &recipient);
            match decide(&caps, &send, &limits, at) {
                Decision::Allow => {
                    caps.apply(&sent(&send, at));
                    log.push((at, send.rule.clone().unwrap(), recipient));
                }
                Decision::Refuse { reason, retry_at } => {
                    prop_assert!(retry_at.is_none_or(|retry_at| retry_at > at));
                    caps.apply(&Entry::Refused { send, reason, at });
                }
                Decision::OpenBreaker => {
                    opened += 1;
                    caps.apply(&Entry::Opened { at });
                    prop_assert_eq!(caps.open_since(), Some(at));
                    caps.apply(&Entry::closed("ann", at + 1));
                }
            }
        }
        let within = |window: i64, is_same: &dyn Fn(&(i64, String, String)) -> bool| {
            log.iter().map(|(end, ..)| {
                log.iter().filter(|sent| sent.0 <= *end && sent.0 > end - window && is_same(sent)).count()
            }).max().unwrap_or_default()
        };
        prop_assert!(within(limits.ledger_window_ms, &|_| true) <= limits.ledger_max as usize);
        let mut kinds: Vec<(String, String)> = log.iter().map(|(_, rule, to)| (rule.clone(), to.clone())).collect();
        kinds.sort();
        kinds.dedup();
        for (rule, recipient) in &kinds {
            prop_assert!(within(limits.rule_pause_ms, &|sent| sent.1 == *rule) <= 1);
            prop_assert!(within(limits.recipient_window_ms, &|sent| sent.2 == *recipient) <= limits.recipient_max as usize);
        }
        prop_assert!(opened == 0 || caps.closed_at().is_some());
    }
}
