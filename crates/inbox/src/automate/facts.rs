//! What the rules ask about an event, from a conversation and its records.

use crate::acts::StepKind;
use crate::conversation::Conversation;
use crate::item::{Item, ItemKind};
use crate::limits::{AGENT_AT_WORK_MS, AUTOMATIC_AGE_MS_MAX};
use crate::record::{Delivered, PART_MARK};
use crate::row::Row;
use crate::rules::{Priority, risk_category, risk_name};
use sellerdesk_automate::{Action, Facts, MESSAGE, Reason, Refusal};
use sellerdesk_canonical::{Author, EventId, Happening, Instant, RiskState};

/// What rules can change, as they leave it to each other.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    tags: Vec<String>,
    assignee: Option<String>,
    priority: Option<Priority>,
}

impl Standing {
    pub fn of(row: &Row) -> Self {
        Self { tags: row.tags.clone(), assignee: row.assignee.clone(), priority: Some(row.priority) }
    }

    pub fn lend(&self, facts: &mut Facts) {
        facts.tags.clone_from(&self.tags);
        facts.assignee.clone_from(&self.assignee);
        facts.priority = self.priority.or(facts.priority);
    }

    /// As if it were done.
    pub fn take(&mut self, action: &Action) {
        match action {
            Action::Tag(tag) => self.tag(tag, true),
            Action::Assign(to) => self.assignee = Some(to.clone()),
            Action::Prioritize(priority) => self.priority = Some(*priority),
            Action::Reply(_) | Action::Note(_) | Action::Notify(_) => {}
        }
    }

    /// As a record says.
    pub fn take_deed(&mut self, deed: &crate::action::Action) {
        use crate::action::Action as Deed;
        match deed {
            Deed::Tagged { tag, on } => self.tag(tag, *on),
            Deed::Assigned { to } => self.assignee.clone_from(to),
            Deed::Prioritized { priority, .. } => self.priority = Some(*priority),
            _ => {}
        }
    }

    fn tag(&mut self, tag: &str, on: bool) {
        self.tags.retain(|other| other != tag);
        if on {
            self.tags.push(tag.to_owned());
        }
    }
}

/// Whether rules are tried on an event: nothing of the shop's own, nothing that only ends something.
pub fn is_trigger(delivered: &Delivered) -> bool {
    match &delivered.event.happening {
        Happening::Message(message) => message.author == Author::Buyer,
        Happening::Risk(risk) => risk.state != RiskState::Closed,
        Happening::Order(_) | Happening::Failed(_) => true,
    }
}

/// The facts of an event as of `at`; what rules can change is left out.
pub fn facts_of(
    conversation: &Conversation,
    id: EventId,
    delivered: &Delivered,
    at: Instant,
    is_open: Option<bool>,
) -> Facts {
    let (source, event) = (&delivered.source, &delivered.event);
    let wrote = |item: &&Item| item.kind == ItemKind::Message(Author::Buyer);
    let is_before = |item: &Item| (item.at, item.id) < (event.at, id);
    let mut facts = Facts {
        at: event.at,
        channel: source.channel.clone(),
        account: source.account.clone(),
        // The parts of a long thread after the first begin with a message that is not the buyer's first.
        is_first: !source.thread.contains(PART_MARK) && !conversation.items.iter().filter(wrote).any(is_before),
        is_open,
        barrier: barrier(conversation, event.at, at),
        ..Facts::default()
    };
    if let Some(judgement) = &delivered.judgement {
        facts.categories = std::iter::once(judgement.category).chain(judgement.also.iter().copied()).collect();
        facts.risks.clone_from(&judgement.risk);
        facts.language = Some(judgement.language.clone());
        facts.needs_no_reply = judgement.needs_no_reply;
        facts.priority = Some(judgement.priority);
    }
    facts.is_vip =
        conversation.acts.vip.as_ref().map_or_else(|| conversation.items.iter().any(|it| it.vip), |it| it.value);
    match &event.happening {
        Happening::Message(message) => {
            facts.event = MESSAGE.to_owned();
            facts.text.clone_from(&message.text);
            facts.subject = message.subject.clone().unwrap_or_default();
            facts.machine.clone_from(&message.machine);
        }
        Happening::Risk(risk) => {
            facts.event = risk_name(risk.kind).to_owned();
            facts.categories = vec![risk_category(risk.kind)];
            facts.text = risk.reason.clone().unwrap_or_default();
        }
        Happening::Order(change) => {
            facts.event = "order".to_owned();
            facts.text.clone_from(&change.status);
        }
        Happening::Failed(failure) => {
            facts.event = "failed".to_owned();
            facts.text.clone_from(&failure.reason);
        }
    }
    facts
}

/// Why nothing may be sent automatically on an event of `event_at`, as far as the conversation says at `at`.
fn barrier(conversation: &Conversation, event_at: Instant, at: Instant) -> Option<Refusal> {
    let known = || conversation.items.iter().filter(|item| item.at <= at.max(event_at));
    let failed = conversation.failed_replies();
    let is_answer =
        |item: &&Item| item.kind == ItemKind::Message(Author::Seller) && !failed.contains(item.platform_id.as_str());
    let answered_at = known().filter(is_answer).map(|item| item.at).max();
    let is_writing = conversation.outbox.0.iter().any(|item| item.is_waiting() && !item.is_automatic);
    let reason = match conversation.acts.status_step().map(|step| &step.kind) {
        Some(StepKind::Spam) => Reason::Spam,
        Some(StepKind::MergedInto(_)) => Reason::Merged,
        _ if !known().any(|item| item.kind == ItemKind::Message(Author::Buyer)) => Reason::NotAnswerable,
        _ if at.saturating_sub(event_at) > AUTOMATIC_AGE_MS_MAX => Reason::TooOld,
        _ if is_writing || answered_at >= Some(event_at) => Reason::Answered,
        _ if answered_at >= Some(event_at.saturating_sub(AGENT_AT_WORK_MS)) => Reason::AgentAtWork,
        _ => return None,
    };
    Some(reason.into())
}

/// Whom the buyer's mail goes to, as far as the caps need to know.
pub fn recipient(conversation: &Conversation) -> String {
    let buyer = conversation.buyer_ids.first().map(|named| named.1.clone());
    let thread = || conversation.source.as_ref().map(|source| format!("thread:{}", source.thread));
    buyer.or_else(thread).unwrap_or_default()
}
