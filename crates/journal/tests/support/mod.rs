//! A settable clock, a store that counts rounds, and running futures without a runtime.

#![allow(dead_code, clippy::panic, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use sellerdesk_journal::{Clock, EventId, Store, StoreError, memory::MemoryStore};

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
        1_700_000_000_000 + self.0.get()
    }
    fn monotonic_ms(&self) -> i64 {
        self.0.get()
    }
}

/// The id of the `number`th event.
pub fn event_id(number: u64) -> EventId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_le_bytes());
    EventId(id)
}

/// The output of a future that never waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// A store each of whose operations takes one round trip: all that are under way end together.
#[derive(Default)]
pub struct RoundTrips {
    pub memory: MemoryStore,
    waiting: RefCell<Vec<(Rc<Cell<bool>>, Waker)>>,
}

impl RoundTrips {
    /// Runs a future; answers its output and how many round trips it took one after the other.
    pub fn count<T>(&self, future: impl Future<Output = T>) -> (T, u64) {
        let mut future = pin!(future);
        let mut rounds = 0;
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
            rounds += 1;
            for (is_over, waker) in self.waiting.take() {
                is_over.set(true);
                waker.wake();
            }
        }
    }

    async fn round_trip(&self) {
        let is_over = Rc::new(Cell::new(false));
        let mut is_issued = false;
        poll_fn(|context| {
            if is_over.get() {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut is_issued, true) {
                let waiting = (Rc::clone(&is_over), context.waker().clone());
                self.waiting.borrow_mut().push(waiting);
            }
            Poll::Pending
        })
        .await;
    }
}

impl Store for RoundTrips {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.round_trip().await;
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.round_trip().await;
        self.memory.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.round_trip().await;
        self.memory.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.round_trip().await;
        self.memory.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.round_trip().await;
        self.memory.increment(key, by).await
    }
}
