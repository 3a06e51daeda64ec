//! For tests that need no schedule: a clock moved by hand, futures run without a runtime, stores that die or count
//! round trips.

use crate::memory::{MemoryStore, Operations};
use crate::{Clock, Store, StoreError};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// When manual clocks begin, in milliseconds since the Unix epoch.
pub const BEGIN_MS: i64 = 1_700_000_000_000;
/// A future that yields more often than this waits for something else.
const POLLS_MAX: u32 = 100_000;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(Cell<i64>);

impl Default for ManualClock {
    fn default() -> Self {
        Self::at(BEGIN_MS)
    }
}

impl ManualClock {
    /// A clock that shows this instant, in milliseconds since the Unix epoch.
    pub fn at(now_ms: i64) -> Self {
        Self(Cell::new(now_ms))
    }

    /// Moves the clock on.
    pub fn advance(&self, by_ms: i64) {
        self.0.set(self.0.get() + by_ms);
    }

    /// Puts the clock to an instant.
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
///
/// # Panics
/// If it waits.
#[allow(clippy::panic, reason = "for tests")]
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    for _ in 0..POLLS_MAX {
        // Streams of concurrent futures yield between their parts.
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("the future waits");
}

/// Runs `work`; its output, and the operations it did.
pub fn cost<T>(store: &MemoryStore, work: impl Future<Output = T>) -> (T, Operations) {
    let before = store.operations();
    let output = now(work);
    let after = store.operations();
    (output, Operations { reads: after.reads - before.reads, writes: after.writes - before.writes })
}

/// A store that dies at an operation, before it takes effect or after.
#[derive(Debug)]
pub struct Mortal<'a> {
    /// What survives.
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

/// Round trips that some work took, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rounds {
    /// All of them.
    pub all: u64,
    /// Those with a read in them.
    pub reads: u64,
}

/// A store each of whose operations takes one round trip: all that are under way end together.
#[derive(Debug, Default)]
pub struct RoundTrips {
    /// What is stored.
    pub memory: MemoryStore,
    waiting: RefCell<Vec<(Rc<Cell<bool>>, Waker)>>,
    is_reading: Cell<bool>,
}

impl RoundTrips {
    /// Runs a future; its output, and the round trips it took.
    ///
    /// # Panics
    /// If it waits for anything but this store.
    pub fn count<T>(&self, future: impl Future<Output = T>) -> (T, Rounds) {
        let mut future = pin!(future);
        let mut rounds = Rounds::default();
        loop {
            // Concurrent futures may yield between polls, so poll until nothing new is issued.
            let mut issued = usize::MAX;
            while issued != self.waiting.borrow().len() {
                issued = self.waiting.borrow().len();
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    return (output, rounds);
                }
            }
            assert!(issued > 0, "the future waits for nothing");
            rounds.all += 1;
            rounds.reads += u64::from(self.is_reading.take());
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
