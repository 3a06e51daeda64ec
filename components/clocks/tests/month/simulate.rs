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

    fn begin_case(&mut self, at: i64) -> Result<(), String> {
        let (channel, account, _) = self.dice.pick(&ACCOUNTS);
        let case = self.cases.len();
        let thread = format!("t{case}");
        let id = ConversationId::derive(channel, account, &thread);
        let turns_left = self.dice.spread(2.0, 20.0);
        self.by_id.insert(id, case);
        self.cases.push(Case {
            id,
            channel,
            account,
            thread,
            book: Book::new(self.office.limit(channel)),
            outlook: Outlook::default(),
            next_due: BEYOND,
            recorded: BTreeMap::new(),
            written: HashSet::new(),
            snoozes: HashMap::new(),
            events: Vec::new(),
            turns_left,
            was_merged: false,
            owes_calendar: false,
            owes_policies: false,
        });
        self.hear_buyer(case, at)?;
        self.plan_turn(case, at);
        Ok(())
    }

    /// Some time later; now and then just in time, or a minute after that.
    fn plan_turn(&mut self, case: usize, at: i64) {
        self.cases[case].turns_left -= 1;
        if self.cases[case].turns_left < 0 {
            return;
        }
        let Outlook { marketplace, company, .. } = self.cases[case].outlook;
        let deadline = if self.dice.one_in(2) { marketplace } else { company };
        if let Some(deadline) = deadline.filter(|it| *it > at && *it != BEYOND)
            && self.dice.one_in(8)
        {
            let late = self.dice.between(0, 2);
            self.plan_job(deadline + late * MINUTE_MS, Job::Reply(case));
        }
        let minutes = self.dice.spread(1.0, 4_000.0);
        self.plan_job(at + minutes * MINUTE_MS, Job::Turn(case));
    }

    fn turn(&mut self, case: usize, at: i64) -> Result<(), String> {
        match self.dice.between(0, 100) {
            0..28 => self.hear(case, at, Author::Seller, "here you are")?,
            28..46 => self.hear_buyer(case, at)?,
            46..50 => self.hear(case, at, Author::Buyer, "thanks")?,
            50..54 => self.hear(case, at, Author::Automatic, "we got it")?,
            54..60 => self.bounce(case, at)?,
            60..64 => self.redeliver(case)?,
            64..69 => self.act(case, at, Action::Pending)?,
            69..75 => self.act(case, at, Action::Opened)?,
            75..80 => self.act(case, at, Action::Resolved)?,
            80..82 => self.act(case, at, Action::Closed)?,
            82..85 => self.act(case, at, Action::NoReplyNeeded)?,
            85..89 => {
                let until = at + self.dice.spread(1.0, 10_000.0) * MINUTE_MS;
                self.act(case, at, Action::Snoozed { until })?;
            }
            89..91 => self.act(case, at, Action::Assigned { to: Some("mia".to_owned()) })?,
            91..95 => self.prioritize(case, at)?,
            95..99 => self.merge(case, at)?,
            _ => self.act(case, at, Action::Spam)?,
        }
        self.plan_turn(case, at);
        Ok(())
    }

    fn hear_buyer(&mut self, case: usize, at: i64) -> Result<(), String> {
        let text =
            self.dice.pick(&["urgent", "high", "where is it", "which size", "hello", "is it blue", "still there"]);
        self.hear(case, at, Author::Buyer, text)
    }

    /// Somebody wrote, as the marketplace delivers it: sometimes late.
    fn hear(&mut self, case: usize, at: i64, author: Author, text: &str) -> Result<(), String> {
        let late = if self.dice.one_in(12) { self.dice.spread(1.0, 300.0) * MINUTE_MS } else { 0 };
        let Some(at) = [at - late, at].into_iter().find(|at| self.cases[case].book.is_free(*at)) else { return Ok(()) };
        let held = self.select(case, priority_of(text));
        let item = match author {
            Author::Seller => Item::Seller,
            Author::Automatic => Item::Automatic,
            _ if text == "thanks" => Item::Thanks,
            _ => Item::Buyer(priority_of(text), held),
        };
        let message = Message {
            author,
            text: text.to_owned(),
            subject: None,
            attachments: Vec::new(),
            language: None,
            machine: None,
            truncated: false,
        };
        self.tally.count(if late > 0 { "late deliveries" } else { "deliveries" });
        self.deliver(case, at, Happening::Message(message), item)
    }

    fn bounce(&mut self, case: usize, at: i64) -> Result<(), String> {
        let book = &self.cases[case].book;
        let Some((_, reply)) = book.answer().filter(|_| book.is_free(at)) else { return Ok(()) };
        let reply = reply.to_owned();
        let failure = Failure { message_id: Some(reply.clone()), reason: "no such mailbox".to_owned() };
        let held = self.select(case, Priority::Normal);
        self.tally.count("bounces");
        self.deliver(case, at, Happening::Failed(failure), Item::Failed(reply, held))
    }

    fn deliver(&mut self, case: usize, at: i64, happening: Happening, item: Item) -> Result<(), String> {
        let known = &self.cases[case];
        let id = format!("m{case}-{}", known.events.len());
        let thread = known.thread.clone();
        let event =
            Event { id: id.clone(), thread, at, buyer: None, order_id: None, product_id: None, site: None, happening };
        let accepted = now(accept(self.desk(), known.channel, known.account, event.clone()));
        let accepted = accepted.map_err(|error| error.to_string())?;
        let known = &mut self.cases[case];
        known.events.push(event);
        known.book.take(at, id, item);
        self.look(case);
        require(accepted.is_new, || format!("event of case {case} was thought known"))?;
        if self.dice.one_in(10) {
            let row = now(read(self.desk(), self.cases[case].id)).map_err(|error| error.to_string())?.row;
            self.check_row(case, &row)?;
        }
        Ok(())
    }

    fn redeliver(&mut self, case: usize) -> Result<(), String> {
        let known = &self.cases[case];
        let event = known.events[self.dice.between(0, known.events.len() as i64) as usize].clone();
        let accepted =
            now(accept(self.desk(), known.channel, known.account, event)).map_err(|error| error.to_string())?;
        self.tally.count("redeliveries");
        require(!accepted.is_new, || format!("redelivery to case {case} was thought new"))
    }

    fn act(&mut self, case: usize, at: i64, action: Action) -> Result<(), String> {
        if !self.cases[case].book.is_free(at) {
            return Ok(());
        }
        let (name, step) = match &action {
            Action::Opened => ("openings", Step::Opened),
            Action::Pending => ("pauses", Step::Pending),
            Action::Snoozed { until } => ("snoozes", Step::Snoozed(*until)),
            Action::NoReplyNeeded => ("waivers", Step::NoReplyNeeded),
            Action::Resolved => ("resolutions", Step::Resolved(false)),
            Action::Closed => ("closings", Step::Resolved(true)),
            Action::Spam => ("spam", Step::Cancelled),
            _ => {
                self.cases[case].book.is_assigned = true;
                return self.do_once(case, Deed::Plain(action));
            }
        };
        self.tally.count(name);
        self.cases[case].book.step(at, step);
        self.do_once(case, Deed::Plain(action))
    }

    fn prioritize(&mut self, case: usize, at: i64) -> Result<(), String> {
        if !self.cases[case].book.is_free(at) {
            return Ok(());
        }
        let priority = self.dice.pick(&[Priority::Urgent, Priority::High, Priority::Normal, Priority::Low]);
        let held = self.select(case, priority);
        self.cases[case].book.step(at, Step::Policy(held));
        self.tally.count("priority changes");
        self.do_once(case, Deed::Prioritize(priority))
    }

    fn merge(&mut self, case: usize, at: i64) -> Result<(), String> {
        // Of the newer ones, so that both still live.
        let newest = self.cases.len() as i64;
        let other = self.dice.between((newest - 500).max(0), newest) as usize;
        let (from, into) = (&self.cases[case], &self.cases[other]);
        if other == case || into.was_merged || !from.book.is_free(at) || !into.book.is_free(at) {
            return Ok(());
        }
        let (id, target, since) = (from.id, into.id, from.book.waiting_since());
        self.cases[case].was_merged = true;
        self.cases[case].book.step(at, Step::Cancelled);
        self.cases[other].book.take(at, format!("merged:{id}:{at}"), Item::Merged(since));
        self.look(other);
        self.tally.count("merges");
        self.do_once(case, Deed::MergeInto(target))?;
        let row = now(read(self.desk(), target)).map_err(|error| error.to_string())?.row;
        self.check_row(other, &row)
    }

    /// Does it, now and then twice with one key, and compares the row that is answered.
    fn do_once(&mut self, case: usize, deed: Deed) -> Result<(), String> {
        self.look(case);
        let id = self.cases[case].id;
        let key = format!("k{}", self.jobs);
        let times = if self.dice.one_in(10) { 2 } else { 1 };
        self.store.forget_appended();
        for _ in 0..times {
            let row = now(act(self.desk(), id, deed.clone(), "mia", Some(&key))).map_err(|error| error.to_string())?;
            self.check_row(case, &row)?;
        }
        for (_, record) in self.store.take_appended() {
            if let What::Acted(acted) = &record.what
                && matches!(acted.action, Action::Snoozed { .. })
            {
                self.cases[case].snoozes.insert(record.id, acted.at);
            }
        }
        Ok(())
    }

    fn select(&self, case: usize, priority: Priority) -> Rc<Held> {
        self.office.select(self.cases[case].channel, self.cases[case].account, priority)
    }

    /// Asks the oracle anew.
    fn look(&mut self, case: usize) {
        let known = &mut self.cases[case];
        known.outlook = known.book.outlook();
        known.outlook.points.retain(|point| !known.recorded.contains_key(&point.id));
        let snooze = known.book.snooze().filter(|_| known.book.is_asleep()).map(|(_, until)| until);
        let points = known.outlook.points.iter().map(|point| point.due_at);
        known.next_due = points.chain(snooze).min().unwrap_or(BEYOND);
        let is_listed = !matches!(known.book.status(), Status::Resolved | Status::Closed);
        known.owes_calendar &= is_listed;
        known.owes_policies &= is_listed;
        if known.outlook.on_change {
            self.tally.count("looks at breaches on change");
        }
    }

    fn check_row(&self, case: usize, row: &Row) -> Result<(), String> {
        let Case { book, outlook, .. } = &self.cases[case];
        let status = match row.status {
            row::Status::Open => Status::Open,
            row::Status::Pending => Status::Pending,
            row::Status::Snoozed => Status::Snoozed,
            row::Status::Resolved => Status::Resolved,
            row::Status::Closed => Status::Closed,
        };
        let is_same = |wanted: Option<i64>, got: Option<i64>| wanted == Some(BEYOND) || wanted == got;
        require(
            status == book.status()
                && row.waiting_since == book.waiting_since()
                && is_same(outlook.marketplace, row.marketplace_deadline)
                && is_same(outlook.company, row.company_deadline),
            || format!("row of case {case} is {row:?}, wanted {:?} {outlook:?} {book:?}", book.status()),
        )
    }
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Edits of the settings.
impl Month {
    fn edit(&mut self, at: i64) -> Result<(), String> {
        self.edits += 1;
        let day = (at / MINUTE_MS).div_euclid(DAY_MINUTES) + self.dice.between(1, 8);
        let which = self.dice.between(0, Office::shared() as i64) as usize;
        match self.dice.between(0, 10) {
            0..3 => {
                self.office.edit_calendar(which, |calendar| {
                    calendar.holidays.insert(day);
                });
                self.tally.count("holidays");
                self.put(Section::Calendars)
            }
            3..6 => {
                let windows = self.dice.pick(&[&[(540, 1_020)][..], &[(600, 720), (780, 1_440)], &[(1_200, 240)]]);
                self.office.edit_calendar(which, |calendar| {
                    calendar.overrides.insert(day, windows.to_vec());
                });
                self.tally.count("make-up days");
                self.put(Section::Calendars)
            }
            6..9 => {
                let row = self.dice.between(0, self.office.rows.len() as i64) as usize;
                let row = &mut self.office.rows[row];
                row.edit = self.edits;
                row.first = self.dice.pick(&[60, 120, 240, 720, 1_440]);
                row.next = self.dice.pick(&[60, 240, 480]);
                row.resolution = self.dice.pick(&[None, Some(480), Some(1_440), Some(4_800)]);
                row.warn = self.dice.pick(&[&[500, 750, 900][..], &[800], &[250, 500], &[]]).to_vec();
                self.tally.count("policy edits");
                self.put(Section::Policies)
            }
            _ => {
                self.tally.count("policy applications");
                self.put(Section::Apply)
            }
        }
    }

    fn put(&mut self, section: Section) -> Result<(), String> {
        let json = match section {
            Section::Policies => self.office.policies_json(),
            Section::Calendars => self.office.calendars_json(),
            _ => "null".to_owned(),
        };
        let document = match section {
            Section::Policies => format!("{{\"policies\":{json}}}"),
            Section::Calendars => format!("{{\"calendars\":{json}}}"),
            _ => "{}".to_owned(),
        };
        clocks::check_settings(&document).map_err(|problems| format!("{problems:?}"))?;
        let base = self.versions.get(&section).copied().unwrap_or_default();
        let put = now(put_settings(self.desk(), section, base, json, "mia")).map_err(|error| error.to_string())?;
        self.versions.insert(section, put.version);
        for case in &mut self.cases {
            let is_listed = !matches!(case.book.status(), Status::Resolved | Status::Closed);
            case.owes_calendar |= is_listed && section == Section::Calendars;
            case.owes_policies |= is_listed && section == Section::Apply;
        }
        Ok(())
    }

    /// Takes a policy that a sweep applied, if it is one that it may apply.
    fn take_applied(&mut self, case: usize, at: i64, policy: &str) -> Result<(), String> {
        let document: Value = serde_json::from_str(policy).map_err(|error| error.to_string())?;
        let document = &document["policy"];
        let is = |held: &Held| document["name"] == held.name.as_str() && document["calendar"] == held.calendar;
        let known = &self.cases[case];
        let (channel, account) = (known.channel, known.account);
        let present = known.book.policy().ok_or("a policy for nothing")?;
        require(!is(present), || format!("case {case} got the policy that it had"))?;
        let moved = self.office.with_present_hours(present, channel, account);
        let row = now(read(self.desk(), known.id)).map_err(|error| error.to_string())?.row;
        let chosen = self.office.select(channel, account, row.priority);
        let held = [moved, chosen].into_iter().find(|held| is(held));
        let held = held.ok_or_else(|| format!("case {case} got {document}"))?;
        self.cases[case].book.step(at, Step::Policy(held));
        self.tally.count("applied");
        self.look(case);
        Ok(())
    }

    /// Once everything is applied, what was open all the time is measured as it should be.
    fn check_applied(&mut self) -> Result<(), String> {
        for case in 0..self.cases.len() {
            let known = &mut self.cases[case];
            let owes_policies = std::mem::take(&mut known.owes_policies);
            let owes_calendar = std::mem::take(&mut known.owes_calendar);
            let Some(held) = known.book.policy().filter(|_| owes_policies || owes_calendar) else { continue };
            let (channel, account, id) = (known.channel, known.account, known.id);
            // How urgent it was when the policies were applied can't be told any more.
            let urgencies = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];
            let wanted: Vec<_> = match owes_policies {
                true => urgencies.iter().map(|priority| self.office.select(channel, account, *priority)).collect(),
                false => vec![self.office.with_present_hours(held, channel, account)],
            };
            let is = |wanted: &Rc<Held>| held.name == wanted.name && held.calendar == wanted.calendar;
            require(wanted.iter().any(is), || format!("case {case} ({id}) keeps {held:?}, wanted {wanted:?}"))?;
        }
        Ok(())
    }
}

/// Sweeps.
impl Month {
    fn sweep_by_chance(&mut self, at: i64) -> Result<(), String> {
        let end = (self.begin + (DAYS + QUIET_DAYS) * DAY_MINUTES) * MINUTE_MS;
        let is_last = at >= end;
        // A few rounds, as an impatient scheduler does; or all; or the store gives up.
        let rounds = if !is_last && self.dice.one_in(3) { self.dice.between(1, 4) as usize } else { ROUNDS_MAX };
        let failing = (!is_last && self.dice.one_in(25)).then(|| self.dice.spread(3.0, 3_000.0) as u64);
        self.sweep(at, rounds, failing)?;
        if is_last {
            return Ok(());
        }
        let minutes = match self.dice.between(0, 60) {
            0 => self.dice.between(60, DAY_MINUTES),
            _ if self.is_quiet(at) => self.dice.between(60, 600),
            _ => self.dice.spread(1.0, 300.0),
        };
        let after = self.dice.pick(&[0, 0, 1, 30_000]);
        let next = (at / MINUTE_MS + minutes) * MINUTE_MS + after;
        self.plan_job(next.min(end), Job::Sweep);
        Ok(())
    }

    fn sweep(&mut self, at: i64, rounds: usize, failing: Option<u64>) -> Result<(), String> {
        self.tally.count("sweeps");
        self.woke.clear();
        let mut operations_left = failing;
        for _ in 0..rounds {
            self.store.forget_appended();
            let told = RefCell::new(Vec::new());
            let ear = Ear { desk: self.desk(), told: &told };
            self.store.fail_after(operations_left);
            let swept = now(sweep(self.desk(), at, async |ms| self.clock.wait(ms), &ear));
            operations_left = self.store.fail_after(None);
            self.check_round(at, &told.take(), swept.is_ok())?;
            match swept {
                Ok(swept) if swept.has_more => {}
                Ok(swept) => {
                    require(swept.failed == 0 && !swept.skipped, || format!("{swept:?}"))?;
                    return self.check_complete(at);
                }
                Err(error) if failing.is_none() => return Err(error.to_string()),
                Err(_) => {
                    self.tally.count("failed sweeps");
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What a round told and recorded is what the oracle has for those conversations.
    fn check_round(
        &mut self,
        at: i64,
        told: &[(usize, ConversationId, Vec<rules::Point>)],
        is_whole: bool,
    ) -> Result<(), String> {
        let mut passed: BTreeMap<usize, BTreeSet<Point>> = BTreeMap::new();
        let mut woken = Vec::new();
        let mut first_record = HashMap::new();
        for (position, (id, record)) in self.store.take_appended().into_iter().enumerate() {
            let case = self.case(id)?;
            let is_new = self.cases[case].written.insert(record.id);
            match &record.what {
                What::Passed(point) if is_new => {
                    first_record.entry(case).or_insert(position);
                    let is_first = passed.entry(case).or_default().insert(point_of(point));
                    require(is_first, || format!("case {case} has {point:?} twice"))?;
                }
                What::Acted(acted) if is_new && acted.by != "mia" => match &acted.action {
                    Action::PolicyApplied { policy } => self.take_applied(case, acted.at, policy)?,
                    Action::Woken { snooze } => woken.push((case, *snooze, acted.at)),
                    other => return Err(format!("case {case}: {other:?}")),
                },
                _ => {}
            }
        }
        let mut asked = BTreeSet::new();
        for (position, id, points) in told {
            let case = self.case(*id)?;
            let points: BTreeSet<Point> = points.iter().map(point_of).collect();
            let due = self.due(case, at);
            require(points == due, || self.differs(case, "was told", &points, &due))?;
            require(asked.insert(case), || format!("case {case} was told twice"))?;
            let is_before = first_record.get(&case).is_none_or(|first| position <= first);
            require(is_before, || format!("case {case} was told too late"))?;
        }
        for (case, points) in passed {
            let due = self.due(case, at);
            let is_right = if is_whole { points == due } else { points.is_subset(&due) };
            require(is_right, || self.differs(case, "recorded", &points, &due))?;
            require(asked.remove(&case), || format!("case {case} was recorded untold"))?;
            for point in points {
                let kind =
                    ["breach", "warning", "unassigned", "silent"].into_iter().find(|kind| point.id.contains(kind));
                self.tally.count(kind.unwrap_or("other points"));
                self.cases[case].recorded.insert(point.id.clone(), point);
            }
            self.look(case);
        }
        require(!is_whole || asked.is_empty(), || format!("told but not recorded: {asked:?}"))?;
        for (case, snooze, until) in woken {
            let known = &mut self.cases[case];
            let begun = known.snoozes.get(&snooze).copied();
            let wanted = known.book.snooze().filter(|_| until <= at);
            require(begun.map(|begun| (begun, until)) == wanted, || {
                format!("case {case} woke at {until}, not {wanted:?}")
            })?;
            known.book.wake(begun.unwrap_or_default());
            self.tally.count("woken");
            self.woke.insert(case);
            self.look(case);
        }
        Ok(())
    }

    fn check_complete(&mut self, at: i64) -> Result<(), String> {
        self.check_applied()?;
        for (case, known) in self.cases.iter().enumerate() {
            let is_left = known.next_due <= at && !self.woke.contains(&case);
            require(!is_left, || self.differs(case, "left", &BTreeSet::new(), &self.due(case, at)))?;
        }
        Ok(())
    }

    fn case(&self, id: ConversationId) -> Result<usize, String> {
        self.by_id.get(&id).copied().ok_or_else(|| format!("no case is {id}"))
    }

    fn due(&self, case: usize, at: i64) -> BTreeSet<Point> {
        let points = self.cases[case].outlook.points.iter();
        points.filter(|point| point.due_at <= at).cloned().collect()
    }

    fn differs(&self, case: usize, what: &str, got: &BTreeSet<Point>, wanted: &BTreeSet<Point>) -> String {
        let Case { id, channel, account, book, recorded, .. } = &self.cases[case];
        format!(
            "case {case} ({id} of {channel}/{account}) {what} {got:#?}\nwanted {wanted:#?}\nof {book:?}\nrecorded {recorded:?}"
        )
    }

    /// Each journal holds each point once, as it was recorded then.
    fn check_journals(&self) -> Result<(), String> {
        for (case, known) in self.cases.iter().enumerate() {
            let view = now(read(self.desk(), known.id)).map_err(|error| error.to_string())?;
            require(!view.has_older, || format!("case {case} is too long to be checked"))?;
            let mut points = BTreeSet::new();
            let mut wakings = BTreeSet::new();
            for record in &view.records {
                match &record.what {
                    What::Passed(point) => {
                        require(points.insert(point_of(point)), || format!("case {case} has {point:?} twice"))?;
                    }
                    What::Acted(acted) => {
                        if let Action::Woken { snooze } = acted.action {
                            require(wakings.insert(snooze), || format!("case {case} woke twice from {snooze}"))?;
                        }
                    }
                    _ => {}
                }
            }
            let recorded: BTreeSet<Point> = known.recorded.values().cloned().collect();
            require(points == recorded, || self.differs(case, "holds", &points, &recorded))?;
            self.check_row(case, &view.row)?;
        }
        Ok(())
    }
}

/// Hears what a sweep tells, and after how many records.
struct Ear<'a> {
    desk: Desk<'a, OpenStore, SetClock, PlainRules>,
    told: &'a RefCell<Vec<(usize, ConversationId, Vec<rules::Point>)>>,
}

impl Aide for Ear<'_> {
    async fn tell(&self, row: &Row, points: &[rules::Point]) -> Result<(), InboxError> {
        self.told.borrow_mut().push((self.desk.store.appended(), row.conversation, points.to_vec()));
        Ok(())
    }

    async fn follow(&self, conversation: ConversationId, at: i64) -> Result<(), InboxError> {
        Unattended(self.desk).follow(conversation, at).await
    }
}

/// What follows up an item is known by its instant here: the item's id is the desk's own.
fn point_of(point: &rules::Point) -> Point {
    let id = match point.clock.as_str() {
        "desk" => format!("desk:{}:{}", point.target, point.at),
        _ => point.id.clone(),
    };
    Point { id, at: point.at, due_at: point.due_at }
}
