//! The shop's rules on what is new in a conversation: what they do, what is refused, and why, as its records.
//!
//! Each action of a rule on an event has one id for what it does, one for the record that explains it, and another for
//! the record that explains why it is not done. So it may run twice, beside itself, and die anywhere: what was decided
//! stands, what is missing is added.

mod answer;
mod dry_run;
mod facts;

pub use answer::template_values;
pub use dry_run::{Rehearsed, dry_run};
pub use facts::is_trigger;

use crate::action::{Acted, Action as Deed, Automated};
use crate::conversation::Conversation;
use crate::follow::Following;
use crate::ledger::block_address;
use crate::limits::ACTION_STEPS_RESERVED;
use crate::record::{Delivered, Record, What};
use crate::row::facts as policy_facts;
use crate::rules::{Hours, Scan, Write};
use crate::settings::{Section, Settings, load_settings, read_settings};
use crate::{Desk, InboxError, Rules};
use answer::Answering;
use facts::{Standing, facts_of, recipient};
use sellerdesk_automate::{Action, Automations, Decision, Reason, Refusal, decide};
use sellerdesk_canonical::{ConversationId, EventId, Happening, Instant};
use sellerdesk_journal::{Clock, Store};

/// Something that people are to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A rule asks for attention.
    Rule {
        /// The rule's id.
        rule: String,
        /// The same for the same thing.
        point: String,
        /// What it says.
        text: String,
    },
    /// The account's automatic replies have stopped.
    Breaker {
        /// The same for the same opening.
        point: String,
    },
}

/// What the rules make of what is new, as records to append. `tell` hears what people are to be told before anything of
/// it is recorded: after a crash it hears it again, and has to know it by its point. One read where there are no rules.
///
/// # Errors
/// The store's and those of `tell`; do it again then.
pub async fn automate<S: Store, C: Clock, R: Rules + Scan + Hours + Write>(
    desk: Desk<'_, S, C, R>,
    on: &Following<'_>,
    tell: impl AsyncFn(Told) -> Result<(), InboxError>,
) -> Result<Vec<Record>, InboxError> {
    if read_settings(desk.store).await?.document(Section::Automations).version == 0 {
        return Ok(Vec::new());
    }
    let settings = load_settings(desk).await?;
    let automations = read_automations(&settings);
    let mut work = Work {
        desk,
        on,
        settings: &settings,
        automations: &automations,
        at: on.conversation.acts.latest_at().map_or(on.at, |latest| on.at.max(latest.saturating_add(1))),
        answering: Answering::default(),
        records: Vec::new(),
    };
    let mut standing = Standing::of(on.row);
    for record in on.records {
        let Some(delivered) = record.arrived() else { continue };
        if matches!(delivered.event.happening, Happening::Failed(_)) {
            let to = recipient(on.conversation);
            block_address(desk, (&on.row.channel, &on.row.account), record.id, &to, on.at).await?;
        }
        if is_trigger(delivered) {
            work.on_event(record.id, delivered, &mut standing, &tell).await?;
        }
    }
    Ok(work.records)
}

/// The rules as the settings hold them; none where they can't be read.
pub fn read_automations(settings: &Settings) -> Automations {
    settings.json(Section::Automations).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// The ids of one action of a rule on an event.
struct Ids {
    effect: EventId,
    done: EventId,
    refused: EventId,
}

impl Ids {
    fn of(conversation: ConversationId, event: EventId, rule: &str, place: usize) -> Self {
        let id = |suffix: &str| EventId::recorded(conversation, &format!("auto:{event}:{rule}:{place}{suffix}"));
        Self { effect: id(""), done: id(":done"), refused: id(":refused") }
    }

    fn is_begun(&self, conversation: &Conversation) -> bool {
        conversation.has(self.effect) || conversation.has(self.done)
    }

    fn is_decided(&self, conversation: &Conversation) -> bool {
        self.is_begun(conversation) || conversation.has(self.refused)
    }
}

struct Work<'a, S, C, R> {
    desk: Desk<'a, S, C, R>,
    on: &'a Following<'a>,
    settings: &'a Settings,
    automations: &'a Automations,
    /// The next deed's time: deeds of one millisecond keep their order.
    at: Instant,
    answering: Answering,
    records: Vec<Record>,
}

impl<S: Store, C: Clock, R: Rules + Scan + Hours + Write> Work<'_, S, C, R> {
    async fn on_event(
        &mut self,
        event: EventId,
        delivered: &Delivered,
        standing: &mut Standing,
        tell: &impl AsyncFn(Told) -> Result<(), InboxError>,
    ) -> Result<(), InboxError> {
        let (id, conversation) = (self.on.id, self.on.conversation);
        let is_open = is_open(self.desk, self.settings, delivered);
        let mut facts = facts_of(conversation, event, delivered, self.on.at, is_open);
        standing.lend(&mut facts);
        let rules = &self.automations.rules;
        let is_begun = |rule: &&sellerdesk_automate::Rule| {
            (0..rule.actions.len()).any(|place| Ids::of(id, event, &rule.id, place).is_decided(conversation))
        };
        facts.begun = rules.iter().filter(is_begun).map(|rule| rule.id.clone()).collect();
        let mut is_answered = false;
        for decision in decide(rules, &facts) {
            let (rule, place) = (decision.rule().to_owned(), decision.place());
            let ids = Ids::of(id, event, &rule, place);
            let is_done = conversation.has(ids.effect);
            // Where reads lag, two at once may decide differently: what was done is then said to be.
            if conversation.has(ids.refused) && !is_done {
                continue;
            }
            let refusal = match &decision {
                Decision::Refuse { .. } if is_done => None,
                // It was decided before.
                Decision::Refuse { .. } if ids.is_begun(conversation) => continue,
                Decision::Refuse { refusal, .. } => Some(refusal.clone()),
                Decision::Act { action, .. } => {
                    standing.take(action);
                    self.act(&ids, &rule, action, delivered, &mut is_answered, tell).await?
                }
            };
            let explained = if refusal.is_some() { ids.refused } else { ids.done };
            let (did, because) = (decision.action().name().to_owned(), decision.because().to_vec());
            let automated = Automated { event, did, because, refusal };
            self.acted(explained, &rule, Deed::Automated(automated));
        }
        Ok(())
    }

    /// Does one thing; why not, where it isn't done after all.
    async fn act(
        &mut self,
        ids: &Ids,
        rule: &str,
        action: &Action,
        delivered: &Delivered,
        is_answered: &mut bool,
        tell: &impl AsyncFn(Told) -> Result<(), InboxError>,
    ) -> Result<Option<Refusal>, InboxError> {
        let deed = match action {
            Action::Reply(reply) => return self.answer(ids, rule, reply, delivered, is_answered, tell).await,
            Action::Notify(text) => {
                let (rule, point) = (rule.to_owned(), ids.effect.to_string());
                tell(Told::Rule { rule, point, text: text.clone() }).await?;
                return Ok(None);
            }
            Action::Tag(tag) => Deed::Tagged { tag: tag.clone(), on: true },
            Action::Assign(to) => Deed::Assigned { to: Some(to.clone()) },
            Action::Note(text) => Deed::Noted { text: text.clone(), mentions: Vec::new() },
            Action::Prioritize(priority) => {
                if self.on.conversation.acts.steps_left() <= ACTION_STEPS_RESERVED {
                    return Ok(Some(Reason::ConversationFull.into()));
                }
                let mut facts = policy_facts(self.on.conversation, self.on.row);
                facts.priority = *priority;
                let policy = self.desk.rules.select(&facts, self.settings.clocks().as_deref());
                Deed::Prioritized { priority: *priority, policy }
            }
        };
        self.acted(ids.effect, rule, deed);
        Ok(None)
    }

    fn acted(&mut self, id: EventId, rule: &str, action: Deed) {
        if self.on.conversation.has(id) {
            return;
        }
        let acted = Acted { at: self.at, by: format!("rule:{rule}"), action };
        self.at = self.at.saturating_add(1);
        self.push(id, What::Acted(Box::new(acted)));
    }

    fn push(&mut self, id: EventId, what: What) {
        self.records.push(Record { id, recorded_at: self.desk.clock.wall_ms(), what });
    }
}

/// Whether the account was within its business hours when it happened.
fn is_open<S, C, R: Hours>(desk: Desk<'_, S, C, R>, settings: &Settings, delivered: &Delivered) -> Option<bool> {
    let clocks = settings.clocks()?;
    let source = &delivered.source;
    desk.rules.is_open(&source.channel, &source.account, &clocks, delivered.event.at)
}
