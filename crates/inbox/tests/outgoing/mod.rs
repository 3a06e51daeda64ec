//! The scenario of replies: clients that queue them more than once, dispatchers and sweeps at the same conversations,
//! a marketplace that fails in every way, and a check in calm weather of all that was promised.

#![allow(dead_code, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

mod market;
mod shaken;

use crate::support::{HOUR_MS, PlainRules, message};
use market::{Carrier, Market};
use sellerdesk_canonical::{Author, ConversationId, Event, EventId};
use sellerdesk_inbox::index::Index;
use sellerdesk_inbox::item::ItemKind;
use sellerdesk_inbox::outbox::{OutboxItem, ReplyState};
use sellerdesk_inbox::{
    ConversationView, Desk, Draft, InboxError, Swept, Unattended, accept, accept_all, dispatch, read, reply, sweep,
};
use sellerdesk_journal::simulation::{Actor, Outcome, Random, Settings, Simulation};
use sellerdesk_journal::{Clock, SPAN_ENTRIES, STALENESS_MS_MAX};
use shaken::Shaken;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// When the buyers wrote: an hour before simulated time begins.
const HAPPENED_MS: i64 = 1_700_000_000_000 - HOUR_MS;
/// Threads in a run.
const THREADS: [&str; 2] = ["a", "b"];
/// Longest pauses between two acts of a dispatcher, in milliseconds.
const PAUSES_MS: [u64; 4] = [20, 2_000, 40_000, 150_000];
/// Beyond the longest pause before an attempt.
const RETRY_MS: i64 = 95 * 60_000;
/// One step in so many, at most, something goes wrong in runs with long conversations.
const GENTLE_ONCE_IN: u64 = 400;
/// Rounds of sweeps in calm weather after which everything must be settled.
const ROUNDS_MAX: u32 = 60;

/// How the use cases are built: as they are, or broken in one place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Build {
    /// What is still being written counts as nothing.
    pub overlooks_holes: bool,
    /// A dispatcher sees no claims but its own.
    pub overlooks_claims: bool,
    /// A courier sends again what may have arrived, to a marketplace that can't tell.
    pub ignores_repetition: bool,
}

/// What all actors of a run know.
#[derive(Clone)]
struct Run {
    build: Build,
    market: Rc<RefCell<Market>>,
    /// Replies that were promised: their conversations and ids.
    promised: Rc<RefCell<BTreeMap<EventId, ConversationId>>>,
}

/// One incarnation of an actor with what it works with.
struct Worker {
    store: Shaken,
    carrier: Carrier,
    actor: Actor,
}

impl Run {
    fn worker(&self, actor: &Actor) -> Worker {
        let attempt = Rc::new(Cell::new(0));
        Worker {
            store: Shaken { actor: actor.clone(), build: self.build, attempt: Rc::clone(&attempt) },
            carrier: Carrier { actor: actor.clone(), market: Rc::clone(&self.market), build: self.build, attempt },
            actor: actor.clone(),
        }
    }

    /// Adds an actor that tries again after every temporary error.
    fn spawn<F>(&self, simulation: &mut Simulation, work: impl Fn(Run, Worker) -> F + 'static)
    where
        F: Future<Output = Result<(), InboxError>> + 'static,
    {
        let run = self.clone();
        simulation.spawn(move |actor| {
            let work = work(run.clone(), run.worker(&actor));
            async move {
                match work.await {
                    Ok(()) => return Outcome::Done,
                    Err(error) if error.is_temporary() || error == InboxError::NotFound => {}
                    Err(error) => actor.violate(error.to_string()),
                }
                Outcome::Again
            }
        });
    }
}

impl Worker {
    fn desk(&self) -> Desk<'_, Shaken, Actor, PlainRules> {
        Desk::new(&self.store, &self.actor, &PlainRules)
    }

    async fn pause(&self) {
        let longest_ms = PAUSES_MS[self.actor.below(PAUSES_MS.len() as u64) as usize];
        self.actor.sleep(self.actor.below(longest_ms).cast_signed()).await;
    }

    async fn dispatch(&self, conversation: ConversationId) -> Result<Option<OutboxItem>, InboxError> {
        dispatch(self.desk(), &self.carrier, conversation, self.actor.wall_ms()).await
    }

    async fn sweep(&self) -> Result<Swept, InboxError> {
        let pause = async |ms| self.actor.sleep(ms as i64).await;
        sweep(self.desk(), self.actor.wall_ms(), pause, &Unattended(self.desk())).await
    }

    /// A sweep and what it found to send.
    async fn sweep_and_send(&self) -> Result<Swept, InboxError> {
        let swept = self.sweep().await?;
        for conversation in &swept.replies {
            self.dispatch(*conversation).await?;
        }
        Ok(swept)
    }
}

fn conversation(thread: &str) -> ConversationId {
    ConversationId::derive("standard", "main", thread)
}

/// Buyers' messages, in some runs so many that replies come to stand on both sides of a snapshot.
fn seed(run: &Run, simulation: &mut Simulation, is_long: bool) -> Result<(), String> {
    for thread in THREADS {
        let count = if is_long { SPAN_ENTRIES - simulation.below(6) } else { 1 };
        let event = move |number| message(thread, &format!("{thread}{number}"), HAPPENED_MS, Author::Buyer, "hello");
        run.spawn(simulation, move |_, worker| async move {
            accept_all(worker.desk(), "standard", "main", (0..count).map(event).collect()).await.map(drop)
        });
    }
    simulation.run()
}

/// A client that queues one reply until it is promised.
fn queue(run: &Run, simulation: &mut Simulation, thread: &'static str, number: u64) {
    run.spawn(simulation, move |run, worker| async move {
        let draft = Draft {
            text: format!("text {number}"),
            key: Some(format!("k{number}")),
            by: "ada".to_owned(),
            template: None,
        };
        let item = reply(worker.desk(), conversation(thread), draft).await?;
        run.promised.borrow_mut().insert(item.id, conversation(thread));
        // As the API does: what can't be sent now, a sweep sends.
        if worker.actor.below(2) == 0 {
            worker.dispatch(conversation(thread)).await?;
        }
        Ok(())
    });
}

/// Others who write into the same conversations: buyers, and the marketplace with the echoes of what it got.
fn write_beside(run: &Run, simulation: &mut Simulation, number: u64) {
    run.spawn(simulation, move |run, worker| async move {
        worker.pause().await;
        let thread = THREADS[number as usize % THREADS.len()];
        let at = worker.actor.true_ms();
        let event = message(thread, &format!("late{number}"), at, Author::Buyer, "and now?");
        accept(worker.desk(), "standard", "main", event).await?;
        for event in echoes(&run, at) {
            accept(worker.desk(), "standard", "main", event).await?;
        }
        Ok(())
    });
}

/// The events of what reached buyers so far, as far as their ids are known.
fn echoes(run: &Run, at: i64) -> Vec<Event> {
    let promised = run.promised.borrow();
    let echo = |(id, of): (&EventId, &ConversationId)| {
        let thread = THREADS.into_iter().find(|thread| conversation(thread) == *of)?;
        let message_id = Market::message_id(&id.to_string())?;
        let is_received = run.market.borrow().received.contains_key(&id.to_string());
        is_received.then(|| message(thread, &message_id, at, Author::Seller, "as the marketplace shows it"))
    };
    promised.iter().filter_map(echo).collect()
}

/// Dispatchers and sweeps, some rounds each.
fn work(run: &Run, simulation: &mut Simulation, is_sweep: bool) {
    run.spawn(simulation, move |_, worker| async move {
        for _ in 0..=worker.actor.below(4) {
            worker.pause().await;
            if is_sweep {
                worker.sweep_and_send().await?;
            } else {
                let thread = THREADS[worker.actor.below(THREADS.len() as u64) as usize];
                worker.dispatch(conversation(thread)).await?;
            }
        }
        Ok(())
    });
}

/// Sweeps in calm weather until nothing is left to send.
async fn settle(worker: &Worker) -> Result<(), String> {
    let mut idle = 0;
    for _ in 0..ROUNDS_MAX {
        worker.actor.sleep(STALENESS_MS_MAX).await;
        match worker.sweep_and_send().await {
            Ok(swept) if swept.replies.is_empty() && !swept.skipped => {
                idle += 1;
                worker.actor.sleep(RETRY_MS).await;
            }
            // Operations adrift may still contend.
            _ => idle = 0,
        }
        if idle > 2 {
            return Ok(());
        }
    }
    Err(format!("something is left to send after {ROUNDS_MAX} sweeps"))
}

/// Compares a promised reply with what the marketplace knows of it.
fn check(market: &Market, view: &ConversationView, id: EventId) -> Result<(), String> {
    let item = view.conversation.outbox.get(id).ok_or_else(|| format!("{id} was promised and is lost"))?;
    let name = id.to_string();
    let is_received = market.received.contains_key(&name);
    let is_given_up = item.reason.as_ref().is_some_and(|reason| reason.starts_with("given up"));
    let own_ids = [Market::message_id(&name).unwrap_or_default(), format!("reply:{name}")];
    let is_own = |item: &ItemKind, platform_id: &str| {
        *item == ItemKind::Message(Author::Seller) && own_ids.iter().any(|own| own == platform_id)
    };
    let stands = view.conversation.items.iter().filter(|item| is_own(&item.kind, &item.platform_id)).count();
    let is_right = match item.state {
        ReplyState::Pending => false,
        ReplyState::Delivered => is_received && stands == 1,
        ReplyState::Failed => !is_received || is_given_up,
        // The result that would have cleared the doubt may have landed after it was acted upon.
        ReplyState::Uncertain => !market.is_idempotent || item.attempts > 1,
    };
    let must_be_there = market.is_idempotent && market.delivered.contains(&name) && !is_given_up;
    if is_right && stands <= 1 && (item.state == ReplyState::Delivered || !must_be_there) {
        return Ok(());
    }
    Err(format!("received {is_received}, stands {stands} times, but {item:?}"))
}

/// Sends what is left, and looks whether all that was promised was kept.
async fn audit(run: &Run, worker: &Worker) -> Result<(), String> {
    run.market.borrow_mut().is_calm = true;
    settle(worker).await?;
    worker.actor.sleep(STALENESS_MS_MAX).await;
    let index = Index::load(&worker.store, &worker.actor).await.map_err(|error| error.to_string())?;
    let due = index.due(i64::MAX, 10).await.map_err(|error| error.to_string())?.0;
    let promised = run.promised.borrow().clone();
    for (id, conversation) in promised {
        let view =
            read(worker.desk(), conversation).await.map_err(|error| format!("{id} was promised, but: {error}"))?;
        check(&run.market.borrow(), &view, id)?;
        // The other way round proves nothing: who died between the journal and the index was promised nothing.
        if due.contains(&conversation) && view.row.next_point_at.is_none() {
            return Err(format!("{conversation} occupies the sweeps for nothing"));
        }
    }
    Ok(())
}

/// Runs one schedule: the storm that the seed draws, then the check in calm weather.
pub fn run(seed_number: u64, build: Build) -> Result<(), String> {
    let mut random = Random::new(seed_number);
    let mut settings = Settings::draw(&mut random);
    let (is_idempotent, is_long) = (random.once_in(2), random.once_in(24));
    if is_long {
        // A load of a whole span never ends in the foulest weather.
        let gentle = |once_in: u64| if once_in == 0 { 0 } else { once_in.max(GENTLE_ONCE_IN) };
        settings.stall_once_in = gentle(settings.stall_once_in);
        settings.crash_once_in = gentle(settings.crash_once_in);
        settings.leap_once_in = gentle(settings.leap_once_in);
        settings.error_once_in = gentle(settings.error_once_in);
    }
    let mut simulation = Simulation::with_settings(random, settings);
    let run = Run { build, market: Rc::default(), promised: Rc::default() };
    run.market.borrow_mut().is_idempotent = is_idempotent;
    seed(&run, &mut simulation, is_long)?;
    for number in 0..1 + simulation.below(4) {
        let thread = THREADS[simulation.below(THREADS.len() as u64) as usize];
        for _ in 0..=simulation.below(2) {
            queue(&run, &mut simulation, thread, number);
        }
    }
    for number in 0..simulation.below(3) {
        write_beside(&run, &mut simulation, number);
    }
    for number in 0..2 + simulation.below(4) {
        work(&run, &mut simulation, number % 2 == 0);
    }
    simulation.run()?;
    simulation.calm(HOUR_MS);
    simulation.spawn(move |actor| {
        let run = run.clone();
        async move {
            if let Err(violation) = audit(&run, &run.worker(&actor)).await {
                actor.violate(violation);
            }
            Outcome::Done
        }
    });
    simulation.run()
}
