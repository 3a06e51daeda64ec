//! Signing in by the word of an identity provider: who comes in, who never does, what is told.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_people::limits::{ADDRESS_FAILURES_FREE, ATTEMPT_KEEP_MS};
use sellerdesk_people::{
    Change, Clock, How, PeopleError, Purpose, Role, SignedIn, Store, Unvouched, Vouched, What, change, invite,
    issue_link, open, read_audit, reset_totp, sign_in_vouched, totp,
};
use std::cell::Cell;
use support::{Bench, now, profile};

const ANN: &str = "ann@shop.example";

/// What the provider says of somebody, each time in another attempt.
fn vouched(email: &str, subject: &str) -> Vouched {
    thread_local!(static NUMBER: Cell<u64> = const { Cell::new(0) });
    let attempt = NUMBER.with(|number| {
        number.set(number.get() + 1);
        number.get().to_string()
    });
    let (issuer, subject, email) = ("https://id.example".to_owned(), subject.to_owned(), email.to_owned());
    Vouched { issuer, subject, email, has_second_factor: false, attempt }
}

fn come(bench: &Bench, vouched: &Vouched) -> Result<SignedIn, PeopleError> {
    let answer = Ok(vouched.clone());
    now(sign_in_vouched(&bench.store, &bench.clock, Some("192.0.2.1"), async || answer))
}

fn failing(bench: &Bench, error: Unvouched<PeopleError>) -> PeopleError {
    now(sign_in_vouched(&bench.store, &bench.clock, Some("192.0.2.1"), async || Err(error))).unwrap_err()
}

fn audit(bench: &Bench) -> Vec<What> {
    let page = now(read_audit(&bench.store, &bench.clock, None, 50)).unwrap();
    page.entries.into_iter().map(|(_, record)| record.what).collect()
}

#[test]
fn an_agent_comes_in_by_email_in_any_case_and_it_is_written_down() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Supervisor, None);
    let session = come(&bench, &vouched("Ann@Shop.example", "s1")).unwrap();
    assert!(session.id == id && !session.must_set_password);
    assert_eq!(bench.who(&session.token).unwrap().name, "ann");
    let seen = audit(&bench);
    assert_eq!(seen[0], What::SignedIn { agent: id.clone(), how: How::Oidc, failures: 0 });
    assert!(
        matches!(&seen[1], What::IdentityLinked { agent, issuer, .. } if *agent == id && issuer == "https://id.example")
    );
    // The second time there is nothing more to link.
    come(&bench, &vouched(ANN, "s1")).unwrap();
    assert!(matches!(audit(&bench)[1], What::SignedIn { .. }));
}

#[test]
fn who_was_invited_needs_no_password() {
    let bench = Bench::default();
    let invited = profile("inv", "inv@shop.example", Role::Agent, None);
    let (id, ..) = now(invite(&bench.store, &bench.clock, invited, "admin")).unwrap();
    assert_eq!(come(&bench, &vouched("inv@shop.example", "s1")).unwrap().id, id);
}

#[test]
fn nobody_is_created_and_strangers_disabled_people_and_successors_are_answered_alike() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let disabled = bench.agent("dis@shop.example", Role::Agent, None);
    let off = Change { enabled: Some(false), ..Change::default() };
    now(change(&bench.store, &bench.clock, &disabled, None, off, "admin")).unwrap();
    come(&bench, &vouched(ANN, "s1")).unwrap();
    let elsewhere = Vouched { issuer: "https://other.example".to_owned(), ..vouched(ANN, "s1") };
    for wrong in [
        vouched("nobody@shop.example", "s2"),
        vouched("dis@shop.example", "s3"),
        vouched(ANN, "s4"),
        vouched("no address", "s1"),
        vouched("", "s1"),
        elsewhere,
    ] {
        assert_eq!(come(&bench, &wrong).unwrap_err(), PeopleError::Denied, "{} {}", wrong.email, wrong.subject);
    }
    let opened = now(open(&bench.store, &bench.clock)).unwrap();
    assert_eq!(opened.people.agents.len(), 2);
    assert!(come(&bench, &vouched(ANN, "s1")).is_ok(), "the one who was first goes on");
}

/// Whoever changes the e-mail at the provider to a colleague's is not the colleague.
#[test]
fn nobody_is_two_agents() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    bench.agent("boss@shop.example", Role::Admin, None);
    come(&bench, &vouched(ANN, "s1")).unwrap();
    assert_eq!(come(&bench, &vouched("boss@shop.example", "s1")).unwrap_err(), PeopleError::Denied);
    assert!(come(&bench, &vouched("boss@shop.example", "s2")).is_ok());
}

/// Two who come for the first time at the same moment both find nobody linked.
#[test]
fn of_two_at_once_the_first_counts() {
    let bench = Bench::default();
    let ann = bench.agent(ANN, Role::Agent, None);
    let bob = bench.agent("bob@shop.example", Role::Agent, None);
    let mut opened = now(open(&bench.store, &bench.clock)).unwrap();
    let linked = |agent: &str, hash: &str| {
        let (agent, issuer, hash) = (agent.to_owned(), "https://id.example".to_owned(), hash.to_owned());
        What::IdentityLinked { agent, issuer, hash }
    };
    let both = vec![linked(&ann, "first"), linked(&ann, "second"), linked(&bob, "first"), linked("nobody", "third")];
    now(opened.record("somebody", both)).unwrap();
    let of = |id: &str| opened.people.agents[id].identity.as_deref();
    assert_eq!((of(&ann), of(&bob)), (Some("first"), None));
    let again = now(open(&bench.store, &bench.clock)).unwrap();
    assert_eq!(again.people.by_identity("first"), Some(ann.as_str()), "and so whoever reads it later");
}

#[test]
fn another_email_of_the_same_agent_keeps_who_it_is() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, None);
    come(&bench, &vouched(ANN, "s1")).unwrap();
    let renamed = Change { email: Some("new@shop.example".to_owned()), ..Change::default() };
    now(change(&bench.store, &bench.clock, &id, None, renamed, "admin")).unwrap();
    assert_eq!(come(&bench, &vouched("new@shop.example", "s2")).unwrap_err(), PeopleError::Denied);
    assert_eq!(come(&bench, &vouched("new@shop.example", "s1")).unwrap().id, id);
}

#[test]
fn a_new_link_for_a_password_lets_another_one_of_that_email_in() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, None);
    come(&bench, &vouched(ANN, "s1")).unwrap();
    let mut opened = now(open(&bench.store, &bench.clock)).unwrap();
    now(issue_link(&mut opened, &id, Purpose::SignIn, "admin")).unwrap();
    assert_eq!(
        come(&bench, &vouched(ANN, "s2")).unwrap_err(),
        PeopleError::Denied,
        "a look at the demo is no new person"
    );
    now(issue_link(&mut opened, &id, Purpose::Password, "admin")).unwrap();
    assert_eq!(come(&bench, &vouched(ANN, "s2")).unwrap().id, id);
    assert_eq!(come(&bench, &vouched(ANN, "s1")).unwrap_err(), PeopleError::Denied);
}

#[test]
fn an_attempt_opens_one_session_and_is_forgotten_in_time() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let first = vouched(ANN, "s1");
    come(&bench, &first).unwrap();
    assert_eq!(come(&bench, &first).unwrap_err(), PeopleError::Denied);
    let before = bench.store.keys().iter().filter(|key| key.starts_with("pv1:")).count();
    bench.clock.advance(ATTEMPT_KEEP_MS + 1);
    come(&bench, &vouched(ANN, "s1")).unwrap();
    let after = bench.store.keys().iter().filter(|key| key.starts_with("pv1:")).count();
    assert_eq!((before, after), (1, 1));
}

#[test]
fn a_second_factor_here_wants_the_providers_word_for_one() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, None);
    now(bench.person(&bench.token(ANN)).enrol()).unwrap();
    let pending = now(bench.store.get(&format!("pe1:{id}"))).unwrap().unwrap();
    let secret: serde_json::Value = serde_json::from_slice(&pending).unwrap();
    let secret: Vec<u8> = serde_json::from_value(secret["secret"].clone()).unwrap();
    let step = u64::try_from(bench.clock.wall_ms() / 30_000).unwrap();
    now(bench.person(&bench.token(ANN)).confirm(&totp::code_of(&secret, step))).unwrap();
    assert_eq!(come(&bench, &vouched(ANN, "s1")).unwrap_err(), PeopleError::SecondFactorRequired);
    // What was refused is linked to nobody.
    let strong = Vouched { has_second_factor: true, ..vouched(ANN, "s2") };
    assert!(come(&bench, &strong).is_ok());
    now(reset_totp(&bench.store, &bench.clock, &id, "admin")).unwrap();
    assert!(come(&bench, &vouched(ANN, "s2")).is_ok());
}

#[test]
fn failures_are_counted_against_the_address_before_the_provider_is_asked() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    for _ in 0..3 * ADDRESS_FAILURES_FREE {
        assert_eq!(failing(&bench, Unvouched::Temporary(PeopleError::NoRandomness)), PeopleError::NoRandomness);
        assert!(come(&bench, &vouched(ANN, "s1")).is_ok(), "neither an outage nor a success is a failure");
    }
    for _ in 0..ADDRESS_FAILURES_FREE {
        assert_eq!(failing(&bench, Unvouched::Permanent(PeopleError::Denied)), PeopleError::Denied);
    }
    let asked = Cell::new(false);
    let ask = async || {
        asked.set(true);
        Err(Unvouched::Permanent(PeopleError::Denied))
    };
    let locked = now(sign_in_vouched(&bench.store, &bench.clock, Some("192.0.2.1"), ask)).unwrap_err();
    assert!(matches!(locked, PeopleError::Locked { .. }) && !asked.get());
}
