//! The month: conversations, people, edits and sweeps in order of time, each sweep checked against the oracle.

use crate::book::{Book, Item, Outlook, Point, Status, Step};
use crate::desk::{Dice, Fault, OpenStore, PlainRules, SetClock, now, priority_of};
use crate::hours::{BEYOND, DAY_MINUTES, MINUTE_MS, minute_of};
use crate::office::{ACCOUNTS, Held, Office};
use sellerdesk_canonical::{Author, ConversationId, Event, EventId, Failure, Happening, Message};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::rules::Priority;
use sellerdesk_inbox::{
    Aide, Deed, Desk, InboxError, Section, Unattended, accept, act, put_settings, read, row, rules, sweep,
};
use serde_json::Value;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

mod cases;
mod edits;
mod sweeps;

/// Days in which something happens, and those in which only sweeps do.
const DAYS: i64 = 31;
const QUIET_DAYS: i64 = 14;
/// Days around them for which the oracle knows the hours.
const MARGIN_DAYS: i64 = 10;
/// Edits of the settings in the month.
const EDITS: i64 = 24;
/// Rounds of one sweep: the most that anything here takes.
const ROUNDS_MAX: usize = 10_000;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    pub conversations: usize,
    /// What is wrong with the desk.
    pub fault: Fault,
    /// By how many minutes the oracle's calendars are wrong.
    pub shift: i64,
}

/// What happened, to see that it did.
#[derive(Clone, Debug, Default)]
pub struct Tally(pub BTreeMap<&'static str, u64>);

impl Tally {
    fn count(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    Begin,
    Turn(usize),
    Reply(usize),
    Edit,
    Sweep,
}

/// One conversation: what the oracle knows, and what the desk has recorded.
struct Case {
    id: ConversationId,
    channel: &'static str,
    account: &'static str,
    thread: String,
    book: Book,
    outlook: Outlook,
    next_due: i64,
    /// By id, with the instants.
    recorded: BTreeMap<String, Point>,
    /// Ids of records that sweeps wrote.
    written: HashSet<EventId>,
    /// Snoozes by the record that began them.
    snoozes: HashMap<EventId, i64>,
    events: Vec<Event>,
    turns_left: i64,
    was_merged: bool,
    /// A changed calendar, or changed policies, are to be applied to it.
    owes_calendar: bool,
    owes_policies: bool,
}

pub struct Month {
    dice: Dice,
    store: OpenStore,
    clock: SetClock,
    rules: PlainRules,
    office: Office,
    /// The newest versions of the documents.
    versions: BTreeMap<Section, u64>,
    edits: u32,
    cases: Vec<Case>,
    by_id: HashMap<ConversationId, usize>,
    agenda: BinaryHeap<Reverse<(i64, u64, Job)>>,
    jobs: u64,
    /// Cases that woke in the sweep that runs: what that brings about is for the next one.
    woke: HashSet<usize>,
    begin: i64,
    pub tally: Tally,
}

/// Simulates a month; what happened in it, or how the desk differs from the oracle.
pub fn run(plan: Plan) -> Result<Tally, String> {
    let mut month = Month::new(plan);
    month.put(Section::Policies)?;
    month.put(Section::Calendars)?;
    while let Some(Reverse((at, _, job))) = month.agenda.pop() {
        month.clock.set(at);
        month.work(at, job).map_err(|error| format!("seed {}, {at}: {error}", plan.seed))?;
    }
    month.check_journals().map_err(|error| format!("seed {}: {error}", plan.seed))?;
    Ok(month.tally)
}

impl Month {
    fn new(plan: Plan) -> Self {
        // Half of the months have the changes of spring in them, half those of autumn.
        let begin =
            if plan.seed.is_multiple_of(2) { minute_of(2026, 3, 1, 0, 0) } else { minute_of(2026, 10, 11, 0, 0) };
        let end = begin + (DAYS + QUIET_DAYS + MARGIN_DAYS) * DAY_MINUTES;
        let mut month = Self {
            dice: Dice::new(plan.seed),
            store: OpenStore::default(),
            clock: SetClock::default(),
            rules: PlainRules::with(plan.fault),
            office: Office::new(begin - MARGIN_DAYS * DAY_MINUTES, end, plan.shift),
            versions: BTreeMap::new(),
            edits: 0,
            cases: Vec::new(),
            by_id: HashMap::new(),
            agenda: BinaryHeap::new(),
            jobs: 0,
            woke: HashSet::new(),
            begin,
            tally: Tally::default(),
        };
        month.clock.set(begin * MINUTE_MS);
        for _ in 0..plan.conversations {
            let minute = begin + month.dice.between(0, DAYS * DAY_MINUTES);
            month.plan_job(minute * MINUTE_MS, Job::Begin);
        }
        for _ in 0..EDITS {
            let minute = begin + month.dice.between(0, DAYS * DAY_MINUTES);
            month.plan_job(minute * MINUTE_MS + 15_000, Job::Edit);
        }
        month.plan_job(begin * MINUTE_MS + 1, Job::Sweep);
        month
    }

    fn desk(&self) -> Desk<'_, OpenStore, SetClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &self.rules)
    }

    fn plan_job(&mut self, at: i64, job: Job) {
        self.jobs += 1;
        self.agenda.push(Reverse((at, self.jobs, job)));
    }

    fn is_quiet(&self, at: i64) -> bool {
        at >= (self.begin + DAYS * DAY_MINUTES) * MINUTE_MS
    }

    fn work(&mut self, at: i64, job: Job) -> Result<(), String> {
        match job {
            Job::Sweep => return self.sweep_by_chance(at),
            _ if self.is_quiet(at) => return Ok(()),
            Job::Edit => return self.edit(at),
            Job::Begin => self.begin_case(at)?,
            Job::Reply(case) => self.hear(case, at, Author::Seller, "here you are")?,
            Job::Turn(case) => self.turn(case, at)?,
        }
        Ok(())
    }
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}
