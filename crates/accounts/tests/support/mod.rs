//! A settable clock, a store that dies after so many writes, and running futures without a runtime.

#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use sellerdesk_accounts::AccountId;
use sellerdesk_journal::memory::{MemoryStore, Operations};
use sellerdesk_journal::{Clock, Store, StoreError};
use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Spans in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// A Monday at midnight UTC, in milliseconds since the Unix epoch.
pub const MONDAY_MS: i64 = 1_699_833_600_000;

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
    pub fn set(&self, to_ms: i64) {
        self.0.set(to_ms);
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
        // Streams of concurrent futures yield between their parts.
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("the future waits");
}

/// Operations done by `work`: reads and writes.
pub fn cost<T>(store: &MemoryStore, work: impl Future<Output = T>) -> (T, (u64, u64)) {
    let Operations { reads, writes } = store.operations();
    let output = now(work);
    let after = store.operations();
    (output, (after.reads - reads, after.writes - writes))
}

pub fn id(channel: &str, account: &str) -> AccountId {
    AccountId::parse(channel, account).unwrap()
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
        // What comes after the last one was never begun: the process is dead.
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
