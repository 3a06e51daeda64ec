//! What rules would have done to conversations of the past: nothing is stored.

use super::answer::{compose, refused};
use super::facts::{Standing, facts_of, recipient};
use super::{Ids, is_open, is_trigger};
use crate::read::{ConversationView, read};
use crate::record::What;
use crate::rules::{Hours, Scan, Write};
use crate::settings::Settings;
use crate::{Desk, InboxError, Rules};
use sellerdesk_automate::{Action, Automations, Decision, Reason, Refusal, decide};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};
use sellerdesk_notify as notify;
use sellerdesk_notify::caps::{Caps, Entry, Send};
use std::collections::BTreeMap;

/// One action that would have been done or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsed {
    /// In which conversation.
    pub conversation: ConversationId,
    /// On which event.
    pub event: EventId,
    /// When that happened.
    pub at: Instant,
    /// The rule's id.
    pub rule: String,
    /// `reply`, `tag`, ...
    pub did: &'static str,
    /// What held.
    pub because: Vec<String>,
    /// Why it would not have been done.
    pub refusal: Option<Refusal>,
    /// The text of the reply.
    pub text: Option<String>,
}

/// Tries rules, those that are switched off included, on the newest records of conversations as if they had run when
/// those came in, in the order of time, with caps that begin empty. One that is gone is left out.
///
/// # Errors
/// The store's.
pub async fn dry_run<S: Store, C: Clock, R: Rules + Scan + Hours + Write>(
    desk: Desk<'_, S, C, R>,
    settings: &Settings,
    mut automations: Automations,
    conversations: &[ConversationId],
) -> Result<Vec<Rehearsed>, InboxError> {
    automations.rules.iter_mut().for_each(|rule| rule.enabled = true);
    let mut views = Vec::with_capacity(conversations.len());
    for id in conversations {
        match read(desk, *id).await {
            Ok(view) => views.push(view),
            Err(InboxError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let mut scenes: Vec<(Instant, usize, usize)> = Vec::new();
    for (number, view) in views.iter().enumerate() {
        scenes.extend(view.records.iter().enumerate().filter_map(|(place, record)| match &record.what {
            What::Delivered(delivered) => Some((delivered.event.at, number, place)),
            What::Acted(acted) => Some((acted.at, number, place)),
            _ => None,
        }));
    }
    scenes.sort_unstable();
    let mut stage = Stage { desk, settings, automations: &automations, ledgers: BTreeMap::new(), done: Vec::new() };
    let mut standings = vec![Standing::default(); views.len()];
    for (_, number, place) in scenes {
        let (Some(view), Some(standing)) = (views.get(number), standings.get_mut(number)) else { continue };
        match view.records.get(place).map(|record| (record.id, &record.what)) {
            Some((_, What::Acted(acted))) if !acted.by.starts_with("rule:") => standing.take_deed(&acted.action),
            Some((id, What::Delivered(delivered))) if is_trigger(delivered) => {
                stage.on_event(view, id, delivered, standing);
            }
            _ => {}
        }
    }
    Ok(stage.done)
}

struct Stage<'a, S, C, R> {
    desk: Desk<'a, S, C, R>,
    settings: &'a Settings,
    automations: &'a Automations,
    /// Of each account.
    ledgers: BTreeMap<(String, String), Caps>,
    done: Vec<Rehearsed>,
}

impl<S: Store, C: Clock, R: Rules + Scan + Hours + Write> Stage<'_, S, C, R> {
    fn on_event(
        &mut self,
        view: &ConversationView,
        event: EventId,
        delivered: &crate::record::Delivered,
        standing: &mut Standing,
    ) {
        let at = delivered.event.at;
        let is_open = is_open(self.desk, self.settings, delivered);
        let mut facts = facts_of(&view.conversation, event, delivered, at, is_open);
        standing.lend(&mut facts);
        let mut is_answered = false;
        for decision in decide(&self.automations.rules, &facts) {
            let ids = Ids::of(view.row.conversation, event, decision.rule(), decision.place());
            let (refusal, text) = match &decision {
                Decision::Refuse { refusal, .. } => (Some(refusal.clone()), None),
                Decision::Act { action: Action::Reply(_), .. } if is_answered => {
                    (Some(Reason::ReplyWaiting.into()), None)
                }
                Decision::Act { rule, action: Action::Reply(reply), .. } => {
                    match compose(self.desk.rules, self.settings, view, delivered, reply) {
                        Err(refusal) => (Some(refusal), None),
                        Ok(text) => {
                            let refusal = self.admit(view, &ids, rule, at);
                            is_answered |= refusal.is_none();
                            (refusal, Some(text))
                        }
                    }
                }
                Decision::Act { action, .. } => {
                    standing.take(action);
                    (None, None)
                }
            };
            self.done.push(Rehearsed {
                conversation: view.row.conversation,
                event,
                at,
                rule: decision.rule().to_owned(),
                did: decision.action().name(),
                because: decision.because().to_vec(),
                refusal,
                text,
            });
        }
    }

    fn admit(&mut self, view: &ConversationView, ids: &Ids, rule: &str, at: Instant) -> Option<Refusal> {
        let ledger = self.ledgers.entry((view.row.channel.clone(), view.row.account.clone())).or_default();
        let send = Send::reply(ids.effect, rule, view.row.conversation, &recipient(&view.conversation));
        match notify::decide(ledger, &send, &self.automations.caps(), at) {
            notify::Decision::Allow => {
                ledger.apply(&Entry::Sent { send, at });
                None
            }
            notify::Decision::Refuse { reason, retry_at } => Some(refused(reason.into(), retry_at)),
            notify::Decision::OpenBreaker => {
                ledger.apply(&Entry::Opened { at });
                Some(Refusal::with(Reason::BreakerOpen, "it opens with this one"))
            }
        }
    }
}
