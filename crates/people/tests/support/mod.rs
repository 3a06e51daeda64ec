//! Passwords that cost nothing and are counted, a desk with agents.

#![allow(dead_code, unused_imports, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use sellerdesk_journal::memory::MemoryStore;
pub use sellerdesk_journal::simulation::by_hand::{ManualClock, Mortal, now};
use sellerdesk_people::{
    Passwords, PeopleError, Person, Principal, Profile, Role, SignIn, SignedIn, authenticate, invite, sign_in, use_link,
};
use std::cell::RefCell;

pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// 2023-11-13, a Monday at midnight UTC, in milliseconds since the Unix epoch.
pub const MONDAY_MS: i64 = 1_699_833_600_000;
pub const PASSWORD: &str = "correct horse battery";

/// Passwords that hash to themselves; every look at one is written down.
#[derive(Default)]
pub struct Plain {
    /// Whether each look was at a real hash.
    pub looks: RefCell<Vec<bool>>,
}

impl Passwords for Plain {
    fn hash(&self, password: &str) -> Result<String, PeopleError> {
        Ok(format!("plain:{password}"))
    }
    fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        self.looks.borrow_mut().push(hash.is_some());
        hash == Some(&format!("plain:{password}"))
    }
}

/// A desk's people.
pub struct Bench {
    pub store: MemoryStore,
    pub clock: ManualClock,
    pub passwords: Plain,
}

impl Default for Bench {
    fn default() -> Self {
        Self { store: MemoryStore::default(), clock: ManualClock::at(MONDAY_MS), passwords: Plain::default() }
    }
}

impl Bench {
    /// An agent with the password [`PASSWORD`]; the id.
    pub fn agent(&self, email: &str, role: Role, accounts: Option<&[&str]>) -> String {
        let accounts = accounts.map(|accounts| accounts.iter().map(|account| (*account).to_owned()).collect());
        let name = email.split('@').next().unwrap();
        let profile = profile(name, email, role, accounts);
        let (id, _, link) = now(invite(&self.store, &self.clock, profile, "admin")).unwrap();
        let session = now(use_link(&self.store, &self.clock, &link.link, None)).unwrap();
        assert!(session.must_set_password);
        let person = self.person(&session.token);
        now(person.set_password(&self.passwords, None, PASSWORD)).unwrap();
        id
    }

    pub fn try_sign_in(&self, email: &str, password: &str, code: Option<&str>) -> Result<SignedIn, PeopleError> {
        self.sign_in_from("192.0.2.1", email, password, code)
    }

    pub fn sign_in_from(
        &self,
        address: &str,
        email: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<SignedIn, PeopleError> {
        let ask = SignIn { email, password, code, address: Some(address) };
        now(sign_in(&self.store, &self.clock, &self.passwords, ask))
    }

    pub fn token(&self, email: &str) -> String {
        self.try_sign_in(email, PASSWORD, None).unwrap().token
    }

    pub fn who(&self, token: &str) -> Option<Principal> {
        now(authenticate(&self.store, &self.clock, token)).unwrap()
    }

    pub fn person(&self, token: &str) -> Person<'_, MemoryStore, ManualClock> {
        let who = self.who(token).unwrap();
        now(Person::of(&self.store, &self.clock, &who)).unwrap()
    }
}

pub fn profile(name: &str, email: &str, role: Role, accounts: Option<Vec<String>>) -> Profile {
    let (name, email) = (name.to_owned(), email.to_owned());
    Profile { name, email, role, accounts, language: "en".to_owned(), languages: Vec::new(), capacity: None }
}
