//! The scenario that the invariants and the mutations run: senders that deliver events more than
//! once, readers that store snapshots, trimmers, and an oracle that knows what was acknowledged.

#![allow(dead_code, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

mod ledger;
mod oracle;

use std::rc::Rc;

use oracle::{Shared, compare, fold, owed};

use sellerdesk_journal::{
    Entry, EventId, Journal, Loaded, Store, StoreError,
    limits::Tuning,
    simulation::{Actor, Outcome, Random, Settings, Simulation},
};

pub use oracle::Tally;

/// Name of the journal under test.
const JOURNAL: &str = "c1:order-1001";
/// Marks the event that sometimes comes in the same delivery as another.
const COMPANION: u8 = 0x80;
/// Longest pauses between two acts of a reader or trimmer, in milliseconds.
const PAUSES_MS: [u64; 4] = [5, 2_000, 100_000, 800_000];

/// How the code under test is built: as it is, or broken in one place.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    pub tuning: Tuning,
    pub folds_duplicates: bool,
    pub acknowledges_before_set: bool,
    pub stops_at_first_hole: bool,
}

impl Build {
    /// The journal as it is, but for a span that a small scenario crosses often.
    pub const SOUND: Self = Self {
        tuning: Tuning { span_entries: 3, trim_keys_max: 8, ..Tuning::STANDARD },
        folds_duplicates: false,
        acknowledges_before_set: false,
        stops_at_first_hole: false,
    };
}

fn event_id(event: u8) -> EventId {
    EventId([event; 16])
}

fn open<'a>(actor: &'a Actor, build: &Build) -> Result<Journal<'a, Actor, Actor>, StoreError> {
    Ok(Journal::open(actor, actor, JOURNAL)?.with_tuning(build.tuning))
}

/// Runs one schedule: the storm that the seed draws, then calm audits.
pub fn run(seed: u64, build: Build) -> Result<Tally, String> {
    let mut random = Random::new(seed);
    let mut settings = Settings::draw(&mut random);
    // Many events with few deliveries, few that are fought over, or few in the foulest weather.
    let (events, deliveries, readers, asks_once_in) = match random.below(4) {
        0 | 1 => (10, 2, 2, 2),
        2 => (4, 5, 4, 2),
        _ => {
            settings = Settings { crash_once_in: 30, stall_once_in: 5, horizon_ms: 300_000, ..settings };
            (3, 3, 6, 1)
        }
    };
    let mut simulation = Simulation::with_settings(random, settings);
    let oracle = Shared::default();
    let events = 2 + simulation.below(events) as u8;
    let is_trimmed = simulation.below(2) == 0;
    for event in 0..events {
        for _ in 0..=simulation.below(deliveries) {
            spawn(&mut simulation, &oracle, move |actor, oracle| deliver(actor, oracle, build, event, asks_once_in));
        }
    }
    for _ in 0..=simulation.below(readers) {
        spawn(&mut simulation, &oracle, move |actor, oracle| read(actor, oracle, build));
    }
    if is_trimmed {
        spawn(&mut simulation, &oracle, move |actor, oracle| trim(actor, oracle, build));
    }
    simulation.run()?;
    audit(&mut simulation, &oracle, build, is_trimmed, events)?;
    let mut oracle = oracle.borrow_mut();
    oracle.tally.operations = simulation.operations();
    oracle.tally.acknowledged = oracle.visible_from_ms.len() as u64;
    Ok(oracle.tally)
}

/// After the storm: two more events long after, with readers and trims in between, then everything
/// acknowledged is there.
fn audit(
    simulation: &mut Simulation,
    oracle: &Shared,
    build: Build,
    is_trimmed: bool,
    events: u8,
) -> Result<(), String> {
    for event in events..events + 2 {
        simulation.calm(2 * build.tuning.settle_ms.max(Tuning::STANDARD.settle_ms));
        spawn(simulation, oracle, move |actor, oracle| deliver(actor, oracle, build, event, 2));
        simulation.run()?;
        simulation.calm(Tuning::STANDARD.hole_grace_ms * 2);
        spawn(simulation, oracle, move |actor, oracle| read(actor, oracle, build));
        simulation.run()?;
        if is_trimmed {
            spawn(simulation, oracle, move |actor, oracle| trim(actor, oracle, build));
            simulation.run()?;
        }
    }
    spawn(simulation, oracle, move |actor, oracle| read(actor, oracle, build));
    simulation.run()
}

fn spawn<F>(simulation: &mut Simulation, oracle: &Shared, work: impl Fn(Actor, Shared) -> F + 'static)
where
    F: Future<Output = Result<(), StoreError>> + 'static,
{
    let oracle = Rc::clone(oracle);
    simulation.spawn(move |actor| {
        oracle.borrow_mut().tally.restarts += u64::from(actor.restarts > 0);
        let work = work(actor.clone(), Rc::clone(&oracle));
        async move {
            match work.await {
                Ok(()) => Outcome::Done,
                Err(error) if error.is_temporary() => Outcome::Again,
                Err(error) => {
                    actor.violate(error.to_string());
                    Outcome::Done
                }
            }
        }
    });
}

/// A sender's delivery of `event`: acknowledged once it is known to be in the journal. Once in
/// `asks_once_in` times the journal is asked first whether it is there already.
async fn deliver(actor: Actor, oracle: Shared, build: Build, event: u8, asks_once_in: u64) -> Result<(), StoreError> {
    let acknowledge = |event| {
        let visible_from_ms = actor.true_ms() + actor.staleness_ms();
        oracle.borrow_mut().visible_from_ms.entry(event).or_insert(visible_from_ms);
    };
    let journal = open(&actor, &build)?;
    if build.acknowledges_before_set {
        let sequence = actor.increment(&format!("{JOURNAL}:n"), 1).await?;
        acknowledge(event);
        let now_ms = actor.true_ms();
        let entry = Entry { event_id: event_id(event), began_ms: now_ms, at_ms: now_ms, payload: vec![event] };
        return actor.set(&format!("{JOURNAL}:{sequence}"), &entry.encode()).await;
    }
    if actor.below(asks_once_in) == 0 {
        let loaded = journal.load().await?;
        if journal.may_acknowledge(&loaded, event_id(event)) {
            acknowledge(event);
            oracle.borrow_mut().tally.acknowledged_as_duplicates += 1;
            return Ok(());
        }
    }
    let companion = event | COMPANION;
    if actor.below(4) == 0 {
        let both: [(EventId, &[u8]); 2] = [(event_id(event), &[event]), (event_id(companion), &[companion])];
        journal.append_all(&both).await?;
        acknowledge(companion);
    } else {
        journal.append(event_id(event), &[event]).await?;
    }
    acknowledge(event);
    if actor.below(2) == 0 {
        check(&actor, &oracle, build, &journal).await?;
    }
    Ok(())
}

/// A reader: loads a few times, checks, and stores the snapshots that are due.
async fn read(actor: Actor, oracle: Shared, build: Build) -> Result<(), StoreError> {
    let journal = open(&actor, &build)?;
    for _ in 0..=actor.below(4) {
        check(&actor, &oracle, build, &journal).await?;
        pause(&actor).await;
    }
    Ok(())
}

/// A trimmer: loads, checks, and trims, a few times.
async fn trim(actor: Actor, oracle: Shared, build: Build) -> Result<(), StoreError> {
    let journal = open(&actor, &build)?;
    for _ in 0..=actor.below(6) {
        let loaded = check(&actor, &oracle, build, &journal).await?;
        let trimmed = journal.trim(&loaded, async |_removal| Ok(())).await?;
        oracle.borrow_mut().tally.spans_trimmed += trimmed.spans;
        pause(&actor).await;
    }
    Ok(())
}

/// Lets time pass.
async fn pause(actor: &Actor) {
    let longest_ms = PAUSES_MS[actor.below(PAUSES_MS.len() as u64) as usize];
    actor.sleep(actor.below(longest_ms) as i64).await;
}

/// Loads, compares with the oracle, stores the due snapshot, catches up, and compares again.
async fn check(
    actor: &Actor,
    oracle: &Shared,
    build: Build,
    journal: &Journal<'_, Actor, Actor>,
) -> Result<Loaded, StoreError> {
    let owed_before = owed(actor, oracle);
    let mut loaded = journal.load().await?;
    compare(actor, build, &loaded, &owed_before)?;
    oracle.borrow_mut().tally.count(&loaded);
    if let Some(snapshot) = fold(build, &loaded)?.1 {
        let is_stored = journal.put_snapshot(&loaded, snapshot.boundary, &snapshot.bytes).await?;
        oracle.borrow_mut().tally.snapshots_stored += u64::from(is_stored);
    }
    if actor.below(4) == 0 {
        pause(actor).await;
        let owed_before = owed(actor, oracle);
        journal.catch_up(&mut loaded).await?;
        compare(actor, build, &loaded, &owed_before)?;
    }
    Ok(loaded)
}
