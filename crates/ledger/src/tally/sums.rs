//! The sums of a day.

use super::{Happened, Histogram};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const HOUR_S: u64 = 3_600;

/// What happened on one day.
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
    /// From the beginning to "done".
    pub resolution: Histogram,
    /// Waits that nobody answered yet, by the hour they began.
    pub waiting: BTreeMap<i64, u64>,
    /// Conversations that began, by the place of their category.
    pub categories: BTreeMap<u8, u64>,
    /// Met and missed targets, by the places of clock and target.
    pub targets: BTreeMap<(u8, u8), (u64, u64)>,
    /// By who has the conversation; nobody's under an empty name.
    pub agents: BTreeMap<String, Agent>,
}

/// One agent's day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Waits answered, by how long.
    pub responses: Histogram,
    /// Conversations called done.
    pub resolved: u64,
    /// Of those, not done after all.
    pub reopened: u64,
}

impl Sums {
    /// Adds one thing that happened in a conversation that `agent` has.
    pub fn add(&mut self, happened: &Happened, agent: &str) {
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
                self.agent(agent).responses.add(*seconds);
            }
            Happened::Resolved(seconds) => {
                self.resolved += 1;
                self.resolution.add(*seconds);
                self.agent(agent).resolved += 1;
            }
            Happened::Reopened => {
                self.reopened += 1;
                self.agent(agent).reopened += 1;
            }
            Happened::Settled { clock, target, is_met } => {
                let (met, missed) = self.targets.entry((*clock, *target)).or_default();
                *(if *is_met { met } else { missed }) += 1;
            }
        }
    }

    fn agent(&mut self, name: &str) -> &mut Agent {
        self.agents.entry(name.to_owned()).or_default()
    }

    /// Adds another day, account or shard.
    pub fn merge(&mut self, other: &Self) {
        self.opened += other.opened;
        self.received += other.received;
        self.automatic += other.automatic;
        self.failed += other.failed;
        self.resolved += other.resolved;
        self.reopened += other.reopened;
        self.within_12h += other.within_12h;
        self.within_24h += other.within_24h;
        self.first.merge(&other.first);
        self.responses.merge(&other.responses);
        self.resolution.merge(&other.resolution);
        other.waiting.iter().for_each(|(hour, count)| *self.waiting.entry(*hour).or_default() += count);
        other.categories.iter().for_each(|(category, count)| *self.categories.entry(*category).or_default() += count);
        for (key, (met, missed)) in &other.targets {
            let own = self.targets.entry(*key).or_default();
            *own = (own.0 + met, own.1 + missed);
        }
        for (name, agent) in &other.agents {
            let own = self.agent(name);
            own.responses.merge(&agent.responses);
            own.resolved += agent.resolved;
            own.reopened += agent.reopened;
        }
    }

    /// Waits that nobody answered for longer than `hours` at an instant: by full hours, so at most one hour late.
    pub fn overdue(&self, hours: i64, at: i64) -> u64 {
        let before = at.div_euclid(3_600_000) - hours;
        self.waiting.range(..before).map(|(_, count)| count).sum()
    }
}
