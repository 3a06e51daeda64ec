//! Rules under crashes, several workers at once and stale reads: each decision is explained, nothing is sent that no rule
//! decided, and on a store that shows what was written no conversation is answered twice, what is done is said to be, and no
//! account sends too much.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::{
    Clock, Desk, Following, InboxError, Section, accept, automate, follow, mend_settings, put_settings, read,
};
use sellerdesk_journal::STALENESS_MS_MAX;
use sellerdesk_journal::simulation::{Actor, Outcome, Simulation, explore};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use support::rulebook::Rulebook;
use support::{HOUR_MS, message};

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 500;
/// When the buyers wrote: ten minutes before simulated time begins.
const HAPPENED_MS: i64 = 1_700_000_000_000 - 600_000;
/// Conversations of a run, each with two messages.
const THREADS: [&str; 4] = ["a", "b", "c", "d"];
/// Automatic replies that the account may send in all.
const LEDGER_MAX: usize = 2;
/// Rounds in calm weather after which everything must be followed.
const ROUNDS_MAX: u32 = 40;

const RULES: &str = r#"{"rules": [
    {"id": "tag", "actions": [{"tag": "seen"}, {"note": "seen"}]},
    {"id": "ack", "unless": [{"tags": ["acknowledged"]}],
     "actions": [{"tag": "acknowledged"}, {"reply": {"template": "ack"}}]}],
  "caps": {"rule_pause_ms": 43200000, "recipient_max": 3, "recipient_window_ms": 86400000,
           "ledger_max": 2, "ledger_window_ms": 86400000, "failures_max": 10}}"#;

fn id(thread: &str) -> ConversationId {
    ConversationId::derive("standard", "main", thread)
}

fn desk(actor: &Actor) -> Desk<'_, Actor, Actor, Rulebook> {
    Desk::new(actor, actor, &Rulebook)
}

/// Adds an actor that tries again after every temporary error.
fn spawn<F>(simulation: &mut Simulation, work: impl Fn(Actor) -> F + 'static)
where
    F: Future<Output = Result<(), InboxError>> + 'static,
{
    simulation.spawn(move |actor| {
        let work = work(actor.clone());
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

async fn follow_all(actor: &Actor) -> Result<usize, InboxError> {
    let mut followed = 0;
    for thread in THREADS {
        let steps = async |on: &Following<'_>| automate(desk(actor), on, async |_| Ok(())).await;
        followed += follow(desk(actor), id(thread), actor.wall_ms(), steps).await?;
    }
    Ok(followed)
}

/// Follows in calm weather until nothing is left.
async fn settle(actor: &Actor) -> Result<(), String> {
    for _ in 0..ROUNDS_MAX {
        actor.sleep(STALENESS_MS_MAX).await;
        if follow_all(actor).await == Ok(0) {
            return Ok(());
        }
    }
    Err(format!("something is left to follow after {ROUNDS_MAX} rounds"))
}

async fn audit(actor: &Actor) -> Result<(), String> {
    settle(actor).await?;
    actor.sleep(STALENESS_MS_MAX).await;
    let mut sent = 0;
    for thread in THREADS {
        let view = match read(desk(actor), id(thread)).await {
            // Whoever sent it gave up: nothing is owed for what was never acknowledged.
            Err(InboxError::NotFound) => continue,
            view => view.map_err(|error| format!("{thread}: {error}"))?,
        };
        let (mut heard, mut queued, mut explained, mut notes) = (0, 0, BTreeMap::new(), 0);
        for record in &view.records {
            match &record.what {
                What::Delivered(_) => heard += 1,
                What::Queued(_) => queued += 1,
                What::Acted(acted) => match &acted.action {
                    Action::Noted { .. } => notes += 1,
                    Action::Automated(it) => {
                        let key = (acted.by.clone(), it.did.clone(), it.refusal.is_some());
                        *explained.entry(key).or_insert(0) += 1;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let of = |rule: &str, did: &str, is_refused| {
            explained.get(&(format!("rule:{rule}"), did.to_owned(), is_refused)).copied().unwrap_or(0)
        };
        if of("tag", "note", false) != heard || notes != heard {
            return Err(format!("{thread}: each of {heard} messages is noted once: {notes}, {explained:?}"));
        }
        let is_explained = of("ack", "reply", false) == queued || actor.staleness_ms() > 0;
        if !is_explained || queued + of("ack", "reply", true) == 0 && heard > 0 {
            return Err(format!("{thread}: {queued} queued, but {explained:?}"));
        }
        if queued > 1 && actor.staleness_ms() == 0 {
            return Err(format!("{thread}: answered {queued} times"));
        }
        sent += queued;
    }
    if sent > LEDGER_MAX && actor.staleness_ms() == 0 {
        return Err(format!("the account has sent {sent}"));
    }
    Ok(())
}

fn run(seed: u64) -> Result<(), String> {
    let mut simulation = Simulation::new(seed);
    let is_set = Rc::new(Cell::new(false));
    let setting = Rc::clone(&is_set);
    spawn(&mut simulation, move |actor| {
        let setting = Rc::clone(&setting);
        async move {
            let put = put_settings(desk(&actor), Section::Automations, 0, RULES.to_owned(), "ada").await;
            match put {
                Ok(_) => {}
                // An earlier try got through, and died before the cache, which sweeps mend.
                Err(InboxError::Conflict { .. }) => drop(mend_settings(desk(&actor)).await?),
                Err(error) => return Err(error),
            }
            // Rules hold for what comes in once everybody can see them.
            actor.sleep(STALENESS_MS_MAX).await;
            setting.set(true);
            Ok(())
        }
    });
    simulation.run()?;
    if !is_set.get() {
        // Whoever set them gave up: they may come to hold at any time.
        return Ok(());
    }
    for thread in THREADS {
        for number in 0..2 {
            spawn(&mut simulation, move |actor| async move {
                let event = message(thread, &format!("{thread}{number}"), HAPPENED_MS + number, Author::Buyer, "hello");
                accept(desk(&actor), "standard", "main", event).await.map(drop)
            });
        }
    }
    for _ in 0..2 + simulation.below(3) {
        spawn(&mut simulation, |actor| async move {
            for _ in 0..=actor.below(3) {
                follow_all(&actor).await?;
                actor.sleep(actor.below(20_000).cast_signed()).await;
            }
            Ok(())
        });
    }
    simulation.run()?;
    simulation.calm(HOUR_MS);
    simulation.spawn(move |actor| async move {
        if let Err(violation) = audit(&actor).await {
            actor.violate(violation);
        }
        Outcome::Done
    });
    simulation.run()
}

#[test]
fn what_rules_decide_is_done_once_and_explained() {
    let command = "cargo test -p sellerdesk-inbox --test simulation_automations";
    match explore(command, SCHEDULES, run) {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}
