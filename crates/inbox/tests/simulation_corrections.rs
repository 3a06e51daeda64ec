//! Corrections under crashes, retries, stale reads and several agents at the same conversation: what was acknowledged
//! is counted once, as the conversations have it.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_canonical::{Author, ConversationId, EventId};
use sellerdesk_inbox::limits::EXPORT_ROWS_MAX;
use sellerdesk_inbox::rules::Category;
use sellerdesk_inbox::{Deed, Desk, InboxError, accept, act, export_corrections, read, read_corrections};
use sellerdesk_journal::simulation::{Actor, Outcome, Random, Settings, Simulation, explore};
use sellerdesk_journal::{SPAN_ENTRIES, STALENESS_MS_MAX};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use support::{HOUR_MS, PlainRules, message};

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 3_000;
/// When the buyers wrote: an hour before simulated time begins.
const HAPPENED_MS: i64 = 1_700_000_000_000 - HOUR_MS;
/// Threads in a run.
const THREADS: u64 = 3;
/// What agents say.
const LABELS: [Category; 3] = [Category::General, Category::Account, Category::RefundReturn];

/// A request of an agent.
#[derive(Clone, Debug)]
struct Request {
    conversation: ConversationId,
    category: Category,
    key: String,
}

type Acknowledged = Rc<RefCell<BTreeSet<String>>>;

fn thread(number: u64) -> String {
    format!("t{number}")
}

fn conversation(number: u64) -> ConversationId {
    ConversationId::derive("standard", "main", &thread(number))
}

async fn ask(actor: &Actor, request: &Request) -> Result<(), InboxError> {
    let desk = Desk::new(actor, actor, &PlainRules);
    let deed = Deed::Categorize(request.category);
    act(desk, request.conversation, deed, "mia", Some(&request.key)).await.map(drop)
}

fn agent(simulation: &mut Simulation, request: &Request, acknowledged: &Acknowledged) {
    let (request, acknowledged) = (request.clone(), Rc::clone(acknowledged));
    simulation.spawn(move |actor| {
        let (request, acknowledged) = (request.clone(), Rc::clone(&acknowledged));
        async move {
            if ask(&actor, &request).await.is_err() {
                return Outcome::Again;
            }
            acknowledged.borrow_mut().insert(request.key.clone());
            Outcome::Done
        }
    });
}

/// The messages, and now and then so many corrections that snapshots are due soon.
fn prepare(simulation: &mut Simulation, is_filled: bool) -> Result<(), String> {
    simulation.spawn(move |actor| async move {
        let desk = Desk::new(&actor, &actor, &PlainRules);
        for number in 0..THREADS {
            let text = if number == 0 { "urgent" } else { "hello" };
            let event = message(&thread(number), &format!("m{number}"), HAPPENED_MS, Author::Buyer, text);
            if accept(desk, "standard", "main", event).await.is_err() {
                return Outcome::Again;
            }
        }
        Outcome::Done
    });
    simulation.run()?;
    simulation.calm(HOUR_MS);
    if is_filled {
        // Each once more: too old to be believed, so it is written again.
        for _ in 0..SPAN_ENTRIES - 6 {
            agent(simulation, &request(1, Category::Account, "filler"), &Acknowledged::default());
            simulation.run()?;
            simulation.calm(2 * 60_000);
        }
    }
    Ok(())
}

fn request(number: u64, category: Category, key: &str) -> Request {
    Request { conversation: conversation(number), category, key: key.to_owned() }
}

/// What each message is about, as its conversation has it, if agents and classifier disagree.
async fn truth(actor: &Actor) -> Result<BTreeMap<EventId, (EventId, Category, Category)>, String> {
    let desk = Desk::new(actor, actor, &PlainRules);
    let mut truth = BTreeMap::new();
    for number in 0..THREADS {
        // Its message may have been given up.
        let Ok(view) = read(desk, conversation(number)).await else { continue };
        let items = &view.conversation.items;
        for one in &view.conversation.acts.corrections {
            let was = items.iter().find(|item| item.id == one.item).and_then(|item| item.category);
            truth.insert(one.item, (one.id, was.ok_or("a correction of nothing")?, one.category));
        }
    }
    Ok(truth)
}

/// Repeats every request in calm weather, then compares counts and export with the conversations.
async fn check(actor: &Actor, requests: &[Request], acknowledged: &BTreeSet<String>) -> Result<(), String> {
    let desk = Desk::new(actor, actor, &PlainRules);
    let before = truth(actor).await?;
    let counted = read_corrections(desk).await.map_err(|error| error.to_string())?;
    for request in requests.iter().filter(|request| acknowledged.contains(&request.key)) {
        let id = EventId::recorded(request.conversation, &format!("act:{}:0", request.key));
        let Some((item, (_, was, now))) = before.iter().find(|(_, (latest, ..))| *latest == id) else { continue };
        let shown = counted.recent().find(|one| one.item == *item).map_or(*was, |one| one.now);
        // On a store that is behind, two tries at once may each see less than all; whoever comes next tells the rest.
        if actor.staleness_ms() == 0 && shown != *now {
            return Err(format!("{request:?} was acknowledged, but what counts is {shown:?}"));
        }
    }
    for request in requests {
        let mut outcome = Ok(());
        for _ in 0..20 {
            outcome = ask(actor, request).await;
            actor.sleep(STALENESS_MS_MAX).await;
            if outcome.as_ref().is_err_and(InboxError::is_temporary) {
                continue;
            }
            break;
        }
        if outcome.is_err_and(|error| error != InboxError::NotFound) {
            return Err(format!("{request:?} fails in calm weather"));
        }
    }
    actor.sleep(STALENESS_MS_MAX).await;
    let truth = truth(actor).await?;
    let holding: BTreeMap<_, _> = truth.iter().filter(|(_, (_, was, now))| was != now).collect();
    let mut expected: BTreeMap<(Category, Category), u64> = BTreeMap::new();
    for (_, was, now) in holding.values() {
        *expected.entry((*was, *now)).or_default() += 1;
    }
    let counted = read_corrections(desk).await.map_err(|error| error.to_string())?;
    if counted.confusions != expected {
        return Err(format!("counted {:?}, conversations say {truth:?}", counted.confusions));
    }
    let mut exported = BTreeMap::new();
    let mut after = Some(0);
    while let Some(from) = after {
        let page = export_corrections(desk, from, EXPORT_ROWS_MAX).await.map_err(|error| error.to_string())?;
        for row in page.rows {
            if exported.insert(row.correction.item, row.correction.now).is_some() {
                return Err("a message is exported twice".to_owned());
            }
        }
        after = page.next;
    }
    let expected: BTreeMap<_, _> = holding.iter().map(|(item, (_, _, now))| (**item, *now)).collect();
    if exported != expected { Err(format!("exported {exported:?} instead of {expected:?}")) } else { Ok(()) }
}

/// Runs one schedule: the storm that the seed draws, then the check in calm weather.
fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed);
    let is_filled = random.once_in(40);
    let settings = Settings::draw(&mut random);
    let mut simulation = Simulation::with_settings(random, settings);
    prepare(&mut simulation, is_filled)?;
    let acknowledged = Acknowledged::default();
    let mut requests = Vec::new();
    for number in 0..2 + simulation.below(7) {
        let category = LABELS[simulation.below(LABELS.len() as u64) as usize];
        let request = request(simulation.below(THREADS), category, &format!("k{number}"));
        for _ in 0..1 + simulation.below(2) {
            agent(&mut simulation, &request, &acknowledged);
        }
        requests.push(request);
    }
    simulation.run()?;
    simulation.calm(3 * HOUR_MS);
    let acknowledged = acknowledged.borrow().clone();
    simulation.spawn(move |actor| {
        let (requests, acknowledged) = (requests.clone(), acknowledged.clone());
        async move {
            if let Err(violation) = check(&actor, &requests, &acknowledged).await {
                actor.violate(violation);
            }
            Outcome::Done
        }
    });
    simulation.run()
}

#[test]
fn acknowledged_corrections_are_counted_once_as_the_conversations_have_them() {
    let command = "cargo test -p sellerdesk-inbox --test simulation_corrections";
    match explore(command, SCHEDULES, run) {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}
