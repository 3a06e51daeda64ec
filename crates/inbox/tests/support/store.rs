//! A settable clock, a store that counts rounds, and running futures without a runtime.

#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use sellerdesk_journal::memory::{MemoryStore, Operations};
use sellerdesk_journal::{Clock, Store, StoreError};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// When manual clocks begin, in milliseconds since the Unix epoch.
pub const BEGIN_MS: i64 = 1_700_000_000_000;

/// A clock that stands still until it is moved.
#[derive(Default)]
pub struct ManualClock(Cell<i64>);

impl ManualClock {
    pub fn advance(&self, by_ms: i64) {
        self.0.set(self.0.get() + by_ms);
    }
}

impl Clock for ManualClock {
    fn wall_ms(&self) -> i64 {
        BEGIN_MS + self.0.get()
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

/// Operations done by `work`.
pub fn cost<T>(store: &MemoryStore, work: impl Future<Output = T>) -> (T, Operations) {
    let before = store.operations();
    let output = now(work);
    let after = store.operations();
    (output, Operations { reads: after.reads - before.reads, writes: after.writes - before.writes })
}

/// A store each of whose operations takes one round trip: all that are under way end together.
#[derive(Default)]
pub struct RoundTrips {
    pub memory: MemoryStore,
    waiting: RefCell<Vec<(Rc<Cell<bool>>, Waker)>>,
    is_reading: Cell<bool>,
    read_rounds: Cell<u64>,
}

impl RoundTrips {
    /// Runs a future; answers its output, and how many round trips with reads in them it took one after the other.
    pub fn count<T>(&self, future: impl Future<Output = T>) -> (T, u64) {
        let mut future = pin!(future);
        self.read_rounds.set(0);
        loop {
            // Concurrent futures may yield between polls, so poll until nothing new is issued.
            let mut issued = usize::MAX;
            while issued != self.waiting.borrow().len() {
                issued = self.waiting.borrow().len();
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    return (output, self.read_rounds.get());
                }
            }
            assert!(issued > 0, "the future waits for nothing");
            self.read_rounds.set(self.read_rounds.get() + u64::from(self.is_reading.take()));
            for (is_over, waker) in self.waiting.take() {
                is_over.set(true);
                waker.wake();
            }
        }
    }

    async fn round_trip(&self, is_read: bool) {
        let is_over = Rc::new(Cell::new(false));
        let mut is_issued = false;
        poll_fn(|context| {
            if is_over.get() {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut is_issued, true) {
                self.is_reading.set(self.is_reading.get() || is_read);
                self.waiting.borrow_mut().push((Rc::clone(&is_over), context.waker().clone()));
            }
            Poll::Pending
        })
        .await;
    }
}

impl Store for RoundTrips {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.round_trip(true).await;
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.round_trip(false).await;
        self.memory.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.round_trip(false).await;
        self.memory.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.round_trip(true).await;
        self.memory.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.round_trip(false).await;
        self.memory.increment(key, by).await
    }
}
