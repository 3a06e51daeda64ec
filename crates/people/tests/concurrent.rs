//! Several machines at once, with crashes between any two store operations, stalls and stale reads: a link and a code let
//! in once, and guesses at once are counted as many.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::{Actor, Outcome, Simulation, explore};
use sellerdesk_people::limits::EMAIL_FAILURES_FREE;
use sellerdesk_people::throttle::Subject;
use sellerdesk_people::{PeopleError, Role, invite, session, use_link};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::{MONDAY_MS, ManualClock, now, profile};

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 300;
/// Machines at work.
const MACHINES: usize = 4;

async fn invited(actor: &Actor, link: &RefCell<Option<String>>) -> Result<String, PeopleError> {
    if let Some(link) = link.borrow().clone() {
        return Ok(link);
    }
    let (_, _, made) = invite(actor, actor, profile("bob", "bob@shop.example", Role::Agent, None), "admin").await?;
    link.borrow_mut().replace(made.link.clone());
    Ok(made.link)
}

fn run(seed: u64) -> Result<(), String> {
    let mut simulation = Simulation::new(seed);
    let link: Rc<RefCell<Option<String>>> = Rc::default();
    let maker = Rc::clone(&link);
    simulation.spawn(move |actor| {
        let link = Rc::clone(&maker);
        async move {
            match invited(&actor, &link).await {
                Err(error) if error.is_temporary() => Outcome::Again,
                _ => Outcome::Done,
            }
        }
    });
    simulation.run()?;
    let Some(link) = link.borrow().clone() else { return Ok(()) };
    let entered: Rc<Cell<u32>> = Rc::default();
    let steps: Rc<Cell<u32>> = Rc::default();
    for _ in 0..MACHINES {
        let (link, entered, steps) = (link.clone(), Rc::clone(&entered), Rc::clone(&steps));
        simulation.spawn(move |actor| {
            let (link, entered, steps) = (link.clone(), Rc::clone(&entered), Rc::clone(&steps));
            async move {
                if use_link(&actor, &actor, &link, None).await.is_ok() {
                    entered.set(entered.get() + 1);
                }
                if session::claim_step(&actor, &actor, "somebody", 7).await == Ok(true) {
                    steps.set(steps.get() + 1);
                }
                if entered.get() > 1 || steps.get() > 1 {
                    actor.violate(format!("{} came in with one link, {} with one code", entered.get(), steps.get()));
                }
                Outcome::Done
            }
        });
    }
    simulation.run()
}

#[test]
fn a_link_and_a_code_let_in_once_whoever_tries_at_the_same_time() {
    if let Err(failure) = explore("cargo test -p sellerdesk-people --test concurrent", SCHEDULES, run) {
        panic!("{failure}");
    }
}

/// All read the count before any writes it: the worst interleaving.
#[test]
fn a_hundred_guesses_at_once_are_a_hundred() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(MONDAY_MS));
    let subject = Subject::email("ann@shop.example");
    let barrier = Barrier { store: &store, waiting: Cell::new(0), all: 100 };
    let attempts = (0..100).map(|_| subject.attempt(&barrier, &clock));
    let outcomes = now(futures_util::future::join_all(attempts));
    let let_through = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(let_through, EMAIL_FAILURES_FREE as usize);
    let later = now(subject.attempt(&store, &clock));
    assert!(matches!(later, Err(PeopleError::Locked { .. })), "and the next one waits");
}

/// A store whose reads are all answered before the first write.
struct Barrier<'a> {
    store: &'a MemoryStore,
    waiting: Cell<u32>,
    all: u32,
}

impl sellerdesk_journal::Store for Barrier<'_> {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, sellerdesk_journal::StoreError> {
        let value = self.store.get(key).await;
        self.waiting.set(self.waiting.get() + 1);
        std::future::poll_fn(|context| {
            if self.waiting.get() >= self.all {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
        value
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), sellerdesk_journal::StoreError> {
        self.store.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), sellerdesk_journal::StoreError> {
        self.store.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, sellerdesk_journal::StoreError> {
        self.store.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, sellerdesk_journal::StoreError> {
        self.store.increment(key, by).await
    }
}
