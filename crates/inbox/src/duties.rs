//! What risk events ask of the shop, by when, and what to write: dated data, where the marketplace itself sent no date.

use crate::conversation::Conversation;
use crate::item::{Item, ItemKind};
use crate::rules::risk_name;
use sellerdesk_canonical::{Author, EventId, Instant, RiskKind, RiskState};

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Tasks that one conversation shows.
const TASKS_MAX: usize = 20;

/// What an event of a kind asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The channel; empty: every other one.
    pub channel: &'static str,
    /// The kind of event.
    pub kind: RiskKind,
    /// Round the clock from the event, in milliseconds; `None`: nothing is published that we could read.
    pub target_ms: Option<i64>,
    /// Once it has ended against the shop: how long one may appeal, in milliseconds.
    pub appeal_ms: Option<i64>,
    /// The shipped template to begin with.
    pub template: Option<&'static str>,
    /// Where the time was read.
    pub source: &'static str,
    /// When, `YYYY-MM`.
    pub checked: &'static str,
}

const CLAIMS: &str = "Seller Central help on A-to-z claims; guides say 48 to 72 hours, the shorter one is used";
const RETURNS: &str = "Seller Central help 201887610: late after 48 hours";
const RATING: &str = "Account Health Rating help, third-party guides";
const CHECKED: &str = "2026-10";

/// All of them; the first that fits holds.
pub static DUTIES: &[Duty] = &[
    amazon(RiskKind::Claim, 48, Some(30 * 24), "dispute_first_contact", CLAIMS),
    amazon(RiskKind::Dispute, 48, Some(30 * 24), "dispute_first_contact", CLAIMS),
    amazon(RiskKind::ReturnOpened, 48, None, "return_how_to", RETURNS),
    Duty { template: None, ..amazon(RiskKind::AccountAtRisk, 72, None, "", RATING) },
    everywhere(RiskKind::Claim, "dispute_first_contact"),
    everywhere(RiskKind::Dispute, "dispute_first_contact"),
    everywhere(RiskKind::Chargeback, "chargeback_contact"),
    everywhere(RiskKind::NegativeFeedback, "negative_feedback_answer"),
    everywhere(RiskKind::ReturnOpened, "return_how_to"),
];

const fn amazon(
    kind: RiskKind,
    hours: i64,
    appeal_hours: Option<i64>,
    template: &'static str,
    source: &'static str,
) -> Duty {
    let appeal_ms = match appeal_hours {
        Some(hours) => Some(hours * HOUR_MS),
        None => None,
    };
    let (channel, checked, template) = ("amazon", CHECKED, Some(template));
    Duty { channel, kind, target_ms: Some(hours * HOUR_MS), appeal_ms, template, source, checked }
}

const fn everywhere(kind: RiskKind, template: &'static str) -> Duty {
    let (template, source) = (Some(template), "");
    Duty { channel: "", kind, target_ms: None, appeal_ms: None, template, source, checked: CHECKED }
}

/// What an event asks for; `None`: nothing that we know of.
pub fn duty(channel: &str, kind: RiskKind) -> Option<&'static Duty> {
    DUTIES.iter().find(|duty| duty.kind == kind && (duty.channel == channel || duty.channel.is_empty()))
}

/// When an event is due that opened at `at` without a date of its own.
pub fn due_at(channel: &str, kind: RiskKind, at: Instant) -> Option<Instant> {
    duty(channel, kind)?.target_ms.and_then(|target_ms| at.checked_add(target_ms))
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The event.
    pub id: EventId,
    /// Its name in the API: `claim`, `return_opened`, …; an appeal is `appeal`.
    pub name: &'static str,
    /// The marketplace's number of it.
    pub reference: Option<String>,
    /// Since when.
    pub opened_at: Instant,
    /// By when; `None` where nothing is known.
    pub due_at: Option<Instant>,
    /// `open`, `answered`: somebody wrote since; `ended`.
    pub state: &'static str,
    /// No message of the buyer's came with it.
    pub is_silent: bool,
    /// The shipped template to begin with.
    pub template: Option<&'static str>,
    /// Where the time was read; empty where the marketplace sent it.
    pub source: &'static str,
    /// When it was read.
    pub checked: &'static str,
}

/// What a conversation's events ask for, the earliest first: each claim, return or dispute once, and the appeals that may
/// still be made at `now`.
pub fn tasks(conversation: &Conversation, now: Instant) -> Vec<Task> {
    let Some(source) = &conversation.source else { return Vec::new() };
    let items = &conversation.items;
    let mut tasks: Vec<Task> = Vec::new();
    for item in items {
        let ItemKind::Risk(kind, state) = item.kind else { continue };
        let Some(duty) = duty(&source.channel, kind) else { continue };
        let known = tasks.iter().position(|task| task.name == risk_name(kind) && task.reference == item.reference);
        match (state, known) {
            (RiskState::Opened | RiskState::Updated, None) => tasks.push(begun(conversation, item, kind, duty)),
            (RiskState::Updated, Some(known)) => {
                if let Some(task) = tasks.get_mut(known) {
                    task.due_at = item.due_at.or(task.due_at);
                }
            }
            (RiskState::Closed, known) => {
                if let Some(task) = known.and_then(|known| tasks.get_mut(known)) {
                    task.state = "ended";
                }
                tasks.extend(appeal(item, duty, now));
            }
            (RiskState::Opened, Some(_)) => {}
        }
    }
    let surplus = tasks.len().saturating_sub(TASKS_MAX);
    tasks.drain(..surplus);
    tasks
}

fn begun(conversation: &Conversation, item: &Item, kind: RiskKind, duty: &Duty) -> Task {
    let failed = conversation.failed_replies();
    let is_answer = |other: &&Item| {
        other.kind == ItemKind::Message(Author::Seller)
            && other.at >= item.at
            && !failed.contains(other.platform_id.as_str())
    };
    let is_buyers = |other: &Item| other.kind == ItemKind::Message(Author::Buyer);
    let own = due_at(conversation.source.as_ref().map_or("", |source| source.channel.as_str()), kind, item.at);
    Task {
        id: item.id,
        name: risk_name(kind),
        reference: item.reference.clone(),
        opened_at: item.at,
        due_at: item.due_at,
        state: if conversation.items.iter().any(|other| is_answer(&other)) { "answered" } else { "open" },
        is_silent: !conversation.items.iter().any(is_buyers),
        template: duty.template,
        source: if item.due_at == own { duty.source } else { "" },
        checked: duty.checked,
    }
}

/// A claim that has ended: if it went against the shop, an appeal is possible for a while.
fn appeal(item: &Item, duty: &Duty, now: Instant) -> Option<Task> {
    let due_at = item.at.checked_add(duty.appeal_ms?)?;
    (due_at > now).then(|| Task {
        id: item.id,
        name: "appeal",
        reference: item.reference.clone(),
        opened_at: item.at,
        due_at: Some(due_at),
        state: "open",
        is_silent: false,
        template: None,
        source: duty.source,
        checked: duty.checked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_are_the_marketplaces() {
        for (channel, kind, hours) in [
            ("amazon", RiskKind::Claim, Some(48)),
            ("amazon", RiskKind::ReturnOpened, Some(48)),
            ("amazon", RiskKind::AccountAtRisk, Some(72)),
            ("amazon", RiskKind::NegativeFeedback, None),
            ("ebay", RiskKind::Claim, None),
            ("ebay", RiskKind::RefundIssued, None),
        ] {
            assert_eq!(due_at(channel, kind, 1_000), hours.map(|hours| 1_000 + hours * HOUR_MS), "{channel} {kind:?}");
        }
        assert_eq!(duty("ebay", RiskKind::Claim).and_then(|duty| duty.template), Some("dispute_first_contact"));
        for duty in DUTIES {
            assert!(duty.target_ms.is_none() || !duty.source.is_empty() && duty.checked.len() == 7, "{duty:?}");
        }
    }
}
