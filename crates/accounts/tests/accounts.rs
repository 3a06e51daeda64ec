//! Adding, changing, listing and removing accounts, with crashes between any two store operations.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_accounts::limits::{ACCOUNTS_MAX, BY_BYTES_MAX, RETURN_MS, TOKEN_BYTES_MAX};
use sellerdesk_accounts::registry::REGISTRY_JOURNAL;
use sellerdesk_accounts::{
    AccountError, AccountId, Keys, Part, PutAccount, Registered, list, note_received, open_settings, put, put_token,
    read_activity, read_sealed, read_token, remove,
};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{EventId, Journal, Store};
use sellerdesk_seal::KeyPair;
use support::{MONDAY_MS, ManualClock, Mortal, id, now};

const HOOK: &str = r#"{"secret":"hunter2-hunter2"}"#;
const API: &str = r#"{"refresh_token":"v^1.1#i^1"}"#;

struct World {
    store: MemoryStore,
    clock: ManualClock,
    hook: KeyPair,
    api: KeyPair,
}

impl World {
    fn new() -> Self {
        let (hook, api) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        Self { store: MemoryStore::default(), clock: ManualClock::at(MONDAY_MS), hook, api }
    }

    fn keys(&self) -> Keys<'_> {
        Keys { hook: &self.hook.public, api: Some(&self.api.public) }
    }

    fn put_in(&self, store: &impl Store, id: &AccountId, account: &PutAccount) -> Result<Registered, AccountError> {
        now(put(store, &self.clock, id, self.keys(), account))
    }

    fn put(&self, id: &AccountId, account: &PutAccount) -> Result<Registered, AccountError> {
        self.put_in(&self.store, id, account)
    }

    fn list(&self) -> Vec<(AccountId, Registered)> {
        now(list(&self.store, &self.clock)).unwrap()
    }

    fn live(&self) -> Vec<AccountId> {
        self.list().into_iter().filter(|(_, known)| !known.removed).map(|(id, _)| id).collect()
    }

    fn settings(&self, id: &AccountId, part: Part) -> Option<String> {
        let key = if part == Part::Hook { &self.hook.secret } else { &self.api.secret };
        let sealed = now(read_sealed(&self.store, id, part)).unwrap()?;
        Some(open_settings(key, id, part, &sealed).unwrap())
    }
}

fn given(hook: Option<&str>, api: Option<&str>) -> PutAccount {
    PutAccount { hook: hook.map(str::to_owned), api: api.map(str::to_owned), by: "ops".to_owned() }
}

#[test]
fn settings_come_back_to_their_component_and_no_other() {
    let world = World::new();
    let main = id("ebay", "main");
    let known = world.put(&main, &given(Some(HOOK), Some(API))).unwrap();
    assert!(known.hook && known.api && !known.removed && known.added_at == known.changed_at);
    assert_eq!(world.settings(&main, Part::Hook).as_deref(), Some(HOOK));
    assert_eq!(world.settings(&main, Part::Api).as_deref(), Some(API));
    let sealed = now(read_sealed(&world.store, &main, Part::Hook)).unwrap().unwrap();
    let (hook, api) = (&world.hook.secret, &world.api.secret);
    for (key, id, part) in [(api, &main, Part::Hook), (hook, &main, Part::Api), (hook, &id("ebay", "mai"), Part::Hook)]
    {
        assert!(matches!(open_settings(key, id, part, &sealed), Err(AccountError::Seal(_))));
    }
    for key in world.store.keys() {
        let value = now(world.store.get(&key)).unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&value).contains("hunter2"), "{key}");
    }
    assert!(!format!("{:?}", given(Some(HOOK), Some(API))).contains("hunter2"));
}

#[test]
fn a_change_replaces_what_it_gives_and_keeps_the_rest() {
    let world = World::new();
    let main = id("ebay", "main");
    let added = world.put(&main, &given(Some(HOOK), None)).unwrap();
    assert!(added.hook && !added.api);
    world.clock.advance(1_000);
    let changed = world.put(&main, &given(None, Some(API))).unwrap();
    assert_eq!(changed, Registered { api: true, changed_at: added.changed_at + 1_000, ..added });
    world.clock.advance(-5_000);
    let again = world.put(&main, &given(Some("{}"), None)).unwrap();
    assert_eq!((again.added_at, again.changed_at), (added.added_at, changed.changed_at + 1), "a clock set back");
    assert_eq!(world.settings(&main, Part::Hook).as_deref(), Some("{}"));
    assert_eq!(world.settings(&main, Part::Api).as_deref(), Some(API));
    assert_eq!(world.list(), [(main, again)]);
}

#[test]
fn nothing_is_written_of_settings_that_are_refused() {
    let world = World::new();
    let main = id("ebay", "main");
    let by = PutAccount { by: "x".repeat(BY_BYTES_MAX + 1), ..given(Some(HOOK), None) };
    assert_eq!(world.put(&main, &by), Err(AccountError::ByTooLong));
    assert_eq!(world.put(&main, &given(None, None)), Err(AccountError::Nothing));
    let wrong = world.put(&main, &given(Some(HOOK), Some("[]"))).unwrap_err();
    assert_eq!(wrong.to_string(), "api settings: must be a JSON object");
    let keys = Keys { api: None, ..world.keys() };
    let no_key = now(put(&world.store, &world.clock, &main, keys, &given(Some(HOOK), Some(API))));
    assert_eq!(no_key, Err(AccountError::NoKey { part: Part::Api }));
    assert_eq!(world.store.keys(), Vec::<String>::new());
}

#[test]
fn a_crash_lists_no_account_without_settings_and_the_same_again_ends_it() {
    let main = id("ebay", "main");
    let account = given(Some(HOOK), Some(API));
    for takes_effect in [false, true] {
        let mut is_over = false;
        for operations in 0..100 {
            let world = World::new();
            world.put(&id("ebay", "other"), &account).unwrap();
            let mortal = Mortal::new(&world.store, operations, takes_effect);
            is_over = world.put_in(&mortal, &main, &account).is_ok();
            if is_over {
                break;
            }
            if world.live().contains(&main) {
                assert_eq!(world.settings(&main, Part::Hook).as_deref(), Some(HOOK), "after {operations}");
                assert_eq!(world.settings(&main, Part::Api).as_deref(), Some(API), "after {operations}");
            }
            let known = world.put(&main, &account).unwrap();
            assert!(known.hook && known.api);
            assert_eq!(world.settings(&main, Part::Hook).as_deref(), Some(HOOK));
            assert_eq!(world.live().len(), 2);
        }
        assert!(is_over);
    }
}

#[test]
fn a_crash_in_a_removal_leaves_it_listed_or_gone_and_the_same_again_ends_it() {
    let main = id("ebay", "main");
    for takes_effect in [false, true] {
        let mut is_over = false;
        for operations in 0..100 {
            let world = World::new();
            world.put(&main, &given(Some(HOOK), Some(API))).unwrap();
            let mortal = Mortal::new(&world.store, operations, takes_effect);
            is_over = now(remove(&mortal, &world.clock, &main, "ops")).is_ok();
            let has_settings =
                world.settings(&main, Part::Hook).is_some() || world.settings(&main, Part::Api).is_some();
            assert!(world.live().contains(&main) || !has_settings, "after {operations}");
            now(remove(&world.store, &world.clock, &main, "ops")).unwrap();
            assert_eq!(world.live(), []);
            assert_eq!(world.settings(&main, Part::Hook).or(world.settings(&main, Part::Api)), None);
            if is_over {
                break;
            }
        }
        assert!(is_over);
    }
}

#[test]
fn a_removed_account_leaves_nothing_behind_and_may_come_back() {
    let world = World::new();
    let (main, store, clock) = (id("ebay", "main"), &world.store, &world.clock);
    assert_eq!(now(remove(store, clock, &main, "ops")), Ok(false), "there was none");
    let added = world.put(&main, &given(Some(HOOK), Some(API))).unwrap();
    now(put_token(store, &main, "token")).unwrap();
    now(note_received(store, clock, &main, 1)).unwrap();
    assert_eq!(now(remove(store, clock, &main, "ops")), Ok(true));
    assert_eq!(now(remove(store, clock, &main, "ops")), Ok(false));
    assert!(store.keys().iter().all(|key| key.matches(':').count() == 1), "{:?}", store.keys());
    assert!(world.list().iter().all(|(_, known)| known.removed && !known.hook));
    // A delivery that was under way doesn't bring it back; one of an account in a variable does, in the end.
    now(note_received(store, clock, &main, 1)).unwrap();
    assert_eq!((world.live(), now(read_activity(store, &main))), (Vec::new(), Ok(None)));
    clock.advance(RETURN_MS + 1_000);
    now(note_received(store, clock, &main, 1)).unwrap();
    assert_eq!(world.live(), std::slice::from_ref(&main));
    now(remove(store, clock, &main, "ops")).unwrap();
    let back = world.put(&main, &given(None, Some(API))).unwrap();
    assert!(back.added_at > added.added_at && back.api && !back.hook);
}

#[test]
fn accounts_are_bounded_and_many_are_listed_in_order() {
    let world = World::new();
    let numbered = |number: usize| id("ebay", &format!("a{number}"));
    // The stored form of a change: what this reads, later versions have to read.
    let change = |number: usize| {
        let names = format!(r#"{{"channel":"ebay","account":"a{number}"}}"#);
        let what = r#"{"put":{"hook":false,"api":true}}"#;
        format!(r#"{{"version":1,"id":{names},"at":{number},"by":"ops","what":{what}}}"#).into_bytes()
    };
    let changes: Vec<Vec<u8>> = (0..ACCOUNTS_MAX).map(change).collect();
    let events: Vec<_> = changes.iter().map(|change| (EventId([7; 16]), change.as_slice())).collect();
    let journal = Journal::open(&world.store, &world.clock, REGISTRY_JOURNAL).unwrap();
    now(journal.append_all(&events)).unwrap();
    let writes = world.store.operations().writes;
    assert_eq!(world.put(&id("ebay", "more"), &given(Some(HOOK), None)), Err(AccountError::Full));
    assert_eq!(world.store.operations().writes, writes + 1, "the registry's snapshot, and nothing of the account");
    // One that stands in a variable is noted all the same, and a listed one is changed.
    let seen = id("ebay", "seen");
    now(note_received(&world.store, &world.clock, &seen, 1)).unwrap();
    assert!(now(read_activity(&world.store, &seen)).unwrap().is_some());
    assert!(world.put(&numbered(7), &given(Some(HOOK), None)).unwrap().hook);
    let listed = world.live();
    assert!(listed.len() == ACCOUNTS_MAX && listed.is_sorted());
    now(remove(&world.store, &world.clock, &numbered(8), "ops")).unwrap();
    world.put(&id("ebay", "more"), &given(Some(HOOK), None)).unwrap();
    assert!(world.live().contains(&id("ebay", "more")));
}

#[test]
fn tokens_are_opaque_and_bounded() {
    let world = World::new();
    let main = id("ebay", "main");
    assert_eq!(now(read_token(&world.store, &main)), Ok(None));
    let longest = "x".repeat(TOKEN_BYTES_MAX);
    for token in ["", "ä\n", &longest] {
        now(put_token(&world.store, &main, token)).unwrap();
        assert_eq!(now(read_token(&world.store, &main)).unwrap().as_deref(), Some(token));
    }
    let refused = now(put_token(&world.store, &main, &format!("{longest}x")));
    assert_eq!(refused, Err(AccountError::TokenTooLong { bytes: TOKEN_BYTES_MAX + 1 }));
    assert_eq!(now(read_token(&world.store, &main)).unwrap().as_deref(), Some(longest.as_str()));
}

#[test]
fn a_value_of_somebody_else_is_an_error_that_quotes_nothing() {
    let world = World::new();
    let main = id("ebay", "main");
    for value in [&b"hunter2"[..], b"{}", br#"{"version":2,"sealed":"hunter2","changed_at":1}"#, b"\xff"] {
        now(world.store.set("a1:ebay:main:hook", value)).unwrap();
        let error = now(read_sealed(&world.store, &main, Part::Hook)).unwrap_err();
        assert_eq!(error.to_string(), "the value of a1:ebay:main:hook can't be read");
        assert!(!error.is_temporary());
    }
    now(world.store.set("a1:ebay:main:token", b"\xff")).unwrap();
    assert!(matches!(now(read_token(&world.store, &main)), Err(AccountError::Corrupt { .. })));
}
