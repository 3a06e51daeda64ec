//! The index under simulation: rows of many writers, compacted and trimmed by several sweeps at once, with crashes
//! between any two operations, stalls and stale reads. What was acknowledged is listed, in its newest version, and
//! no page is missing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_inbox::index::{INDEX_JOURNAL, Index, IndexError, append_to, page};
use sellerdesk_inbox::limits::{ROW_ATTEMPTS_MAX, ROW_SLOW_MS};
use sellerdesk_inbox::row::Row;
use sellerdesk_journal::limits::Tuning;
use sellerdesk_journal::simulation::{Actor, Outcome, Random, Settings, Simulation, explore};
use sellerdesk_journal::{Clock, HOLE_GRACE_MS, Journal, SETTLE_MS, STALENESS_MS_MAX};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use support::rows::{Oracle, conversation, random_row};

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 1_500;
/// Longest stall in milliseconds: what the journal assumes where snapshots name parts.
const STALL_MS_MAX: i64 = 480_000;
/// Conversations that a check in foul weather asks for.
const SAMPLE_CONVERSATIONS: u64 = 8;
/// One step in so many, at most, something goes wrong in runs with several pages.
const GENTLE_ONCE_IN: u64 = 400;
/// Rows on one page of the list.
const LIMIT: usize = 150;
/// Longest pauses between two acts of a sweep or reader, in milliseconds.
const PAUSES_MS: [u64; 4] = [5, 2_000, 100_000, 800_000];

/// What happened, and to whom it was acknowledged.
#[derive(Default)]
struct Truth {
    /// The newest version of each conversation.
    versions: Vec<u64>,
    /// Acknowledged versions: number, version, from when on every read sees it.
    acknowledged: Vec<(u64, u64, i64)>,
}

impl Truth {
    /// The highest version of each conversation that a load beginning now must see.
    fn owed(&self, now_ms: i64) -> BTreeMap<u64, u64> {
        let mut owed = BTreeMap::new();
        for (number, version, _) in self.acknowledged.iter().filter(|(_, _, from_ms)| *from_ms <= now_ms) {
            let known = owed.entry(*number).or_default();
            *known = (*version).max(*known);
        }
        owed
    }
}

type Shared = Rc<RefCell<Truth>>;
type TestIndex<'a> = Index<'a, Actor, Actor>;

/// The row that a version of a conversation has: always the same.
fn row_of(number: u64, version: u64) -> Row {
    let mut random = Random::new(number << 32 | version);
    random_row(number, version, |end| random.below(end))
}

fn journal<'a>(actor: &'a Actor, tuning: Tuning) -> Result<Journal<'a, Actor, Actor>, IndexError> {
    Ok(Journal::open(actor, actor, INDEX_JOURNAL)?.with_tuning(tuning))
}

async fn load(actor: &Actor, tuning: Tuning) -> Result<TestIndex<'_>, IndexError> {
    Index::load_from(actor, journal(actor, tuning)?).await
}

fn spawn<F>(simulation: &mut Simulation, work: impl Fn(Actor) -> F + 'static)
where
    F: Future<Output = Result<(), IndexError>> + 'static,
{
    simulation.spawn(move |actor| {
        let work = work(actor.clone());
        async move {
            match work.await {
                Ok(()) => Outcome::Done,
                Err(IndexError::PageMissing) => Outcome::Again,
                Err(IndexError::Store(error)) if error.is_temporary() => Outcome::Again,
                Err(error) => {
                    actor.violate(error.to_string());
                    Outcome::Done
                }
            }
        }
    });
}

/// A change of a conversation: as `accept` does, the row is made of the newest version, and made anew if it took
/// too long to arrive.
fn writer(simulation: &mut Simulation, truth: &Shared, tuning: Tuning, number: u64) {
    let (truth, has_begun) = (Rc::clone(truth), Rc::new(Cell::new(false)));
    spawn(simulation, move |actor| {
        let (truth, has_begun) = (Rc::clone(&truth), Rc::clone(&has_begun));
        async move {
            if !has_begun.replace(true) {
                truth.borrow_mut().versions[number as usize] += 1;
            }
            let journal = journal(&actor, tuning)?;
            for _ in 0..ROW_ATTEMPTS_MAX {
                let began_ms = actor.monotonic_ms();
                let version = truth.borrow().versions[number as usize];
                append_to(&journal, &[row_of(number, version)]).await?;
                if actor.monotonic_ms() - began_ms <= ROW_SLOW_MS {
                    let visible_from_ms = actor.true_ms() + actor.staleness_ms();
                    truth.borrow_mut().acknowledged.push((number, version, visible_from_ms));
                    return Ok(());
                }
            }
            Err(sellerdesk_journal::StoreError::TooSlow { operation: "row" }.into())
        }
    });
}

/// First rows of all conversations, compacted on the way, so that the trees have several pages.
fn seed_rows(simulation: &mut Simulation, truth: &Shared, tuning: Tuning, conversations: u64) {
    let truth = Rc::clone(truth);
    spawn(simulation, move |actor| {
        let truth = Rc::clone(&truth);
        async move {
            for begin in (0..conversations).step_by(tuning.span_entries as usize) {
                let began_ms = actor.monotonic_ms();
                let numbers = begin..conversations.min(begin + tuning.span_entries);
                let rows: Vec<Row> = numbers.clone().map(|number| row_of(number, 1)).collect();
                numbers.clone().for_each(|number| truth.borrow_mut().versions[number as usize] = 1);
                append_to(&journal(&actor, tuning)?, &rows).await?;
                if actor.monotonic_ms() - began_ms <= ROW_SLOW_MS {
                    let from_ms = actor.true_ms() + actor.staleness_ms();
                    truth.borrow_mut().acknowledged.extend(numbers.map(|number| (number, 1, from_ms)));
                }
                load(&actor, tuning).await?.compact().await?;
            }
            Ok(())
        }
    });
}

async fn pause(actor: &Actor) {
    let longest_ms = PAUSES_MS[actor.below(PAUSES_MS.len() as u64) as usize];
    actor.sleep(actor.below(longest_ms).cast_signed()).await;
}

/// A sweep's care for the index, several times.
fn sweeper(simulation: &mut Simulation, truth: &Shared, tuning: Tuning) {
    let truth = Rc::clone(truth);
    spawn(simulation, move |actor| {
        let truth = Rc::clone(&truth);
        async move {
            for _ in 0..=actor.below(5) {
                let owed = truth.borrow().owed(actor.true_ms());
                let index = load(&actor, tuning).await?;
                check(&actor, &truth, &index, &owed, false).await?;
                index.compact().await?;
                index.trim().await?;
                pause(&actor).await;
            }
            Ok(())
        }
    });
}

/// What the index answers against what is owed and what can be there: of all conversations if there are few or
/// the weather is calm, else of the listed ones and a few others.
async fn check(
    actor: &Actor,
    truth: &Shared,
    index: &TestIndex<'_>,
    owed: &BTreeMap<u64, u64>,
    is_calm: bool,
) -> Result<(), IndexError> {
    let rows = scan_all(index).await?;
    let versions = truth.borrow().versions.clone();
    let conversations = versions.len() as u64;
    let is_thorough = is_calm || conversations <= SAMPLE_CONVERSATIONS;
    let numbers: BTreeSet<u64> = if is_thorough {
        (0..conversations).collect()
    } else {
        (0..SAMPLE_CONVERSATIONS).map(|_| actor.below(conversations)).collect()
    };
    let mut seen = Oracle::default();
    for number in numbers {
        let found = index.version(conversation(number)).await?.map_or(0, |(version, _)| version);
        if found > 0 {
            seen.append(&row_of(number, found));
        }
        // A conversation that asks for nothing may be forgotten, whichever of its newest versions said so.
        let is_forgotten = |version: u64| {
            let row = row_of(number, version);
            !row.is_listed() && row.complete && row.next_point_at.is_none()
        };
        let least = owed.get(&number).copied().unwrap_or_default();
        let may_be_forgotten = found == 0 && (least..=versions[number as usize]).any(is_forgotten);
        if found < least && !may_be_forgotten {
            actor.violate(format!("conversation {number}: version {found} instead of {least}"));
        }
    }
    if !is_thorough {
        let listed: BTreeMap<_, _> = rows.iter().map(|row| (row.conversation, row)).collect();
        let is_as_seen = |row: &Row| listed.get(&row.conversation).copied() == row.is_listed().then_some(row);
        if listed.len() != rows.len() || !seen.0.values().all(is_as_seen) {
            actor.violate("the list shows other rows than the index holds");
        }
        return Ok(());
    }
    if rows != seen.listed() {
        actor.violate(format!("{} rows are listed instead of {}", rows.len(), seen.listed().len()));
    }
    let due = index.due(i64::MAX, usize::MAX - 1).await?.0;
    if due != seen.due(i64::MAX) {
        actor.violate(format!("{} are due instead of {}", due.len(), seen.due(i64::MAX).len()));
    }
    Ok(())
}

async fn scan_all(index: &TestIndex<'_>) -> Result<Vec<Row>, IndexError> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let scan = index.scan(after.as_ref(), LIMIT, |_| true).await?;
        rows.extend(scan.rows);
        after = scan.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// A look in calm weather: nothing may fail any more.
fn audit(simulation: &mut Simulation, truth: &Shared, tuning: Tuning) -> Result<(), String> {
    let truth = Rc::clone(truth);
    spawn(simulation, move |actor| {
        let truth = Rc::clone(&truth);
        async move {
            let owed = truth.borrow().owed(actor.true_ms());
            let index = load(&actor, tuning).await?;
            let looked_at = check(&actor, &truth, &index, &owed, true).await;
            for (_, tree) in index.trees() {
                if page::read(&actor, INDEX_JOURNAL, &tree.0).await.is_err() {
                    actor.violate("a page is missing");
                }
            }
            if let Err(error) = looked_at {
                actor.violate(error.to_string());
            }
            index.compact().await?;
            load(&actor, tuning).await?.trim().await?;
            Ok(())
        }
    });
    simulation.run()
}

fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut settings = Settings { stall_ms_max: STALL_MS_MAX, ..Settings::draw(&mut random) };
    let has_pages = random.once_in(16);
    if has_pages {
        // A load of some hundred rows never ends in the foulest weather.
        let gentle = |once_in: u64| if once_in == 0 { 0 } else { once_in.max(GENTLE_ONCE_IN) };
        settings.stall_once_in = gentle(settings.stall_once_in);
        settings.crash_once_in = gentle(settings.crash_once_in);
        settings.leap_once_in = gentle(settings.leap_once_in);
        settings.error_once_in = gentle(settings.error_once_in);
    }
    let mut simulation = Simulation::with_settings(random, settings);
    let conversations = if has_pages { 300 + simulation.below(50) } else { 1 + simulation.below(8) };
    let span_entries = if has_pages { 32 } else { 2 + simulation.below(4) };
    let tuning = Tuning { span_entries, trim_keys_max: 3 * span_entries, ..Tuning::STANDARD };
    let truth = Shared::default();
    truth.borrow_mut().versions = vec![0; conversations as usize];
    if has_pages {
        seed_rows(&mut simulation, &truth, tuning, conversations);
        simulation.run()?;
    }
    for _ in 0..4 + simulation.below(30) {
        let number = simulation.below(conversations);
        writer(&mut simulation, &truth, tuning, number);
    }
    for _ in 0..=simulation.below(if has_pages { 2 } else { 4 }) {
        sweeper(&mut simulation, &truth, tuning);
    }
    simulation.run()?;
    for _ in 0..3 {
        simulation.calm(SETTLE_MS + HOLE_GRACE_MS + STALENESS_MS_MAX);
        audit(&mut simulation, &truth, tuning)?;
        for _ in 0..span_entries.min(4) {
            let number = simulation.below(conversations);
            writer(&mut simulation, &truth, tuning, number);
        }
        simulation.run()?;
    }
    simulation.calm(SETTLE_MS);
    audit(&mut simulation, &truth, tuning)
}

#[test]
fn what_is_acknowledged_is_listed_whoever_compacts_and_trims() {
    let command = "cargo test -p sellerdesk-inbox --test simulation_index";
    match explore(command, SCHEDULES, run) {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}
