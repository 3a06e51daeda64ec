//! The oracle: what one conversation's clocks and snoozes have to say, from what is known to have happened.
//!
//! Written from the semantics of the clocks alone. It shares no code with the engine: events are replayed in order,
//! and time is counted in open minutes.

use crate::hours::{BEYOND, Hours, MINUTE_MS};
use crate::office::Held;
use sellerdesk_inbox::rules::Priority;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

mod measure;
mod words;
use measure::{Measure, Target, steps};
pub use words::{Item, Outlook, Point, Status, Step};

/// How long an open conversation may belong to nobody, and a buyer be silent.
const UNASSIGNED_MINUTES: i64 = 30;
const SILENT_MINUTES: i64 = 3 * 24 * 60;

/// Everything known of one conversation; instants in milliseconds.
#[derive(Debug, Default)]
pub struct Book {
    items: BTreeMap<i64, (String, Item)>,
    steps: BTreeMap<i64, Step>,
    woken: BTreeSet<i64>,
    pub is_assigned: bool,
    /// The marketplace's time for an answer in minutes, and the hours in which it passes.
    limit: Option<(i64, Rc<Hours>)>,
}

/// Somebody waits for an answer.
#[derive(Debug)]
struct Wait {
    is_first: bool,
    id: String,
    /// From when on it was measured from which instant.
    starts: Vec<(i64, i64)>,
    end: Option<i64>,
}

/// What the clocks take from what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Beat<'a> {
    Asked(&'a str),
    Joined(&'a str, Option<i64>),
    Answered,
    AnsweredByMachine,
    Waived,
    Paused,
    Resumed,
    Resolved,
    Reopened,
    Cancelled,
}

impl Book {
    /// Of a conversation whose marketplace has this limit.
    pub fn new(limit: Option<(i64, Rc<Hours>)>) -> Self {
        Self { limit, ..Self::default() }
    }

    pub fn take(&mut self, at: i64, id: String, item: Item) {
        self.items.insert(at, (id, item));
    }

    pub fn step(&mut self, at: i64, step: Step) {
        self.steps.insert(at, step);
    }

    pub fn is_free(&self, at: i64) -> bool {
        !self.items.contains_key(&at) && !self.steps.contains_key(&at)
    }

    fn failed(&self) -> BTreeSet<&str> {
        let failed = self.items.values().filter_map(|(_, item)| match item {
            Item::Failed(reply, _) => Some(reply.as_str()),
            _ => None,
        });
        failed.collect()
    }

    /// The latest answer of a person that isn't known to have failed.
    pub fn answer(&self) -> Option<(i64, &str)> {
        let failed = self.failed();
        let is_answer = |item: &&Item, id: &str| matches!(item, Item::Seller) && !failed.contains(id);
        self.items.iter().rev().find(|(_, (id, item))| is_answer(&item, id)).map(|(at, (id, _))| (*at, id.as_str()))
    }

    /// Changes of the status, the newest last.
    fn turns(&self) -> impl DoubleEndedIterator<Item = (i64, &Step)> {
        self.steps.iter().map(|(at, step)| (*at, step)).filter(|(_, step)| !matches!(step, Step::Policy(_)))
    }

    /// What the shop has to do something about, and since when each waits.
    fn open(&self) -> Vec<(i64, i64)> {
        let opened_at = self.turns().filter(|(_, step)| matches!(step, Step::Opened)).map(|(at, _)| at).next_back();
        let ended =
            self.turns().filter(|(at, step)| step.is_end() && Some(*at) > opened_at).map(|(at, _)| at).next_back();
        let covered = self.answer().map(|(at, _)| at).max(ended);
        let asks = self.items.iter().filter(|(at, _)| Some(**at) > covered);
        asks.filter_map(|(at, (_, item))| item.waits_since(*at).map(|since| (*at, since))).collect()
    }

    /// Since when the longest waiting buyer waits.
    pub fn waiting_since(&self) -> Option<i64> {
        self.open().into_iter().map(|(_, since)| since).min()
    }

    /// The change of status that still holds.
    fn turn(&self) -> Option<(i64, &Step)> {
        let (at, step) = self.turns().next_back()?;
        let is_word = |at: i64, item: &Item| matches!(item, Item::Seller) || item.waits_since(at).is_some();
        let is_overtaken = self.items.range(at + 1..).any(|(at, (_, item))| is_word(*at, item));
        (!is_overtaken).then_some((at, step))
    }

    pub fn status(&self) -> Status {
        let is_owed = !self.open().is_empty();
        let turn = self.turn();
        // Somebody wanted to see it again.
        if turn.is_some_and(|(at, step)| matches!(step, Step::Snoozed(_)) && self.woken.contains(&at)) {
            return Status::Open;
        }
        match turn.map(|(_, step)| step) {
            Some(Step::Pending) => return Status::Pending,
            Some(Step::Snoozed(_)) => return Status::Snoozed,
            Some(Step::Resolved(false)) => return Status::Resolved,
            Some(Step::Resolved(true) | Step::Cancelled) => return Status::Closed,
            Some(Step::NoReplyNeeded) if !is_owed => return Status::Closed,
            Some(Step::Opened | Step::NoReplyNeeded) => return Status::Open,
            Some(Step::Policy(_)) | None => {}
        }
        let said = |item: &&(String, Item)| matches!(item.1, Item::Seller | Item::Buyer(..) | Item::Thanks);
        match self.items.values().rev().find(said) {
            _ if is_owed => Status::Open,
            Some((_, Item::Seller)) => Status::Pending,
            _ => Status::Closed,
        }
    }

    /// Since when nothing is owed any more, where nobody said that it is done.
    fn ended_by_itself(&self) -> Option<i64> {
        let is_said = self.turn().is_some_and(|(_, step)| !matches!(step, Step::NoReplyNeeded));
        if is_said || self.status() != Status::Closed {
            return None;
        }
        // Back as far as it has been so, by what had happened until then.
        let instants: BTreeSet<i64> = self.items.keys().chain(self.steps.keys()).copied().collect();
        instants.into_iter().rev().take_while(|at| self.until(*at).status() == Status::Closed).last()
    }

    fn until(&self, at: i64) -> Self {
        let items = self.items.range(..=at).map(|(at, item)| (*at, item.clone())).collect();
        let steps = self.steps.range(..=at).map(|(at, step)| (*at, step.clone())).collect();
        Self { items, steps, woken: self.woken.clone(), ..Self::default() }
    }

    /// The newest snooze that nobody ended otherwise, and until when it lasts.
    pub fn snooze(&self) -> Option<(i64, i64)> {
        match self.turns().next_back()? {
            (at, Step::Snoozed(until)) if !self.woken.contains(&at) => Some((at, *until)),
            _ => None,
        }
    }

    /// Whether it is out of sight because of that snooze.
    pub fn is_asleep(&self) -> bool {
        self.status() == Status::Snoozed
    }

    pub fn wake(&mut self, snooze: i64) {
        self.woken.insert(snooze);
    }

    /// Policies and from when on each holds; the first holds since ever.
    fn policies(&self) -> Vec<(i64, &Rc<Held>)> {
        let mut most_urgent = None;
        let mut policies = Vec::new();
        for (at, (_, item)) in &self.items {
            let (priority, held) = match item {
                Item::Buyer(priority, held) => (*priority, held),
                Item::Failed(_, held) => (Priority::Urgent, held),
                _ => continue,
            };
            if most_urgent.is_none_or(|other| priority < other) {
                policies.push((if most_urgent.is_none() { i64::MIN } else { *at }, held));
                most_urgent = Some(priority);
            }
        }
        let applied = self.steps.iter().filter_map(|(at, step)| match step {
            Step::Policy(held) => Some((*at, held)),
            _ => None,
        });
        policies.extend(applied);
        policies.sort_by_key(|(from, _)| *from);
        policies
    }

    /// The policy that holds now.
    pub fn policy(&self) -> Option<&Rc<Held>> {
        self.policies().last().map(|(_, held)| *held)
    }

    /// What happened, as the clocks hear it.
    fn beats(&self) -> Vec<(i64, Beat<'_>)> {
        let failed = self.failed();
        let mut beats: Vec<(i64, Beat<'_>)> = Vec::new();
        for (at, (id, item)) in &self.items {
            match item {
                Item::Buyer(..) => beats.push((*at, Beat::Asked(id))),
                // The word is the buyer's from here on.
                Item::Seller if !failed.contains(id.as_str()) => {
                    beats.extend([(*at, Beat::Answered), (*at, Beat::Paused)]);
                }
                Item::Automatic => beats.push((*at, Beat::AnsweredByMachine)),
                Item::Merged(since) => beats.push((*at, Beat::Joined(id, *since))),
                Item::Seller | Item::Thanks | Item::Failed(..) => {}
            }
        }
        let mut was_ended = false;
        for (at, step) in self.turns() {
            let beat = match step {
                Step::Opened if was_ended => Beat::Reopened,
                Step::Opened => Beat::Resumed,
                Step::Pending => Beat::Paused,
                Step::NoReplyNeeded => Beat::Waived,
                Step::Resolved(_) => Beat::Resolved,
                Step::Cancelled => Beat::Cancelled,
                Step::Snoozed(_) | Step::Policy(_) => continue,
            };
            was_ended = step.is_end();
            beats.push((at, beat));
        }
        beats.extend(self.returns());
        beats.extend(self.ended_by_itself().map(|at| (at, Beat::Resolved)));
        beats.sort_by_key(|(at, _)| *at);
        let reopened_at = beats.iter().filter(|(_, beat)| *beat == Beat::Reopened).map(|(at, _)| *at).next_back();
        beats.retain(|(at, beat)| *beat != Beat::Cancelled || Some(*at) > reopened_at);
        if let Some(end) = beats.iter().position(|(_, beat)| *beat == Beat::Cancelled) {
            beats.truncate(end + 1);
        }
        beats
    }

    /// Whoever writes after spam or a merge waits anew, and what was asked before stays ended.
    fn returns(&self) -> Vec<(i64, Beat<'_>)> {
        let mut beats = Vec::new();
        for (left, _) in self.turns().filter(|(_, step)| matches!(step, Step::Cancelled)) {
            let asks = |at: i64, item: &Item| at > left && item.waits_since(at).is_some();
            let Some(back) = self.items.iter().find(|(at, (_, item))| asks(**at, item)).map(|(at, _)| *at) else {
                continue;
            };
            if !self.turns().any(|(at, step)| matches!(step, Step::Opened) && at > left && at <= back) {
                beats.extend([(left, Beat::Waived), (back, Beat::Reopened)]);
            }
        }
        beats
    }

    /// What both clocks say, and what is to follow up.
    pub fn outlook(&self) -> Outlook {
        let mut outlook = Outlook::default();
        self.follow_up(&mut outlook);
        let policies = self.policies();
        let Some((_, newest)) = policies.last() else { return outlook };
        let beats = self.beats();
        let pauses = pauses(&beats);

        for wait in self.waits(&beats, &policies, true) {
            let kind = if wait.is_first { "first_response" } else { "next_response" };
            let of = |held: &Held| Some(if wait.is_first { held.first } else { held.next });
            let target = Target { id: format!("company:{kind}:{}", wait.id), end: wait.end };
            target.measure(&steps(&wait, &policies, &of, &pauses, &[]), &mut outlook);
        }
        if let Some((wait, gaps)) = resolution(&beats) {
            let target = Target { id: format!("company:resolution:{}", wait.id), end: wait.end };
            target.measure(&steps(&wait, &policies, &|held| held.resolution, &pauses, &gaps), &mut outlook);
        }
        if let Some((minutes, hours)) = &self.limit {
            for wait in self.waits(&beats, &policies, false) {
                let kind = if wait.is_first { "first_response" } else { "next_response" };
                let target = Target { id: format!("marketplace:{kind}:{}", wait.id), end: wait.end };
                let step = |(from, start): &(i64, i64)| {
                    let warn = &newest.warn;
                    (*from, Some(Measure { hours, minutes: *minutes, warn, start: *start, pauses: Vec::new() }))
                };
                target.measure(&wait.starts.iter().map(step).collect::<Vec<_>>(), &mut outlook);
            }
        }
        outlook
    }

    fn follow_up(&self, outlook: &mut Outlook) {
        let (kind, at) = match self.status() {
            Status::Open if !self.is_assigned => {
                let Some(since) = self.waiting_since() else { return };
                ("unassigned", since + UNASSIGNED_MINUTES * MINUTE_MS)
            }
            Status::Pending => {
                let is_answer = |entry: &(&i64, &(String, Item))| matches!(entry.1.1, Item::Seller);
                let Some((at, _)) = self.items.iter().rev().find(is_answer) else { return };
                ("silent_customer", at + SILENT_MINUTES * MINUTE_MS)
            }
            _ => return,
        };
        outlook.points.push(Point { id: format!("desk:{kind}:{at}"), at, due_at: at });
    }

    /// The times in which somebody waited, as the company or the marketplace sees them.
    fn waits(&self, beats: &[(i64, Beat<'_>)], policies: &[(i64, &Rc<Held>)], is_company: bool) -> Vec<Wait> {
        let mut waits: Vec<Wait> = Vec::new();
        let mut is_answered = false;
        for (at, beat) in beats {
            let running = waits.last_mut().filter(|wait| wait.end.is_none());
            let begins = match beat {
                Beat::Asked(id) => Some((*id, *at)),
                Beat::Joined(id, Some(since)) => Some((*id, *since)),
                _ => None,
            };
            let machine_counts = is_company
                && policies.iter().rev().find(|(from, _)| from <= at).is_some_and(|(_, held)| held.automatic_counts);
            let ends = match beat {
                Beat::Answered | Beat::Waived | Beat::Cancelled => true,
                Beat::AnsweredByMachine => machine_counts,
                Beat::Resolved => is_company,
                _ => false,
            };
            match (running, begins) {
                (Some(wait), Some((_, since))) if wait.starts.iter().all(|(_, start)| since < *start) => {
                    wait.starts.push((*at, since));
                }
                (None, Some((id, since))) => {
                    waits.push(Wait {
                        is_first: !is_answered,
                        id: id.to_owned(),
                        starts: vec![(*at, since)],
                        end: None,
                    });
                }
                (Some(wait), _) if ends => {
                    wait.end = Some(*at);
                    is_answered |= matches!(beat, Beat::Answered | Beat::AnsweredByMachine);
                }
                _ => {}
            }
        }
        waits
    }
}

/// When the company waited for the buyer, in minutes.
fn pauses(beats: &[(i64, Beat<'_>)]) -> Vec<(i64, i64)> {
    let mut pauses = Vec::new();
    let mut since = None;
    for (at, beat) in beats {
        match beat {
            Beat::Paused => since = since.or(Some(*at)),
            Beat::Asked(_) | Beat::Joined(_, Some(_)) | Beat::Resumed | Beat::Resolved | Beat::Reopened => {
                pauses.extend(since.take().map(|from| (from / MINUTE_MS, at / MINUTE_MS)));
            }
            _ => {}
        }
    }
    pauses.extend(since.map(|from| (from / MINUTE_MS, i64::MAX)));
    pauses
}

/// From the first message to the resolution, and the times between a resolution and its reopening, in minutes.
fn resolution(beats: &[(i64, Beat<'_>)]) -> Option<(Wait, Vec<(i64, i64)>)> {
    let begins = |(_, beat): &&(i64, Beat<'_>)| matches!(beat, Beat::Asked(_) | Beat::Joined(..));
    let (began, Beat::Asked(id) | Beat::Joined(id, _)) = beats.iter().find(begins)? else { return None };
    let mut wait = Wait { is_first: true, id: (*id).to_owned(), starts: vec![(*began, *began)], end: None };
    let mut gaps = Vec::new();
    for (at, beat) in beats.iter().filter(|(at, _)| at >= began) {
        match beat {
            Beat::Resolved | Beat::Cancelled => wait.end = wait.end.or(Some(*at)),
            Beat::Reopened => gaps.extend(wait.end.take().map(|end| (end / MINUTE_MS, at / MINUTE_MS))),
            _ => {}
        }
    }
    Some((wait, gaps))
}
