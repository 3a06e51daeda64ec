//! What people did, as far as the desk decides by it: part of a conversation's fold, the same in any order of arrival.

use crate::action::{Acted, Action, Earlier};
use crate::limits::{POLICY_STEPS_MAX, RAN_MAX, STEPS_MAX, TAGS_MAX};
use crate::rules::{Category, Moment, MomentKind, Priority};
use sellerdesk_automate::Reason;
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use serde::{Deserialize, Serialize};

/// The newest of several values: by time, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latest<T> {
    /// When it was set.
    pub at: Instant,
    /// By which record.
    pub id: EventId,
    /// The value.
    pub value: T,
}

/// One change of the status or the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// The record.
    pub id: EventId,
    /// What.
    pub kind: StepKind,
}

/// What a step changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// [`Action::Opened`].
    Opened,
    /// [`Action::Pending`].
    Pending,
    /// [`Action::Snoozed`], until then.
    Snoozed(Instant),
    /// [`Action::NoReplyNeeded`].
    NoReplyNeeded,
    /// [`Action::Resolved`].
    Resolved,
    /// [`Action::Closed`].
    Closed,
    /// [`Action::Spam`].
    Spam,
    /// [`Action::MergedInto`].
    MergedInto(ConversationId),
    /// This policy document holds from here on.
    Policy(String),
}

/// A correction of what a message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// When.
    pub at: Instant,
    /// The record.
    pub id: EventId,
    /// The record's number in the journal: of two with one id the lower counts.
    pub sequence: u64,
    /// The message.
    pub item: EventId,
    /// What it is about.
    pub category: Category,
    /// Who said so.
    pub by: String,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Acts {
    /// In order of time, then id.
    pub steps: Vec<Step>,
    /// Snoozes that ended.
    pub woken: Vec<EventId>,
    /// Who is to answer.
    pub assignee: Option<Latest<Option<String>>>,
    /// Each tag that was ever set.
    pub tags: Vec<(String, Latest<bool>)>,
    /// The urgency somebody gave it.
    pub priority: Option<Latest<Priority>>,
    /// What somebody said it is about.
    pub category: Option<Latest<Category>>,
    /// Corrections of single messages in order of time, then id; each also is a policy step, so there are few.
    pub corrections: Vec<Corrected>,
    /// Whether somebody called the customer one of the best.
    pub vip: Option<Latest<bool>>,
    /// What the shop's rules did or didn't do, in order of time, then id; the newest.
    pub ran: Vec<Ran>,
}

/// One action of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// When.
    pub at: Instant,
    /// The record.
    pub id: EventId,
    /// The rule's id.
    pub rule: String,
    /// `reply`, `tag`, ...
    pub did: String,
    /// Why it was not done.
    pub reason: Option<Reason>,
}

impl StepKind {
    /// Whether it ends what the shop owes.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::NoReplyNeeded | Self::Resolved | Self::Closed | Self::Spam | Self::MergedInto(_))
    }

    fn is_status(&self) -> bool {
        !matches!(self, Self::Policy(_))
    }
}

impl Acts {
    /// Whether no further change of the status, or of the policy, can be kept: all of them have to fit into a snapshot.
    pub fn is_full(&self) -> bool {
        self.steps_left() == 0
    }

    /// How many further policies can be kept.
    pub fn steps_left(&self) -> usize {
        let policies = self.steps.iter().filter(|step| !step.kind.is_status()).count();
        STEPS_MAX.saturating_sub(self.steps.len()).min(POLICY_STEPS_MAX.saturating_sub(policies))
    }

    /// When somebody last did something that has an order.
    pub fn latest_at(&self) -> Option<Instant> {
        let steps = self.steps.last().map(|step| step.at);
        let tags = self.tags.iter().map(|(_, state)| state.at).max();
        let values = [
            self.assignee.as_ref().map(|it| it.at),
            self.priority.as_ref().map(|it| it.at),
            self.category.as_ref().map(|it| it.at),
            self.vip.as_ref().map(|it| it.at),
        ];
        values.into_iter().flatten().chain(steps).chain(tags).max()
    }

    /// The newest change of the status.
    pub fn status_step(&self) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.kind.is_status())
    }

    /// Whether a snooze has ended: somebody wanted to see the conversation again, so it is open then.
    pub fn is_woken(&self, snooze: &Step) -> bool {
        self.woken.contains(&snooze.id)
    }

    /// When what is wanted of the shop was last ended by hand, unless it was opened again since.
    pub fn ended_at(&self, counts: impl Fn(&StepKind) -> bool) -> Option<Instant> {
        self.ends().filter(|step| counts(&step.kind)).map(|step| step.at).max()
    }

    /// What ended by hand since it was last opened, in order of time.
    pub fn ends(&self) -> impl Iterator<Item = &Step> {
        let opened = self.steps.iter().rposition(|step| step.kind == StepKind::Opened);
        self.steps.iter().skip(opened.map_or(0, |opened| opened.saturating_add(1))).filter(|step| step.kind.is_end())
    }

    /// What took it out of the desk's care: spam, and merges into another conversation.
    pub fn departures(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| matches!(step.kind, StepKind::Spam | StepKind::MergedInto(_)))
    }

    /// Whether somebody opened it after one instant and not after another.
    pub fn is_opened_between(&self, after: Instant, until: Instant) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Opened && step.at > after && step.at <= until)
    }

    /// What ended it by hand since anything else was last said of it, in order of time.
    pub fn last_ends(&self) -> impl Iterator<Item = &Step> {
        let is_other = |step: &Step| step.kind.is_status() && !step.kind.is_end();
        let other = self.steps.iter().rposition(is_other);
        self.steps.iter().skip(other.map_or(0, |other| other.saturating_add(1))).filter(|step| step.kind.is_end())
    }

    /// The snooze that is to end, and when.
    pub fn snooze(&self) -> Option<(EventId, Instant)> {
        let step = self.status_step()?;
        match step.kind {
            StepKind::Snoozed(until) if !self.is_woken(step) => Some((step.id, until)),
            _ => None,
        }
    }

    /// The tags that are set.
    pub fn tags(&self) -> Vec<String> {
        self.tags.iter().filter(|(_, state)| state.value).map(|(tag, _)| tag.clone()).collect()
    }

    /// The policy document that somebody or something applied last.
    pub fn policy(&self) -> Option<(Instant, &str)> {
        self.steps.iter().rev().find_map(|step| match &step.kind {
            StepKind::Policy(policy) => Some((step.at, policy.as_str())),
            _ => None,
        })
    }

    /// What the clocks make of it. `is_unread`: a delivery nobody could read waits for no answer once it is closed.
    pub fn moments(&self, is_unread: bool) -> Vec<Moment> {
        let mut moments = Vec::new();
        let mut was_ended = false;
        for step in &self.steps {
            let kind = match &step.kind {
                StepKind::Opened if was_ended => MomentKind::Reopened,
                StepKind::Opened => MomentKind::Resumed,
                StepKind::Pending => MomentKind::Paused,
                StepKind::NoReplyNeeded => MomentKind::NoReplyNeeded,
                StepKind::Resolved | StepKind::Closed if is_unread => MomentKind::NoReplyNeeded,
                StepKind::Resolved | StepKind::Closed => MomentKind::Resolved,
                StepKind::Spam | StepKind::MergedInto(_) => MomentKind::Cancelled,
                StepKind::Policy(_) => MomentKind::PolicyApplied,
                StepKind::Snoozed(_) => continue,
            };
            if step.kind.is_status() {
                was_ended = step.kind.is_end();
            }
            let policy = match &step.kind {
                StepKind::Policy(policy) => Some(policy.clone()),
                _ => None,
            };
            let id = format!("step:{}", step.id);
            moments.push(Moment { id, at: step.at, kind, refers_to: None, due_at: None, policy, waiting_since: None });
        }
        moments
    }

    pub(crate) fn take(&mut self, id: EventId, sequence: u64, acted: &Acted) {
        let at = acted.at;
        match &acted.action {
            Action::Opened => self.step(at, id, StepKind::Opened),
            Action::Pending => self.step(at, id, StepKind::Pending),
            Action::Snoozed { until } => self.step(at, id, StepKind::Snoozed(*until)),
            Action::Woken { snooze } => self.woken.push(*snooze),
            Action::NoReplyNeeded => self.step(at, id, StepKind::NoReplyNeeded),
            Action::Resolved => self.step(at, id, StepKind::Resolved),
            Action::Closed => self.step(at, id, StepKind::Closed),
            Action::Spam => self.step(at, id, StepKind::Spam),
            Action::MergedInto { conversation } => self.step(at, id, StepKind::MergedInto(*conversation)),
            Action::Assigned { to } => latest(&mut self.assignee, at, id, to.clone()),
            Action::Tagged { tag, on } => self.tag(at, id, tag, *on),
            Action::Prioritized { priority, policy } => {
                latest(&mut self.priority, at, id, *priority);
                self.step(at, id, StepKind::Policy(policy.clone()));
            }
            Action::Categorized { category, policy, item, .. } => {
                latest(&mut self.category, at, id, *category);
                if let Some(item) = *item {
                    let by = acted.by.clone();
                    self.correct(Corrected { at, id, sequence, item, category: *category, by });
                }
                self.step(at, id, StepKind::Policy(policy.clone()));
            }
            Action::Valued { vip } => latest(&mut self.vip, at, id, *vip),
            Action::PolicyApplied { policy } | Action::SplitOff { policy, .. } => {
                self.step(at, id, StepKind::Policy(policy.clone()));
            }
            Action::Automated(automated) => {
                let rule = acted.by.strip_prefix("rule:").unwrap_or(&acted.by).to_owned();
                let reason = automated.refusal.as_ref().map(|refusal| refusal.reason);
                let place = self.ran.partition_point(|other| (other.at, other.id) < (at, id));
                self.ran.insert(place, Ran { at, id, rule, did: automated.did.clone(), reason });
                let surplus = self.ran.len().saturating_sub(RAN_MAX);
                self.ran.drain(..surplus);
            }
            Action::Undone { of, earlier } => self.take_back(*of, earlier.as_ref()),
            // The first is an item, the others are read from the log.
            Action::MergedFrom(_) | Action::Noted { .. } | Action::Erased { .. } => {}
        }
    }

    /// Whether what this record did is what holds: nothing of its kind came after it.
    pub(crate) fn holds(&self, id: EventId, action: &Action) -> bool {
        match action {
            Action::Assigned { .. } => is_of(self.assignee.as_ref(), id),
            Action::Prioritized { .. } => is_of(self.priority.as_ref(), id),
            Action::Categorized { .. } => is_of(self.category.as_ref(), id),
            Action::Valued { .. } => is_of(self.vip.as_ref(), id),
            Action::Tagged { tag, .. } => self.tags.iter().any(|(other, state)| other == tag && state.id == id),
            _ => self.status_step().is_some_and(|step| step.id == id),
        }
    }

    fn take_back(&mut self, of: EventId, earlier: Option<&Earlier>) {
        self.steps.retain(|step| step.id != of);
        self.corrections.retain(|corrected| corrected.id != of);
        self.tags.retain(|(_, state)| state.id != of);
        self.assignee.take_if(|it| it.id == of);
        self.priority.take_if(|it| it.id == of);
        self.category.take_if(|it| it.id == of);
        self.vip.take_if(|it| it.id == of);
        let Some(Earlier { id, at, action }) = earlier else { return };
        // Its policy is a step that was there all the while.
        match action.as_ref() {
            Action::Assigned { to } => latest(&mut self.assignee, *at, *id, to.clone()),
            Action::Tagged { tag, on } => self.tag(*at, *id, tag, *on),
            Action::Prioritized { priority, .. } => latest(&mut self.priority, *at, *id, *priority),
            Action::Categorized { category, .. } => latest(&mut self.category, *at, *id, *category),
            Action::Valued { vip } => latest(&mut self.vip, *at, *id, *vip),
            _ => {}
        }
    }

    fn step(&mut self, at: Instant, id: EventId, kind: StepKind) {
        let place = self.steps.partition_point(|other| (other.at, other.id) < (at, id));
        self.steps.insert(place, Step { at, id, kind });
    }

    fn correct(&mut self, new: Corrected) {
        let place = self.corrections.partition_point(|other| (other.at, other.id) < (new.at, new.id));
        self.corrections.insert(place, new);
    }

    fn tag(&mut self, at: Instant, id: EventId, tag: &str, on: bool) {
        let is_full = self.tags.len() >= TAGS_MAX;
        let place = self.tags.partition_point(|(other, _)| other.as_str() < tag);
        match self.tags.get_mut(place).filter(|(other, _)| other == tag) {
            Some((_, state)) if (at, id) > (state.at, state.id) => *state = Latest { at, id, value: on },
            Some(_) => {}
            None if is_full => {}
            None => self.tags.insert(place, (tag.to_owned(), Latest { at, id, value: on })),
        }
    }
}

fn is_of<T>(known: Option<&Latest<T>>, id: EventId) -> bool {
    known.is_some_and(|known| known.id == id)
}

fn latest<T>(known: &mut Option<Latest<T>>, at: Instant, id: EventId, value: T) {
    if known.as_ref().is_none_or(|known| (at, id) > (known.at, known.id)) {
        *known = Some(Latest { at, id, value });
    }
}
