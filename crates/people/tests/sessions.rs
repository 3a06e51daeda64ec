//! Sessions, links and tokens: what ends them, and what they can't be made to do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_people::limits::{LINK_MS, SESSION_IDLE_MS_MAX, SESSION_MS_MAX, SESSION_NOTE_MS, SESSIONS_COUNT_MAX};
use sellerdesk_people::session::{self, Session};
use sellerdesk_people::{
    Change, NewToken, PeopleError, Permission, Role, Scope, Store, Who, bootstrap, change, invite, issue_link,
    issue_token, open, read_audit, remove, revoke_token, use_link,
};
use support::{Bench, DAY_MS, HOUR_MS, MINUTE_MS, Mortal, PASSWORD, now, profile};

const ANN: &str = "ann@shop.example";
const BOB: &str = "bob@shop.example";

fn alter(bench: &Bench, id: &str, with: Change) -> Result<(), PeopleError> {
    now(change(&bench.store, &bench.clock, id, None, with, "admin")).map(drop)
}

#[test]
fn a_request_costs_two_reads_and_no_write() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let token = bench.token(ANN);
    let key = api_token(&bench, &[Scope::Read], None).1;
    for (token, wanted) in [(token.as_str(), 2), (&key, 1), ("ss_", 0), ("nonsense", 0), ("", 0)] {
        let before = bench.store.operations();
        bench.who(token);
        let after = bench.store.operations();
        assert_eq!((after.reads - before.reads, after.writes - before.writes), (wanted, 0), "{token}");
    }
}

#[test]
fn no_secret_is_in_the_store() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let token = bench.token(ANN);
    let (_, key) = api_token(&bench, &[Scope::Read], None);
    let (_, _, link) =
        now(invite(&bench.store, &bench.clock, profile("bob", BOB, Role::Agent, None), "admin")).unwrap();
    for name in bench.store.keys() {
        let value = now(bench.store.get(&name)).unwrap().unwrap();
        for secret in [&token[3..], &key[3..], &link.link[3..]] {
            assert!(!name.contains(secret) && !String::from_utf8_lossy(&value).contains(secret), "{name}");
        }
    }
}

#[test]
fn a_session_slides_and_ends() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let idle = bench.token(ANN);
    let used = bench.token(ANN);
    let opened_at = bench.clock.wall_ms_now();
    bench.clock.advance(SESSION_IDLE_MS_MAX - 1);
    assert!(bench.who(&idle).is_some() && bench.who(&used).is_some());
    bench.clock.advance(2 * SESSION_NOTE_MS);
    assert!(bench.who(&used).is_some(), "use was noted");
    bench.clock.advance(SESSION_IDLE_MS_MAX);
    assert!(bench.who(&idle).is_none(), "nobody used it");
    let mut lived = 0;
    let busy = bench.token(ANN);
    while bench.who(&busy).is_some() {
        bench.clock.advance(HOUR_MS);
        lived += HOUR_MS;
    }
    assert_eq!(lived, SESSION_MS_MAX);
    assert!(opened_at < bench.clock.wall_ms_now());
}

trait Now {
    fn wall_ms_now(&self) -> i64;
}
impl Now for support::ManualClock {
    fn wall_ms_now(&self) -> i64 {
        sellerdesk_journal::Clock::wall_ms(self)
    }
}

#[test]
fn an_agent_has_a_bounded_number_of_sessions() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let tokens: Vec<_> = (0..SESSIONS_COUNT_MAX + 5).map(|_| bench.token(ANN)).collect();
    let live = tokens.iter().filter(|token| bench.who(token).is_some()).count();
    let stored = bench.store.keys().iter().filter(|key| key.starts_with("ps1:")).count();
    assert_eq!((live, stored), (SESSIONS_COUNT_MAX, SESSIONS_COUNT_MAX));
    assert!(bench.who(tokens.last().unwrap()).is_some());
}

#[test]
fn signing_out_ends_one_session_and_a_late_note_of_use_does_not_bring_it_back() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let (one, other) = (bench.token(ANN), bench.token(ANN));
    let key = session::key_of(&one);
    let stalled: Session = now(session::read(&bench.store, &bench.clock, &key)).unwrap().unwrap();
    now(bench.person(&one).sign_out()).unwrap();
    assert!(bench.who(&one).is_none() && bench.who(&other).is_some());
    bench.clock.advance(HOUR_MS);
    now(session::note_use(&bench.store, &bench.clock, &key, stalled)).unwrap();
    assert!(bench.who(&one).is_none());
}

#[test]
fn another_password_ends_all_other_sessions_at_once() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let (own, other) = (bench.token(ANN), bench.token(ANN));
    let set = |current: Option<&str>, new: &str| now(bench.person(&own).set_password(&bench.passwords, current, new));
    for (current, new, field) in [
        (None, "another password", "current"),
        (Some("wrong password"), "another password", "current"),
        (Some(PASSWORD), "short", "password"),
    ] {
        assert!(matches!(set(current, new), Err(PeopleError::Invalid { field: found, .. }) if found == field));
    }
    set(Some(PASSWORD), "another password").unwrap();
    assert!(bench.who(&own).is_some() && bench.who(&other).is_none());
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, None), Err(PeopleError::Denied));
    assert!(bench.try_sign_in(ANN, "another password", None).is_ok());
    let hashes = bench.store.keys().iter().filter(|key| key.starts_with("pc1:")).count();
    assert_eq!(hashes, 1, "the old hash is gone");
}

#[test]
fn who_is_disabled_or_removed_is_out_at_once_and_comes_back_with_no_old_session() {
    let bench = Bench::default();
    bench.agent(BOB, Role::Admin, None);
    let id = bench.agent(ANN, Role::Agent, None);
    let token = bench.token(ANN);
    alter(&bench, &id, Change { enabled: Some(false), ..Change::default() }).unwrap();
    assert!(bench.who(&token).is_none());
    alter(&bench, &id, Change { enabled: Some(true), ..Change::default() }).unwrap();
    assert!(bench.who(&token).is_none());
    let token = bench.token(ANN);
    now(remove(&bench.store, &bench.clock, &id, None, "admin")).unwrap();
    assert!(bench.who(&token).is_none());
    assert_eq!(bench.try_sign_in(ANN, PASSWORD, None), Err(PeopleError::Denied));
}

#[test]
fn another_role_or_other_accounts_hold_from_the_next_request_on() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Supervisor, None);
    let token = bench.token(ANN);
    assert!(bench.who(&token).unwrap().may(Permission::ManageSettings));
    let accounts = Some(Some(vec!["ebay/main".to_owned()]));
    alter(&bench, &id, Change { accounts, ..Change::default() }).unwrap();
    let who = bench.who(&token).unwrap();
    assert!(!who.may(Permission::ManageSettings) && who.may(Permission::ReadReports) && !who.sees("amazon", "main"));
    alter(&bench, &id, Change { role: Some(Role::Agent), accounts: Some(None), ..Change::default() }).unwrap();
    assert!(!bench.who(&token).unwrap().may(Permission::ReadReports));
}

#[test]
fn of_two_changes_from_the_same_version_the_second_is_refused() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, None);
    let version = now(open(&bench.store, &bench.clock)).unwrap().agent(&id).unwrap().version;
    let named = |name: &str| Change { name: Some(name.to_owned()), ..Change::default() };
    let put = |name: &str| now(change(&bench.store, &bench.clock, &id, Some(version), named(name), "admin"));
    assert_eq!(put("Ann B.").unwrap().profile.name, "Ann B.");
    assert!(matches!(put("Ann C."), Err(PeopleError::Conflict { .. })));
}

#[test]
fn fields_are_checked() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    let add = |name: &str, email: &str, role, accounts: Option<&[&str]>| {
        let accounts = accounts.map(|accounts| accounts.iter().map(|it| (*it).to_owned()).collect());
        match now(invite(&bench.store, &bench.clock, profile(name, email, role, accounts), "admin")) {
            Err(PeopleError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(add("", BOB, Role::Agent, None), "name");
    assert_eq!(add("admin", BOB, Role::Agent, None), "name");
    assert_eq!(add("a\nb", BOB, Role::Agent, None), "name");
    for email in ["", "bob", "bob@", "@shop", "a b@shop.example", "bob@@shop", "bob\u{0}@shop"] {
        assert_eq!(add("bob", email, Role::Agent, None), "email", "{email:?}");
    }
    assert_eq!(add("bob", "ANN@shop.example", Role::Agent, None), "email");
    assert_eq!(add("bob", BOB, Role::Admin, Some(&[])), "accounts");
    for account in ["amazon", "amazon/", "/main", "Amazon/main", "amazon/main/x"] {
        assert_eq!(add("bob", BOB, Role::Agent, Some(&[account])), "accounts", "{account}");
    }
}

#[test]
fn the_last_admin_stays() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Admin, None);
    for with in
        [Change { role: Some(Role::Agent), ..Change::default() }, Change { enabled: Some(false), ..Change::default() }]
    {
        assert!(matches!(alter(&bench, &id, with), Err(PeopleError::Invalid { field: "role", .. })));
    }
    assert!(now(remove(&bench.store, &bench.clock, &id, None, "admin")).is_err());
    bench.agent(BOB, Role::Admin, None);
    now(remove(&bench.store, &bench.clock, &id, None, "admin")).unwrap();
}

#[test]
fn a_link_lets_in_once_for_a_day_and_the_newest_only() {
    let bench = Bench::default();
    let bob = profile("bob", BOB, Role::Agent, None);
    let (id, _, first) = now(invite(&bench.store, &bench.clock, bob, "admin")).unwrap();
    let enter = |link: &str| now(use_link(&bench.store, &bench.clock, link, None));
    let again = || {
        let mut opened = now(open(&bench.store, &bench.clock)).unwrap();
        now(issue_link(&mut opened, &id, sellerdesk_people::Purpose::Password, "admin")).unwrap().link
    };
    let second = again();
    assert_eq!(enter(&first.link), Err(PeopleError::Denied), "a newer one took its place");
    assert!(enter(&second).unwrap().must_set_password);
    assert_eq!(enter(&second), Err(PeopleError::Denied), "used");
    let third = again();
    bench.clock.advance(LINK_MS);
    assert_eq!(enter(&third), Err(PeopleError::Denied), "expired");
    for nonsense in ["", "sl_", &first.link[3..], &"sl_".repeat(20)] {
        assert_eq!(enter(nonsense), Err(PeopleError::Denied));
    }
}

#[test]
fn a_link_for_a_new_password_needs_no_old_one_for_as_long_as_a_link_lives() {
    for (later_ms, is_asked) in [(LINK_MS - 1, false), (LINK_MS, true)] {
        let bench = Bench::default();
        let id = bench.agent(ANN, Role::Agent, None);
        let mut opened = now(open(&bench.store, &bench.clock)).unwrap();
        let link = now(issue_link(&mut opened, &id, sellerdesk_people::Purpose::Password, "admin")).unwrap();
        let token = now(use_link(&bench.store, &bench.clock, &link.link, None)).unwrap().token;
        for _ in 0..4 {
            bench.clock.advance(later_ms / 4);
            bench.who(&token);
        }
        bench.clock.advance(later_ms % 4);
        let set = now(bench.person(&token).set_password(&bench.passwords, None, "another password"));
        assert_eq!(set.is_err(), is_asked, "{set:?}");
    }
}

#[test]
fn a_link_of_somebody_disabled_lets_nobody_in() {
    let bench = Bench::default();
    let bob = profile("bob", BOB, Role::Agent, None);
    let (id, _, link) = now(invite(&bench.store, &bench.clock, bob, "admin")).unwrap();
    alter(&bench, &id, Change { enabled: Some(false), ..Change::default() }).unwrap();
    alter(&bench, &id, Change { enabled: Some(true), ..Change::default() }).unwrap();
    assert_eq!(now(use_link(&bench.store, &bench.clock, &link.link, None)), Err(PeopleError::Denied));
}

#[test]
fn the_first_start_makes_an_admin_and_later_ones_only_a_demo() {
    let bench = Bench::default();
    let start = |email: &str, demo| now(bootstrap(&bench.store, &bench.clock, email, demo, "admin")).unwrap();
    let (id, first) = start(ANN, false).unwrap();
    let (same, second) = start(ANN, false).unwrap();
    assert!(id == same && first.link != second.link, "nobody has come in yet");
    let session = now(use_link(&bench.store, &bench.clock, &second.link, None)).unwrap();
    assert!(session.must_set_password && bench.who(&session.token).unwrap().may(Permission::ManagePeople));
    now(bench.person(&session.token).set_password(&bench.passwords, None, PASSWORD)).unwrap();
    assert_eq!(start(ANN, false), None);
    let (_, demo) = start("demo@localhost", true).unwrap();
    assert!(!now(use_link(&bench.store, &bench.clock, &demo.link, None)).unwrap().must_set_password);
}

fn api_token(bench: &Bench, scopes: &[Scope], accounts: Option<Vec<String>>) -> (String, String) {
    let new = NewToken { name: "robot".to_owned(), scopes: scopes.to_vec(), accounts, days: 7 };
    let (id, _, token) = now(issue_token(&bench.store, &bench.clock, new, "admin")).unwrap();
    (id, token)
}

#[test]
fn an_api_token_has_its_scopes_until_it_is_revoked_or_ends() {
    let bench = Bench::default();
    let (id, token) = api_token(&bench, &[Scope::Read], Some(vec!["ebay/main".to_owned()]));
    let who = bench.who(&token).unwrap();
    assert_eq!((who.name.as_str(), &who.who), ("robot", &Who::Token { id: id.clone() }));
    assert!(who.may(Permission::ReadConversations) && !who.may(Permission::Reply) && !who.sees("ebay", "second"));
    assert!(matches!(
        now(sellerdesk_people::Person::of(&bench.store, &bench.clock, &who)).map(drop),
        Err(PeopleError::NoPerson)
    ));
    now(revoke_token(&bench.store, &bench.clock, &id, "admin")).unwrap();
    assert!(bench.who(&token).is_none());
    let (_, token) = api_token(&bench, &[Scope::Reply], None);
    bench.clock.advance(7 * DAY_MS);
    assert!(bench.who(&token).is_none());
}

#[test]
fn a_directory_that_was_lost_or_is_old_is_mended() {
    let bench = Bench::default();
    let id = bench.agent(ANN, Role::Agent, None);
    let token = bench.token(ANN);
    let old = now(bench.store.get("pd1")).unwrap().unwrap();
    now(bench.store.delete("pd1")).unwrap();
    assert!(bench.who(&token).is_none(), "without one, nobody is known");
    now(open(&bench.store, &bench.clock)).unwrap();
    assert!(bench.who(&token).is_some(), "it is mended");
    alter(&bench, &id, Change { enabled: Some(false), ..Change::default() }).unwrap();
    // A writer that stalled since before.
    now(bench.store.set("pd1", &old)).unwrap();
    assert!(bench.who(&token).is_some());
    now(open(&bench.store, &bench.clock)).unwrap();
    assert!(bench.who(&token).is_none());
    let before = bench.store.operations().writes;
    now(open(&bench.store, &bench.clock)).unwrap();
    assert_eq!(bench.store.operations().writes, before, "there was nothing to mend");
}

#[test]
fn the_audit_trail_tells_who_did_what_and_no_secret() {
    let bench = Bench::default();
    bench.agent(ANN, Role::Agent, None);
    bench.token(ANN);
    let mut before = None;
    let mut all = Vec::new();
    loop {
        let page = now(read_audit(&bench.store, &bench.clock, before, 2)).unwrap();
        assert!(page.entries.len() <= 2);
        all.extend(page.entries);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let numbers: Vec<u64> = all.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).rev().collect::<Vec<_>>());
    let text = format!("{all:?}");
    assert!(!text.contains("plain:") && !text.contains(PASSWORD));
    let by: Vec<&str> = all.iter().map(|(_, record)| record.by.as_str()).collect();
    assert_eq!(by, ["ann", "ann", "ann", "ann", "admin", "admin"]);
}

/// Dies at every operation in turn, before or after it took effect; what was answered holds, what was not may be done
/// again.
#[test]
fn a_crash_leaves_nobody_in_who_was_put_out_and_nobody_out_who_was_let_in() {
    for takes_effect in [false, true] {
        for operations in 0.. {
            let bench = Bench::default();
            bench.agent(BOB, Role::Admin, None);
            let id = bench.agent(ANN, Role::Agent, None);
            let token = bench.token(ANN);
            let off = Change { enabled: Some(false), ..Change::default() };
            let mortal = Mortal::new(&bench.store, operations, takes_effect);
            let done = now(change(&mortal, &bench.clock, &id, None, off.clone(), "admin"));
            if done.is_err() {
                // Somebody tries again.
                now(change(&bench.store, &bench.clock, &id, None, off, "admin")).unwrap();
                bench.clock.advance(MINUTE_MS);
            }
            assert!(bench.who(&token).is_none(), "after {operations} operations");
            if done.is_ok() {
                break;
            }
        }
        for operations in 0.. {
            let bench = Bench::default();
            bench.agent(ANN, Role::Agent, None);
            let token = bench.token(ANN);
            let who = bench.who(&token).unwrap();
            let mortal = Mortal::new(&bench.store, operations, takes_effect);
            let done = now(async {
                let person = sellerdesk_people::Person::of(&mortal, &bench.clock, &who).await?;
                person.set_password(&bench.passwords, Some(PASSWORD), "another password").await
            });
            let old = bench.try_sign_in(ANN, PASSWORD, None).is_ok();
            let new = bench.try_sign_in(ANN, "another password", None).is_ok();
            assert!(old != new, "after {operations} operations one of both passwords holds: {old}, {new}");
            if done.is_ok() {
                assert!(new);
                break;
            }
        }
        for operations in 0.. {
            let bench = Bench::default();
            let bob = profile("bob", BOB, Role::Agent, None);
            let (_, _, link) = now(invite(&bench.store, &bench.clock, bob, "admin")).unwrap();
            let mortal = Mortal::new(&bench.store, operations, takes_effect);
            let done = now(use_link(&mortal, &bench.clock, &link.link, None)).is_ok();
            let again = now(use_link(&bench.store, &bench.clock, &link.link, None)).is_ok();
            assert!(!(done && again), "after {operations} operations: twice");
            if done {
                break;
            }
        }
    }
}
