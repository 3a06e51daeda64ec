//! The use cases under crashes, duplicates, reordering and stale reads: what was acknowledged is in its
//! conversation and in the inbox, and a sweep records each point once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use sellerdesk_canonical::{Author, ConversationId, Event, EventId};
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::{Desk, Filter, Swept, accept, list, read, sweep};
use sellerdesk_journal::STALENESS_MS_MAX;
use sellerdesk_journal::simulation::{Actor, Outcome, Simulation, explore};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use support::{HOUR_MS, PlainRules, message};

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 4_000;
/// When the events of a run happened: an hour before simulated time begins.
const HAPPENED_MS: i64 = 1_700_000_000_000 - HOUR_MS;
const LIMIT: usize = 100;

type Acknowledged = Rc<RefCell<BTreeSet<String>>>;

fn desk(actor: &Actor) -> Desk<'_, Actor, Actor, PlainRules> {
    Desk::new(actor, actor, &PlainRules)
}

/// Delivers one event until it is acknowledged.
fn deliver(simulation: &mut Simulation, event: Event, acknowledged: &Acknowledged) {
    let acknowledged = Rc::clone(acknowledged);
    simulation.spawn(move |actor| {
        let (event, acknowledged) = (event.clone(), Rc::clone(&acknowledged));
        async move {
            let id = event.id.clone();
            match accept(desk(&actor), "standard", "main", event).await {
                Ok(_) => {
                    acknowledged.borrow_mut().insert(id);
                    Outcome::Done
                }
                Err(_) => Outcome::Again,
            }
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
fn sweeper(simulation: &mut Simulation, at: i64) {
    simulation.spawn(move |actor| async move {
        let pause = async |ms| actor.sleep(ms as i64).await;
        match sweep(desk(&actor), at, pause).await {
            Ok(_) => Outcome::Done,
            Err(_) => Outcome::Again,
        }
    });
}

/// Sweeps until it goes through: operations adrift may still contend.
async fn sweep_at_last(actor: &Actor, at: i64) -> Result<Swept, String> {
    let mut outcome = Err("never tried".to_owned());
    for _ in 0..20 {
        let pause = async |ms| actor.sleep(ms as i64).await;
        outcome = sweep(desk(actor), at, pause).await.map_err(|error| error.to_string());
        if outcome.as_ref().is_ok_and(|swept| !swept.skipped) {
            break;
        }
    }
    outcome
}

/// Reads everything back in calm weather and compares it with what was acknowledged.
async fn check(actor: &Actor, events: &[Event], acknowledged: &BTreeSet<String>, at: i64) -> Result<(), String> {
    let desk = desk(actor);
    // The second sweep must find nothing: the first recorded all there was.
    for round in 0..2 {
        actor.sleep(STALENESS_MS_MAX).await;
        let swept = sweep_at_last(actor, at).await?;
        if round == 1 && (swept.warnings, swept.breaches) != (0, 0) {
            return Err(format!("a second sweep records again: {swept:?}"));
        }
    }
    actor.sleep(STALENESS_MS_MAX).await;
    let listed = list(desk, &Filter::default(), None, LIMIT).await.map_err(|error| error.to_string())?;
    let rows: BTreeMap<ConversationId, Row> = listed.rows.into_iter().map(|row| (row.conversation, row)).collect();
    let by_id: BTreeMap<&str, &Event> = events.iter().map(|event| (event.id.as_str(), event)).collect();
    for id in acknowledged {
        let event = by_id[id.as_str()];
        let conversation = ConversationId::derive("standard", "main", &event.thread);
        let view = read(desk, conversation).await.map_err(|error| format!("{id} acknowledged, but: {error}"))?;
        let expected = EventId::delivered("standard", "main", id);
        let copies = view.records.iter().filter(|record| record.id == expected).count();
        if copies != 1 {
            return Err(format!("{id} was acknowledged and stands {copies} times"));
        }
        let owed: BTreeSet<_> = acknowledged.iter().map(|id| EventId::delivered("standard", "main", id)).collect();
        let is_delivered = |record: &&Record| matches!(record.what, What::Delivered(_));
        if view.records.iter().filter(is_delivered).any(|record| !owed.contains(&record.id)) {
            // A delivery died between the conversation and the inbox, and its sender gave up: it was never
            // acknowledged, so nothing is owed for it, though it may already show here.
            continue;
        }
        let points: Vec<_> = view.records.iter().filter(|record| matches!(record.what, What::Passed(_))).collect();
        let ids: BTreeSet<_> = points.iter().map(|record| record.id).collect();
        if ids.len() != points.len() {
            return Err(format!("a point of {} stands twice", event.thread));
        }
        for point in view.standing.points.iter().filter(|point| point.due_at <= at) {
            if !view.conversation.passed.contains(&point.id) {
                return Err(format!("{} of {} was not recorded", point.id, event.thread));
            }
        }
        let listed = rows.get(&conversation);
        if view.row.is_listed() != listed.is_some() {
            return Err(format!("{} is listed: {}, should be: {}", event.thread, listed.is_some(), view.row.is_listed()));
        }
        let same = |row: &Row| (row.items, row.category, row.status, row.company_deadline, row.next_point_at);
        if listed.is_some_and(|row| same(row) != same(&view.row)) {
            return Err(format!("the row of {} is stale: {:?} instead of {:?}", event.thread, listed, view.row));
        }
    }
    Ok(())
}

fn run(seed: u64) -> Result<(), String> {
    let mut simulation = Simulation::new(seed);
    let acknowledged = Acknowledged::default();
    let events = events(&mut simulation);
    for event in &events {
        deliver(&mut simulation, event.clone(), &acknowledged);
    }
    let at = HAPPENED_MS + HOUR_MS + simulation.below(3_600_000) as i64;
    for _ in 0..simulation.below(3) {
        sweeper(&mut simulation, at);
    }
    simulation.run()?;
    simulation.calm(3 * HOUR_MS);
    let expected = acknowledged.borrow().clone();
    simulation.spawn(move |actor| {
        let (events, expected) = (events.clone(), expected.clone());
        async move {
            if let Err(violation) = check(&actor, &events, &expected, at).await {
                actor.violate(violation);
            }
            Outcome::Done
        }
    });
    simulation.run()
}

#[test]
fn what_is_acknowledged_is_in_the_inbox_and_swept_once() {
    let outcome = explore("cargo test -p sellerdesk-inbox --test simulation", SCHEDULES, run);
    match outcome {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}
