//! A settable clock, stores that die or refuse, passwords that cost nothing and are counted.

#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{Clock, Store, StoreError};
use sellerdesk_people::{
    Passwords, PeopleError, Person, Principal, Profile, Role, SignIn, SignedIn, authenticate, invite, sign_in, use_link,
};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// 2023-11-13, a Monday at midnight UTC, in milliseconds since the Unix epoch.
pub const MONDAY_MS: i64 = 1_699_833_600_000;
pub const PASSWORD: &str = "correct horse battery";

/// A clock that stands still until it is moved.
pub struct ManualClock(Cell<i64>);

impl Default for ManualClock {
    fn default() -> Self {
        Self(Cell::new(MONDAY_MS))
    }
}

impl ManualClock {
    pub fn advance(&self, by_ms: i64) {
        self.0.set(self.0.get() + by_ms);
    }
    pub fn at(now_ms: i64) -> Self {
        Self(Cell::new(now_ms))
    }
}

impl Clock for ManualClock {
    fn wall_ms(&self) -> i64 {
        self.0.get()
    }
    fn monotonic_ms(&self) -> i64 {
        self.0.get()
    }
}

/// The output of a future that never waits for anything but its own parts.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    for _ in 0..100_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("the future waits");
}

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
#[derive(Default)]
pub struct Bench {
    pub store: MemoryStore,
    pub clock: ManualClock,
    pub passwords: Plain,
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

/// A store that dies at an operation, before it takes effect or after.
pub struct Mortal<'a> {
    pub memory: &'a MemoryStore,
    left: Cell<u64>,
    takes_effect: bool,
}

impl<'a> Mortal<'a> {
    /// Does so many operations, then one more in vain, or unheard.
    pub fn new(memory: &'a MemoryStore, operations: u64, takes_effect: bool) -> Self {
        Self { memory, left: Cell::new(operations), takes_effect }
    }

    async fn run<T>(&self, operation: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let left = self.left.get();
        let is_last = left == 0;
        self.left.set(left.saturating_sub(1));
        let outcome = if !is_last || self.takes_effect { operation.await } else { Err(StoreError::AccessDenied) };
        if is_last { Err(StoreError::AccessDenied) } else { outcome }
    }
}

impl Store for Mortal<'_> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(self.memory.get(key)).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.run(self.memory.set(key, value)).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.run(self.memory.delete(key)).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.run(self.memory.exists(key)).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.run(self.memory.increment(key, by)).await
    }
}
