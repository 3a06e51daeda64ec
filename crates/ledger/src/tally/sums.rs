//! The sums of a day.

use super::{Happened, Histogram};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const HOUR_S: u64 = 3_600;

/// What happened on one day, by who has the conversation; nobody's under an empty name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day(pub BTreeMap<String, Sums>);

impl Day {
    /// Adds one thing that happened in a conversation that `agent` has.
    pub fn add(&mut self, happened: &Happened, agent: &str) {
        if let Some(known) = self.0.get_mut(agent) {
            return known.add(happened);
        }
        self.0.entry(agent.to_owned()).or_default().add(happened);
    }

    /// Adds another day, account or shard.
    pub fn merge(&mut self, other: &Self) {
        for (agent, sums) in &other.0 {
            self.0.entry(agent.clone()).or_default().merge(sums);
        }
    }

    /// All together, or only what these agents have.
    pub fn whole(&self, agents: Option<&[String]>) -> Sums {
        let mut whole = Sums::default();
        let wanted = |name: &String| agents.is_none_or(|agents| agents.contains(name));
        self.0.iter().filter(|(name, _)| wanted(name)).for_each(|(_, sums)| whole.merge(sums));
        whole
    }
}

/// How often a template was used, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Replies written from it.
    pub used: u64,
    /// Of those, by no person.
    pub automatic: u64,
    /// Conversations called done afterwards.
    pub resolved: u64,
    /// Of those, not done after all.
    pub reopened: u64,
}

/// Sums of what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Conversations that began.
    pub opened: u64,
    /// Messages of buyers.
    pub received: u64,
    /// Answers of machines.
    pub automatic: u64,
    /// Messages of the shop that did not arrive.
    pub failed: u64,
    /// Conversations that somebody called done.
    pub resolved: u64,
    /// Conversations that were done, and were not.
    pub reopened: u64,
    /// Waits answered within 12 hours.
    pub within_12h: u64,
    /// Waits answered within 24 hours.
    pub within_24h: u64,
    /// Waits for the first answer, by how long.
    pub first: Histogram,
    /// All waits that were answered.
    pub responses: Histogram,
    /// Waits of urgent messages that were answered.
    pub urgent: Histogram,
    /// From the beginning to "done".
    pub resolution: Histogram,
    /// Waits that nobody answered yet, by the hour they began.
    pub waiting: BTreeMap<i64, u64>,
    /// Conversations that began, by the place of their category.
    pub categories: BTreeMap<u8, u64>,
    /// Met and missed targets, by the places of clock and target.
    pub targets: BTreeMap<(u8, u8), (u64, u64)>,
    /// Replies by template; by hand under an empty name.
    pub templates: BTreeMap<String, Use>,
    /// What rules did, by rule, deed and why not.
    pub ran: BTreeMap<(String, String, String), u64>,
    /// Bad ratings that were not taken back.
    pub bad_feedback: u64,
}

impl Sums {
    /// Adds one thing that happened.
    pub fn add(&mut self, happened: &Happened) {
        match happened {
            Happened::Opened(category) => {
                self.opened += 1;
                *self.categories.entry(*category).or_default() += 1;
            }
            Happened::Received => self.received += 1,
            Happened::Automatic => self.automatic += 1,
            Happened::Failed => self.failed += 1,
            Happened::Waiting(hour) => *self.waiting.entry(*hour).or_default() += 1,
            Happened::Answered { seconds, is_first } => {
                self.responses.add(*seconds);
                if *is_first {
                    self.first.add(*seconds);
                }
                self.within_12h += u64::from(*seconds <= 12 * HOUR_S);
                self.within_24h += u64::from(*seconds <= 24 * HOUR_S);
            }
            Happened::Resolved(seconds) => {
                self.resolved += 1;
                self.resolution.add(*seconds);
            }
            Happened::Reopened => self.reopened += 1,
            Happened::Urgent(seconds) => self.urgent.add(*seconds),
            Happened::Settled { clock, target, is_met } => {
                let (met, missed) = self.targets.entry((*clock, *target)).or_default();
                *(if *is_met { met } else { missed }) += 1;
            }
            Happened::Used { template, is_automatic, is_resolved, is_reopened } => {
                let known = self.templates.entry(template.clone()).or_default();
                known.used += 1;
                known.automatic += u64::from(*is_automatic);
                known.resolved += u64::from(*is_resolved);
                known.reopened += u64::from(*is_reopened);
            }
            Happened::BadFeedback => self.bad_feedback += 1,
            Happened::Ran { rule, did, refusal } => {
                *self.ran.entry((rule.clone(), did.clone(), refusal.clone())).or_default() += 1;
            }
        }
    }

    /// Adds others.
    pub fn merge(&mut self, other: &Self) {
        self.opened += other.opened;
        self.received += other.received;
        self.automatic += other.automatic;
        self.failed += other.failed;
        self.resolved += other.resolved;
        self.reopened += other.reopened;
        self.bad_feedback += other.bad_feedback;
        self.within_12h += other.within_12h;
        self.within_24h += other.within_24h;
        self.first.merge(&other.first);
        self.responses.merge(&other.responses);
        self.urgent.merge(&other.urgent);
        self.resolution.merge(&other.resolution);
        other.waiting.iter().for_each(|(hour, count)| *self.waiting.entry(*hour).or_default() += count);
        other.categories.iter().for_each(|(category, count)| *self.categories.entry(*category).or_default() += count);
        for (key, (met, missed)) in &other.targets {
            let own = self.targets.entry(*key).or_default();
            *own = (own.0 + met, own.1 + missed);
        }
        for (name, of) in &other.templates {
            let own = self.templates.entry(name.clone()).or_default();
            own.used += of.used;
            own.automatic += of.automatic;
            own.resolved += of.resolved;
            own.reopened += of.reopened;
        }
        other.ran.iter().for_each(|(key, count)| *self.ran.entry(key.clone()).or_default() += count);
    }

    /// Waits that nobody answered for longer than `hours` at an instant: by full hours, so at most one hour late.
    pub fn overdue(&self, hours: i64, at: i64) -> u64 {
        let before = at.div_euclid(3_600_000) - hours;
        self.waiting.range(..before).map(|(_, count)| count).sum()
    }
}
