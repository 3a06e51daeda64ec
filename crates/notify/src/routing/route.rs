//! A notice and the routing document give deliveries: none is lost without a reason.

use super::hours::{next_digest, next_open};
use super::{How, Recipient, Routing, Subscription, To};
use crate::{Kind, Language, Notice, Severity};
use sellerdesk_canonical::{EventId, Instant};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Who has the conversation, as a recipient's id.
    pub agent: Option<String>,
    /// Recipients who are away: they are told only what is for everyone.
    pub away: Vec<String>,
    /// Targets that take nothing ([`crate::Outbox::is_blocked`]).
    pub blocked: Vec<String>,
}

/// One message to one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The same for the same notice and target, however often it is routed.
    pub id: EventId,
    /// To whom.
    pub recipient: String,
    /// Where.
    pub target: String,
    /// In which language.
    pub language: Language,
    /// When.
    pub when: When,
}

/// When a delivery goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// By itself, from this instant on.
    At(Instant),
    /// In the digest of this instant.
    Digest(Instant),
}

/// What became of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// Sent, now or later.
    pub deliveries: Vec<Delivery>,
    /// Not sent, and why.
    pub refused: Vec<Refused>,
}

/// What was not sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Refused {
    /// The recipient; empty where there was none.
    pub recipient: String,
    /// The target; empty where it didn't come to one.
    #[serde(default)]
    pub target: String,
    /// Why.
    pub reason: Refusal,
}

/// Why a notice was not sent to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NoticeRefusal"))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The document has nobody for it.
    Nobody,
    /// They don't want it.
    Unwanted,
    /// The target takes nothing.
    TargetBlocked,
    /// The document doesn't have the target.
    TargetUnknown,
    /// Too much waits for the target.
    QueueFull,
}

/// The next step of the escalation chain after `step`, for notices that began at `since`: its number and when it is due.
pub fn next_step(routing: &Routing, since: Instant, step: u8) -> Option<(u8, Instant)> {
    let next = step.checked_add(1)?;
    let after_s = routing.chain().get(usize::from(next))?.after_s;
    Some((next, since.saturating_add(i64::from(after_s) * 1_000)))
}

/// Routes a notice at `now`. Whoever is addressed gets it, and who subscribed to all such; what reaches nobody goes to
/// the operators, and what is urgent and reaches no target of theirs to everyone.
pub fn route(notice: &Notice, routing: &Routing, duty: &Duty, now: Instant) -> Routed {
    let mut plan = Plan { notice, routing, duty, now, chosen: BTreeMap::new(), refused: BTreeSet::new() };
    let addressed = addressees(notice, routing, duty);
    for recipient in &routing.recipients {
        let is_addressed = addressed.contains(recipient.id.as_str());
        match how(recipient, notice) {
            Some(How::Never) if is_addressed => plan.refuse(recipient, "", Refusal::Unwanted),
            Some(How::Never) => {}
            Some(How::Digest) => plan.send(recipient, true),
            Some(How::All) => plan.send(recipient, false),
            Some(How::Addressed) | None if is_addressed => plan.send(recipient, false),
            Some(How::Addressed) | None => {}
        }
    }
    if plan.chosen.is_empty() {
        plan.send_all(&operators(routing));
    }
    // Rather a stranger at night than nobody.
    if plan.chosen.is_empty() && notice.severity == Severity::Urgent {
        plan.send_all(&everyone(routing));
    }
    plan.finish()
}

/// The first subscription that matches.
fn how(recipient: &Recipient, notice: &Notice) -> Option<How> {
    let matches = |subscription: &&Subscription| {
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|item| item == value);
        (subscription.kinds.is_empty() || subscription.kinds.contains(&notice.kind))
            && any(&subscription.channels, &notice.channel)
            && any(&subscription.accounts, &notice.account)
            && (subscription.categories.is_empty()
                || notice.category.is_some_and(|category| subscription.categories.contains(&category)))
            && notice.severity >= subscription.severity_min
    };
    recipient.subscriptions.iter().find(matches).map(|subscription| subscription.how)
}

fn everyone(routing: &Routing) -> BTreeSet<&str> {
    routing.recipients.iter().map(|recipient| recipient.id.as_str()).collect()
}

fn operators(routing: &Routing) -> BTreeSet<&str> {
    if routing.operators.is_empty() {
        everyone(routing)
    } else {
        routing.operators.iter().map(String::as_str).collect()
    }
}

fn addressees<'a>(notice: &Notice, routing: &'a Routing, duty: &'a Duty) -> BTreeSet<&'a str> {
    if !notice.kind.is_of_conversation() {
        return operators(routing);
    }
    let chain = routing.chain();
    // A step beyond the chain, after it was shortened, is its last.
    let step = if notice.kind == Kind::Escalation { usize::from(notice.step) } else { 0 };
    let to = chain.get(step).or(chain.last()).map(|step| step.to.as_slice()).unwrap_or_default();
    let is_here = |id: &&str| !duty.away.iter().any(|away| away == id);
    let agent = duty.agent.as_deref().filter(|id| routing.recipient(id).is_some()).filter(is_here);
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for to in to {
        match (to, agent) {
            (To::Agent, Some(agent)) => {
                found.insert(agent);
            }
            (To::Agent, None) => {
                found.extend(routing.teams.iter().flat_map(|team| &team.members).map(String::as_str).filter(is_here));
            }
            (To::Supervisors, _) => found.extend(supervisors(routing, duty).filter(is_here)),
            (To::Everyone, _) => found.extend(everyone(routing)),
        }
    }
    found
}

/// Of the agent's teams; of all, where the agent is in none.
fn supervisors<'a>(routing: &'a Routing, duty: &'a Duty) -> impl Iterator<Item = &'a str> {
    let has_agent = |members: &[String]| duty.agent.as_ref().is_some_and(|agent| members.contains(agent));
    let is_in_any = routing.teams.iter().any(|team| has_agent(&team.members));
    let teams = routing.teams.iter().filter(move |team| !is_in_any || has_agent(&team.members));
    teams.flat_map(|team| &team.supervisors).map(String::as_str)
}

struct Plan<'a> {
    notice: &'a Notice,
    routing: &'a Routing,
    duty: &'a Duty,
    now: Instant,
    /// One delivery for a target, however many recipients share it.
    chosen: BTreeMap<&'a str, Delivery>,
    refused: BTreeSet<Refused>,
}

impl<'a> Plan<'a> {
    fn send_all(&mut self, ids: &BTreeSet<&str>) {
        let routing = self.routing;
        for recipient in routing.recipients.iter().filter(|recipient| ids.contains(recipient.id.as_str())) {
            self.send(recipient, false);
        }
    }

    fn send(&mut self, recipient: &'a Recipient, in_digest: bool) {
        let when = self.when(recipient, in_digest);
        for target in &recipient.targets {
            if self.routing.target(target).is_none() {
                self.refuse(recipient, target, Refusal::TargetUnknown);
            } else if self.duty.blocked.contains(target) {
                self.refuse(recipient, target, Refusal::TargetBlocked);
            } else {
                let id = EventId::delivered("notification", target, &self.notice.key);
                let (recipient, language) = (recipient.id.clone(), recipient.language);
                let delivery = Delivery { id, recipient, target: target.clone(), language, when };
                let known = self.chosen.entry(target).or_insert_with(|| delivery.clone());
                if rank(delivery.when) < rank(known.when) {
                    *known = delivery;
                }
            }
        }
    }

    fn when(&self, recipient: &Recipient, in_digest: bool) -> When {
        let severity = self.notice.severity;
        if severity == Severity::Urgent && recipient.urgent_always {
            return When::At(self.now);
        }
        let digest = recipient.digest.as_ref().filter(|_| severity != Severity::Urgent);
        let digest = digest.filter(|digest| in_digest || severity <= digest.up_to);
        match digest.and_then(|digest| next_digest(digest, self.now)) {
            Some(at) => When::Digest(at),
            None => When::At(next_open(recipient.hours.as_ref(), self.now)),
        }
    }

    fn refuse(&mut self, recipient: &Recipient, target: &str, reason: Refusal) {
        let refused = Refused { recipient: recipient.id.clone(), target: target.to_owned(), reason };
        self.refused.insert(refused);
    }

    fn finish(mut self) -> Routed {
        if self.chosen.is_empty() && self.refused.is_empty() {
            let (recipient, target) = (String::new(), String::new());
            self.refused.insert(Refused { recipient, target, reason: Refusal::Nobody });
        }
        Routed { deliveries: self.chosen.into_values().collect(), refused: self.refused.into_iter().collect() }
    }
}

/// The earlier first; at the same time, the one by itself.
fn rank(when: When) -> (Instant, bool) {
    match when {
        When::At(at) => (at, false),
        When::Digest(at) => (at, true),
    }
}
