//! The scenario that the simulation and its mutations run: senders that deliver messages more than once, sweeps, and
//! a check in calm weather of all that was acknowledged.

#![allow(dead_code, clippy::panic, clippy::indexing_slicing, reason = "tests; each binary uses its own part")]

mod broken;

use crate::support::rows::row;
use crate::support::{DAY_MS, HOUR_MS, PlainRules, message};
use broken::Broken;
use sellerdesk_canonical::{Author, ConversationId, Event, EventId};
use sellerdesk_inbox::limits::LIST_ROWS_MAX;
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::{Desk, Filter, Swept, Unattended, accept, index, list, read, sweep};
use sellerdesk_journal::simulation::{Actor, Outcome, Random, Settings, Simulation};
use sellerdesk_journal::{SPAN_ENTRIES, STALENESS_MS_MAX};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// When the events of a run happened: an hour before simulated time begins.
const HAPPENED_MS: i64 = 1_700_000_000_000 - HOUR_MS;
/// Longest stall in runs that replace pages: what the journal assumes of trimmed journals with parts.
const PAGES_STALL_MS_MAX: i64 = 480_000;
/// Other conversations' rows in the index of such runs: about as many as it takes to the first pages.
const FILLERS_MIN: u64 = SPAN_ENTRIES - 14;

type Acknowledged = Rc<RefCell<BTreeSet<String>>>;

/// How the use cases are built: as they are, or broken in one place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Build {
    /// A sender gets its acknowledgement before the row is in the index.
    pub acknowledges_before_row: bool,
    /// Every attempt to record a point gives it another id.
    pub salts_points: bool,
}

fn store(actor: &Actor, build: Build) -> Broken {
    Broken { actor: actor.clone(), build, before_row: Box::new(|| ()) }
}

fn desk<'a>(store: &'a Broken, actor: &'a Actor) -> Desk<'a, Broken, Actor, PlainRules> {
    Desk::new(store, actor, &PlainRules)
}

/// Delivers one event until it is acknowledged.
fn deliver(simulation: &mut Simulation, build: Build, event: Event, acknowledged: &Acknowledged) {
    let acknowledged = Rc::clone(acknowledged);
    simulation.spawn(move |actor| {
        let (event, acknowledged) = (event.clone(), Rc::clone(&acknowledged));
        async move {
            if build.acknowledges_before_row && acknowledged.borrow().contains(&event.id) {
                return Outcome::Done;
            }
            let id = event.id.clone();
            let mut store = store(&actor, build);
            if build.acknowledges_before_row {
                let (id, acknowledged) = (id.clone(), Rc::clone(&acknowledged));
                store.before_row = Box::new(move || {
                    acknowledged.borrow_mut().insert(id.clone());
                });
            }
            let outcome = accept(desk(&store, &actor), "standard", "main", event).await;
            if outcome.is_err() {
                return Outcome::Again;
            }
            acknowledged.borrow_mut().insert(id);
            Outcome::Done
        }
    });
}

fn events(simulation: &mut Simulation) -> Vec<Event> {
    let mut events = Vec::new();
    for number in 0..2 + simulation.below(8) {
        let thread = format!("t{}", simulation.below(3));
        let text = ["hello", "urgent", "thanks"][simulation.below(3) as usize];
        let author = if simulation.below(5) == 0 { Author::Seller } else { Author::Buyer };
        let at = HAPPENED_MS + simulation.below(3_000_000) as i64;
        let event = message(&thread, &format!("m{number}"), at, author, text);
        for _ in 0..1 + simulation.below(2) {
            events.push(event.clone());
        }
    }
    events
}

/// Runs of the sweep at a time when some points have passed and some have not.
fn sweeper(simulation: &mut Simulation, build: Build, at: i64) {
    simulation.spawn(move |actor| async move {
        let pause = async |ms| actor.sleep(ms as i64).await;
        let store = store(&actor, build);
        let desk = desk(&store, &actor);
        match sweep(desk, at, pause, &Unattended(desk)).await {
            Ok(_) => Outcome::Done,
            Err(_) => Outcome::Again,
        }
    });
}

/// Sweeps until it goes through: operations adrift may still contend.
async fn sweep_at_last(actor: &Actor, build: Build, at: i64) -> Result<Swept, String> {
    let store = store(actor, build);
    let mut outcome = Err("never tried".to_owned());
    for _ in 0..20 {
        let pause = async |ms| actor.sleep(ms as i64).await;
        let desk = desk(&store, actor);
        outcome = sweep(desk, at, pause, &Unattended(desk)).await.map_err(|error| error.to_string());
        if outcome.as_ref().is_ok_and(|swept| !swept.skipped) {
            break;
        }
    }
    outcome
}

/// Reads everything back in calm weather and compares it with what was acknowledged.
async fn check(
    actor: &Actor,
    build: Build,
    events: &[Event],
    acknowledged: &BTreeSet<String>,
    at: i64,
) -> Result<(), String> {
    // The second sweep must find nothing: the first recorded all there was.
    for round in 0..2 {
        actor.sleep(STALENESS_MS_MAX).await;
        let swept = sweep_at_last(actor, build, at).await?;
        if round == 1 && (swept.warnings, swept.breaches) != (0, 0) {
            return Err(format!("a second sweep records again: {swept:?}"));
        }
    }
    actor.sleep(STALENESS_MS_MAX).await;
    let store = store(actor, build);
    let rows = list_all(desk(&store, actor)).await?;
    let by_id: BTreeMap<&str, &Event> = events.iter().map(|event| (event.id.as_str(), event)).collect();
    let owed: BTreeSet<_> = acknowledged.iter().map(|id| EventId::delivered("standard", "main", id)).collect();
    for id in acknowledged {
        let event = by_id[id.as_str()];
        let conversation = ConversationId::derive("standard", "main", &event.thread);
        check_event(desk(&store, actor), event, rows.get(&conversation), &owed, at).await?;
    }
    Ok(())
}

/// The whole list.
async fn list_all(desk: Desk<'_, Broken, Actor, PlainRules>) -> Result<BTreeMap<ConversationId, Row>, String> {
    let (mut rows, mut after) = (BTreeMap::new(), None);
    loop {
        let listed = list(desk, &Filter::default(), after.as_ref(), LIST_ROWS_MAX).await;
        let listed = listed.map_err(|error| error.to_string())?;
        for row in listed.rows {
            if let Some(twice) = rows.insert(row.conversation, row) {
                return Err(format!("listed twice: {twice:?}"));
            }
        }
        after = listed.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// Compares the conversation of an acknowledged event, and its row, with what is owed.
async fn check_event(
    desk: Desk<'_, Broken, Actor, PlainRules>,
    event: &Event,
    listed: Option<&Row>,
    owed: &BTreeSet<EventId>,
    at: i64,
) -> Result<(), String> {
    let id = &event.id;
    let conversation = ConversationId::derive("standard", "main", &event.thread);
    let view = read(desk, conversation).await.map_err(|error| format!("{id} acknowledged, but: {error}"))?;
    let expected = EventId::delivered("standard", "main", id);
    let copies = view.records.iter().filter(|record| record.id == expected).count();
    if copies != 1 {
        return Err(format!("{id} was acknowledged and stands {copies} times"));
    }
    let is_delivered = |record: &&Record| matches!(record.what, What::Delivered(_));
    if view.records.iter().filter(is_delivered).any(|record| !owed.contains(&record.id)) {
        // A delivery died between the conversation and the inbox, and its sender gave up: it was never
        // acknowledged, so nothing is owed for it, though it may already show here.
        return Ok(());
    }
    let points = view.records.iter().filter_map(|record| match &record.what {
        What::Passed(point) => Some(&point.id),
        _ => None,
    });
    let (points, ids): (Vec<_>, BTreeSet<_>) = points.map(|id| (id, id)).unzip();
    if ids.len() != points.len() {
        return Err(format!("a point of {} stands twice", event.thread));
    }
    for point in view.standing.points.iter().filter(|point| point.due_at <= at) {
        if !ids.contains(&point.id) {
            return Err(format!("{} of {} was not recorded", point.id, event.thread));
        }
    }
    if view.row.is_listed() != listed.is_some() {
        return Err(format!("{} is listed: {}, should be: {}", event.thread, listed.is_some(), view.row.is_listed()));
    }
    let same = |row: &Row| (row.items, row.category, row.status, row.company_deadline, row.next_point_at);
    if listed.is_some_and(|row| same(row) != same(&view.row)) {
        return Err(format!("the row of {} is stale: {:?} instead of {:?}", event.thread, listed, view.row));
    }
    Ok(())
}

/// Fills the index up to about its first boundary, so that sweeps write pages and replace them.
fn fill(simulation: &mut Simulation) -> Result<(), String> {
    let fillers = FILLERS_MIN + simulation.below(SPAN_ENTRIES);
    simulation.spawn(move |actor| async move {
        let next_year = Some(HAPPENED_MS + 365 * DAY_MS);
        let rows: Vec<Row> = (0..fillers).map(|number| row(number, 1, next_year)).collect();
        // However much of it goes through.
        let _ = index::append(&actor, &actor, &rows).await;
        Outcome::Done
    });
    simulation.run()
}

/// Runs one schedule: the storm that the seed draws, then the check in calm weather.
pub fn run(seed: u64, build: Build) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut settings = Settings::draw(&mut random);
    let is_filled = random.once_in(6);
    if is_filled {
        settings.stall_ms_max = settings.stall_ms_max.min(PAGES_STALL_MS_MAX);
    }
    let mut simulation = Simulation::with_settings(random, settings);
    if is_filled {
        fill(&mut simulation)?;
    }
    let acknowledged = Acknowledged::default();
    let events = events(&mut simulation);
    for event in &events {
        deliver(&mut simulation, build, event.clone(), &acknowledged);
    }
    let at = HAPPENED_MS + HOUR_MS + simulation.below(3_600_000) as i64;
    for _ in 0..simulation.below(3) {
        sweeper(&mut simulation, build, at);
    }
    simulation.run()?;
    simulation.calm(3 * HOUR_MS);
    let expected = acknowledged.borrow().clone();
    simulation.spawn(move |actor| {
        let (events, expected) = (events.clone(), expected.clone());
        async move {
            if let Err(violation) = check(&actor, build, &events, &expected, at).await {
                actor.violate(violation);
            }
            Outcome::Done
        }
    });
    simulation.run()
}
