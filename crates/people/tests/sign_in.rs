//! Signing in: what is told, what it costs, how often one may guess.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use proptest::prelude::*;
use sellerdesk_people::limits::{ADDRESS_FAILURES_FREE, EMAIL_FAILURES_FREE, FORGET_MS, WAIT_MS_MAX, WAIT_MS_MIN};
use sellerdesk_people::{Change, PeopleError, Role, change, invite, totp, use_link};
use support::{Bench, DAY_MS, MINUTE_MS, PASSWORD, now, profile};

const ANN: &str = "ann@shop.example";

#[test]
fn the_right_password_opens_a_session_and_any_case_of_the_email_will_do() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, Some(&["amazon/main"]));
    let session = bench.try_sign_in(" Ann@Shop.Example ", PASSWORD, None).unwrap();
    assert!(!session.must_set_password && session.id == id);
    let who = bench.who(&session.token).unwrap();
    assert_eq!((who.name.as_str(), who.accounts.as_deref()), ("ann", Some(&["amazon/main".to_owned()][..])));
    assert!(who.sees("amazon", "main") && !who.sees("amazon", "second") && !who.sees("ebay", "main"));
}

/// The same error, the same operations on the store in kind and number, and one hash of a password.
#[test]
fn an_unknown_email_a_wrong_password_and_a_person_without_one_are_the_same_from_outside() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let disabled = bench.agent("dis@shop.example", Role::Agent, None);
    let off = Change { enabled: Some(false), ..Change::default() };
    now(change(&bench.store, &bench.clock, &disabled, None, off, "admin")).unwrap();
    let invited = profile("inv", "inv@shop.example", Role::Agent, None);
    now(invite(&bench.store, &bench.clock, invited, "admin")).unwrap();
    let mut seen = Vec::new();
    for (number, (email, password)) in [
        (ANN, "wrong password"),
        ("nobody@shop.example", PASSWORD),
        ("inv@shop.example", PASSWORD),
        ("dis@shop.example", PASSWORD),
    ]
    .iter()
    .enumerate()
    {
        bench.passwords.looks.borrow_mut().clear();
        let before = bench.store.operations();
        let answer = bench.sign_in_from(&format!("192.0.2.{number}"), email, password, None);
        let after = bench.store.operations();
        assert_eq!(bench.passwords.looks.borrow().len(), 1, "{email}: one hash");
        seen.push((answer.unwrap_err(), after.reads - before.reads, after.writes - before.writes));
    }
    assert_eq!(seen[0].0, PeopleError::Denied);
    assert!(seen.iter().all(|other| *other == seen[0]), "{seen:?}");
}

#[test]
fn guesses_wait_longer_and_longer_but_never_for_good() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Admin, None);
    let guess = |number: u32| bench.sign_in_from(&format!("198.51.100.{number}"), ANN, "wrong password", None);
    for number in 0..EMAIL_FAILURES_FREE {
        assert_eq!(guess(number), Err(PeopleError::Denied), "{number}");
    }
    let mut wait_ms = WAIT_MS_MIN;
    for number in 0..8 {
        let retry_after_s = u32::try_from(wait_ms / 1_000).unwrap();
        assert_eq!(bench.try_sign_in(ANN, PASSWORD, None), Err(PeopleError::Locked { retry_after_s }));
        bench.clock.advance(wait_ms - 1);
        assert!(
            matches!(guess(number), Err(PeopleError::Locked { retry_after_s: 1 })),
            "asking does not make it longer"
        );
        bench.clock.advance(1);
        assert_eq!(guess(number), Err(PeopleError::Denied));
        wait_ms = WAIT_MS_MAX.min(2 * wait_ms);
    }
    assert_eq!(wait_ms, WAIT_MS_MAX);
    bench.clock.advance(WAIT_MS_MAX);
    assert!(bench.try_sign_in(ANN, PASSWORD, None).is_ok(), "nobody is shut out for good");
    assert_eq!(guess(0), Err(PeopleError::Denied), "and the count begins anew");
    assert!(bench.try_sign_in(ANN, PASSWORD, None).is_ok());
}

#[test]
fn failures_are_forgotten_after_a_day() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    for _ in 0..EMAIL_FAILURES_FREE - 1 {
        assert_eq!(bench.try_sign_in(ANN, "wrong password", None), Err(PeopleError::Denied));
    }
    bench.clock.advance(FORGET_MS + 1);
    for _ in 0..EMAIL_FAILURES_FREE {
        assert_eq!(bench.try_sign_in(ANN, "wrong password", None), Err(PeopleError::Denied));
    }
    assert!(matches!(bench.try_sign_in(ANN, PASSWORD, None), Err(PeopleError::Locked { .. })));
}

#[test]
fn an_address_that_tries_many_emails_waits_and_its_network_with_it() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    for number in 0..ADDRESS_FAILURES_FREE {
        let email = format!("somebody{number}@shop.example");
        let address = format!("2001:db8:1:2::{number:x}");
        assert_eq!(bench.sign_in_from(&address, &email, "wrong password", None), Err(PeopleError::Denied), "{number}");
    }
    let locked = bench.sign_in_from("2001:db8:1:2:ffff::1", ANN, PASSWORD, None);
    assert!(matches!(locked, Err(PeopleError::Locked { .. })));
    assert!(bench.sign_in_from("2001:db8:1:3::1", ANN, PASSWORD, None).is_ok(), "the next network is another");
}

#[test]
fn whoever_signs_in_well_is_not_counted_against_the_address() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    for _ in 0..3 * ADDRESS_FAILURES_FREE {
        assert!(bench.try_sign_in(ANN, PASSWORD, None).is_ok());
    }
}

/// An agent with a second factor: the secret and the recovery codes.
fn with_totp(bench: &Bench, email: &str) -> (Vec<u8>, Vec<String>) {
    bench.agent(email, Role::Agent, None);
    let token = bench.token(email);
    let enrolment = now(bench.person(&token).enrol()).unwrap();
    let secret = from_base32(&enrolment.secret);
    assert!(enrolment.uri.contains(&enrolment.secret));
    let wrong = now(bench.person(&token).confirm("000000"));
    assert!(matches!(wrong, Err(PeopleError::Invalid { field: "code", .. })));
    let codes = now(bench.person(&token).confirm(&code(bench, &secret))).unwrap();
    assert!(bench.who(&token).is_some(), "the session that enrolled goes on");
    bench.clock.advance(MINUTE_MS);
    (secret, codes)
}

fn code(bench: &Bench, secret: &[u8]) -> String {
    use sellerdesk_journal::Clock;
    totp::code_of(secret, bench.clock.wall_ms().unsigned_abs() / 30_000)
}

fn from_base32(text: &str) -> Vec<u8> {
    let digits = text.bytes().map(|byte| if byte >= b'A' { byte - b'A' } else { byte - b'2' + 26 });
    let bits: Vec<bool> = digits.flat_map(|digit| (0..5).rev().map(move |bit| digit >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| value << 1 | u8::from(*bit))).collect()
}

#[test]
fn a_second_factor_is_asked_for_after_the_password_only_and_a_code_holds_once() {
    let bench = Bench::default();
    let (secret, _) = with_totp(&bench, ANN);
    let code = code(&bench, &secret);
    assert_eq!(bench.try_sign_in(ANN, "wrong password", None), Err(PeopleError::Denied));
    assert_eq!(bench.try_sign_in(ANN, "wrong password", Some(&code)), Err(PeopleError::Denied));
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, None), Err(PeopleError::SecondFactorRequired));
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, Some("000000")), Err(PeopleError::Denied));
    assert!(bench.try_sign_in(ANN, PASSWORD, Some(&code)).is_ok());
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, Some(&code)), Err(PeopleError::Denied), "replayed");
    bench.clock.advance(30_000);
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, Some(&code)), Err(PeopleError::Denied), "replayed a step later");
    let keys = || bench.store.keys().iter().filter(|key| key.starts_with("pt1:")).count();
    for _ in 0..20 {
        bench.clock.advance(10 * MINUTE_MS);
        let code = self::code(&bench, &secret);
        assert!(bench.try_sign_in(ANN, PASSWORD, Some(&code)).is_ok());
    }
    assert!(keys() < 4, "used codes are forgotten: {}", keys());
}

#[test]
fn codes_can_be_guessed_no_more_often_than_passwords() {
    let bench = Bench::default();
    with_totp(&bench, ANN);
    let guesses = (0..EMAIL_FAILURES_FREE).map(|number| format!("{number:06}"));
    for code in guesses {
        assert_eq!(bench.try_sign_in(ANN, PASSWORD, Some(&code)), Err(PeopleError::Denied));
    }
    assert!(matches!(bench.try_sign_in(ANN, PASSWORD, Some("777777")), Err(PeopleError::Locked { .. })));
}

#[test]
fn a_recovery_code_signs_in_once_however_it_is_typed() {
    let bench = Bench::default();
    let (_, codes) = with_totp(&bench, ANN);
    assert_eq!(codes.len(), 10);
    assert!(bench.try_sign_in(ANN, PASSWORD, Some(&codes[0].to_lowercase().replace('-', " "))).is_ok());
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, Some(&codes[0])), Err(PeopleError::Denied));
    assert!(bench.try_sign_in(ANN, PASSWORD, Some(&codes[1])).is_ok());
}

#[test]
fn taking_the_second_factor_off_wants_a_code_and_ends_other_sessions() {
    let bench = Bench::default();
    let (secret, codes) = with_totp(&bench, ANN);
    let own = bench.try_sign_in(ANN, PASSWORD, Some(&code(&bench, &secret))).unwrap().token;
    let other = bench.try_sign_in(ANN, PASSWORD, Some(&codes[0])).unwrap().token;
    assert!(matches!(now(bench.person(&own).take_off_totp(None)), Err(PeopleError::Invalid { .. })));
    now(bench.person(&own).take_off_totp(Some(&codes[1]))).unwrap();
    assert!(bench.who(&own).is_some() && bench.who(&other).is_none());
    assert!(bench.try_sign_in(ANN, PASSWORD, None).is_ok());
}

#[test]
fn a_link_does_not_go_around_the_second_factor() {
    let bench = Bench::default();
    let (secret, _) = with_totp(&bench, ANN);
    let mut opened = now(sellerdesk_people::open(&bench.store, &bench.clock)).unwrap();
    let id = opened.people.by_email(ANN).unwrap().0.clone();
    let purpose = sellerdesk_people::Purpose::Password;
    let link = now(sellerdesk_people::issue_link(&mut opened, &id, purpose, "admin")).unwrap().link;
    let enter = |code: Option<&str>| now(use_link(&bench.store, &bench.clock, &link, code));
    assert_eq!(enter(None), Err(PeopleError::SecondFactorRequired));
    assert_eq!(enter(Some("000000")), Err(PeopleError::Denied));
    assert!(enter(Some(&code(&bench, &secret))).is_ok(), "the link was left as it was");
}

#[test]
fn what_is_too_long_is_denied_before_it_costs_anything() {
    let bench = Bench::default();
    let long = "x".repeat(10_000);
    assert_eq!(bench.try_sign_in(ANN, &long, None), Err(PeopleError::Denied));
    assert_eq!(bench.try_sign_in(&long, PASSWORD, None), Err(PeopleError::Denied));
    assert!(bench.passwords.looks.borrow().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is tried when: between two successes, never more guesses are looked at than the free ones and one for
    /// each wait that passed.
    #[test]
    fn guesses_are_bounded_by_time(pauses in prop::collection::vec(0_i64..4 * MINUTE_MS, 1..60)) {
        let bench = Bench::default();
        bench.agent(ANN, Role::Agent, None);
        bench.passwords.looks.borrow_mut().clear();
        let spent: i64 = pauses.iter().sum();
        for (number, pause) in pauses.iter().enumerate() {
            bench.clock.advance(*pause);
            let address = format!("203.0.113.{number}");
            prop_assert!(bench.sign_in_from(&address, ANN, "wrong password", None).is_err());
        }
        let looked_at = bench.passwords.looks.borrow().len() as i64;
        prop_assert!(spent < DAY_MS);
        // Waits double from the shortest on.
        let mut allowed = i64::from(EMAIL_FAILURES_FREE);
        let (mut left, mut wait) = (spent, WAIT_MS_MIN);
        while left >= wait {
            left -= wait;
            wait = WAIT_MS_MAX.min(2 * wait);
            allowed += 1;
        }
        prop_assert!(looked_at <= allowed, "{looked_at} > {allowed}");
    }
}
