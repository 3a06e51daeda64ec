//! What an actor of a simulation is handed: its clock and its way to the store.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::{
    model::{Answer, Operation},
    world::{Slot, World},
};
use crate::{Clock, Store, StoreError};

/// One incarnation of an actor. It is the actor's [`Store`] and its [`Clock`], and may be cloned.
#[derive(Clone)]
pub struct Actor {
    pub(crate) world: Rc<RefCell<World>>,
    pub(crate) index: usize,
    /// How often it was started before.
    pub restarts: u32,
}

impl Actor {
    /// True time in milliseconds since the Unix epoch, for oracles; actors' own clocks are skewed.
    #[must_use]
    pub fn true_ms(&self) -> i64 {
        self.world.borrow().now_ms
    }

    /// How far reads of this run's store may lag, in milliseconds.
    #[must_use]
    pub fn staleness_ms(&self) -> i64 {
        self.world.borrow().settings.model.staleness_ms()
    }

    /// A number below `end`, chosen by the seed.
    #[must_use]
    pub fn below(&self, end: u64) -> u64 {
        self.world.borrow_mut().random.below(end)
    }

    /// Waits for `duration_ms` milliseconds of true time.
    pub async fn sleep(&self, duration_ms: i64) {
        let until_ms = self.true_ms().saturating_add(duration_ms);
        Sleep { world: Rc::clone(&self.world), actor: self.index, until_ms }.await;
    }

    /// Ends the run as failed: an invariant doesn't hold.
    pub fn violate(&self, message: impl Into<String>) {
        self.world.borrow_mut().violate(message.into());
    }

    async fn call(&self, operation: Operation) -> Result<Answer, StoreError> {
        let world = Rc::clone(&self.world);
        Call { world, actor: self.index, operation: Some(operation), issued: None, slot: Slot::default() }.await
    }
}

impl Clock for Actor {
    fn wall_ms(&self) -> i64 {
        let world = self.world.borrow();
        world.now_ms + world.skews_ms.get(self.index).copied().unwrap_or_default()
    }

    fn monotonic_ms(&self) -> i64 {
        self.world.borrow().now_ms
    }
}

/// The answer was of another operation: a defect of the simulation itself.
fn mismatch(answer: &Answer) -> StoreError {
    StoreError::Corrupt { key: format!("{answer:?}"), reason: "the answer of another operation" }
}

impl Store for Actor {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.call(Operation::Get(key.to_owned())).await? {
            Answer::Value(value) => Ok(value.map(|bytes| bytes.to_vec())),
            answer => Err(mismatch(&answer)),
        }
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.call(Operation::Set(key.to_owned(), value.into())).await.map(drop)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.call(Operation::Delete(key.to_owned())).await.map(drop)
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        match self.call(Operation::Exists(key.to_owned())).await? {
            Answer::Exists(exists) => Ok(exists),
            answer => Err(mismatch(&answer)),
        }
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        match self.call(Operation::Increment(key.to_owned(), by)).await? {
            Answer::Counter(counter) => Ok(counter),
            answer => Err(mismatch(&answer)),
        }
    }
}

/// The future of one store operation: a scheduling point.
struct Call {
    world: Rc<RefCell<World>>,
    actor: usize,
    operation: Option<Operation>,
    issued: Option<u64>,
    slot: Slot,
}

impl Future for Call {
    type Output = Result<Answer, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(operation) = self.operation.take() {
            let slot = Rc::clone(&self.slot);
            let id = self.world.borrow_mut().issue(self.actor, operation, slot, context.waker().clone());
            self.issued = Some(id);
            return Poll::Pending;
        }
        let answer = self.slot.borrow_mut().take();
        match answer {
            None => Poll::Pending,
            Some(answer) => {
                self.issued = None;
                Poll::Ready(answer)
            }
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(id) = self.issued {
            self.world.borrow_mut().abandon(id);
        }
    }
}

/// The future of a sleep: the scheduler polls it when its time has come.
struct Sleep {
    world: Rc<RefCell<World>>,
    actor: usize,
    until_ms: i64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        let mut world = self.world.borrow_mut();
        let is_over = world.now_ms >= self.until_ms;
        if let Some(sleep) = world.sleeps.get_mut(self.actor) {
            *sleep = (!is_over).then_some(self.until_ms);
        }
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(sleep) = self.world.borrow_mut().sleeps.get_mut(self.actor) {
            *sleep = None;
        }
    }
}
