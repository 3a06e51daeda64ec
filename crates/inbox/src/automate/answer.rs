//! An automatic reply: written, scanned, admitted by the account's ledger, and only then queued.

use super::facts::recipient;
use super::{Ids, Told, Work};
use crate::ledger::{Admission, admit};
use crate::limits::REPLY_TEXT_BYTES_MAX;
use crate::read::{ConversationView, read};
use crate::record::{Delivered, Queued, What};
use crate::reply::{address, destination};
use crate::rules::{BLOCK, Hours, Scan, Write};
use crate::settings::{Section, Settings};
use crate::{InboxError, Rules};
use sellerdesk_automate::{Reason, Refusal, Reply, format_instant};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use sellerdesk_notify::caps::Send;

/// The language answered in where a template has no text in the buyer's.
const FALLBACK_LANGUAGE: &str = "en";

/// The conversation with its records, read once and only where something is to be answered.
#[derive(Default)]
pub(super) struct Answering {
    view: Option<ConversationView>,
}

impl<S: Store, C: Clock, R: Rules + Scan + Hours + Write> Work<'_, S, C, R> {
    /// Queues the reply; why not, where it isn't.
    pub(super) async fn answer(
        &mut self,
        ids: &Ids,
        rule: &str,
        reply: &Reply,
        delivered: &Delivered,
        is_answered: &mut bool,
        tell: &impl AsyncFn(Told) -> Result<(), InboxError>,
    ) -> Result<Option<Refusal>, InboxError> {
        let known = self.on.conversation;
        if known.has(ids.effect) {
            *is_answered = true;
            return Ok(None);
        }
        // It was granted and said so, and whoever did died before it was queued.
        let is_granted = known.has(ids.done);
        if !is_granted && *is_answered || known.outbox.0.iter().any(|item| item.is_waiting() && item.is_automatic) {
            return Ok(Some(Reason::ReplyWaiting.into()));
        }
        if self.answering.view.is_none() {
            self.answering.view = Some(read(self.desk, self.on.id).await?);
        }
        let Some(view) = &self.answering.view else { return Ok(None) };
        let text = match compose(self.desk.rules, self.settings, view, delivered, reply) {
            Ok(text) => text,
            Err(refusal) => return Ok(Some(refusal)),
        };
        let send = Send::reply(ids.effect, rule, self.on.id, &recipient(known));
        let account = (self.on.row.channel.as_str(), self.on.row.account.as_str());
        let admission = match is_granted {
            true => Admission::Granted,
            false => admit(self.desk, account, &send, &self.automations.caps(), self.on.at).await?,
        };
        match admission {
            Admission::Granted => {}
            Admission::Refused { reason, retry_at } => return Ok(Some(refused(reason.into(), retry_at))),
            Admission::BreakerOpened { point } => {
                tell(Told::Breaker { point }).await?;
                return Ok(Some(Refusal::with(Reason::BreakerOpen, "it opened with this one")));
            }
        }
        *is_answered = true;
        let template = reply.template.clone();
        let mut reply = address(view, ids.effect, text);
        reply.is_automatic = true;
        let template = Some(template);
        let queued = Queued { at: self.on.at, by: format!("rule:{rule}"), reply, template };
        self.push(ids.effect, What::Queued(Box::new(queued)));
        Ok(None)
    }
}

pub(super) fn refused(reason: Reason, retry_at: Option<Instant>) -> Refusal {
    let detail = retry_at.and_then(format_instant).map(|at| format!("not before {at}"));
    Refusal { reason, detail }
}

/// The text of a reply, or why there is none that may be sent.
pub(super) fn compose<R: Scan + Write>(
    rules: &R,
    settings: &Settings,
    view: &ConversationView,
    delivered: &Delivered,
    reply: &Reply,
) -> Result<String, Refusal> {
    let mut values: Vec<(String, String)> = reply.values.clone().into_iter().collect();
    for (name, value) in template_values(view) {
        if values.iter().all(|(given, _)| *given != name) {
            values.push((name, value));
        }
    }
    let own = settings.document(Section::Templates).json;
    let written = |language: &str| rules.write(&own, &reply.template, language, &view.row.channel, &values);
    let buyers = delivered.judgement.as_ref().map(|judgement| judgement.language.clone());
    let text = match (&reply.lang, buyers.or_else(|| view.row.language.clone())) {
        (Some(language), _) => written(language),
        (None, Some(language)) if language != FALLBACK_LANGUAGE => {
            written(&language).or_else(|_| written(FALLBACK_LANGUAGE))
        }
        (None, _) => written(FALLBACK_LANGUAGE),
    };
    let text = text.map_err(|detail| Refusal::with(Reason::Unwritten, detail))?;
    if text.trim().is_empty() || text.len() > REPLY_TEXT_BYTES_MAX {
        return Err(Refusal::with(Reason::Unwritten, "the text is empty or too long"));
    }
    let mut found = rules.scan(&text, destination(view), settings.json(Section::Compliance));
    found.retain(|finding| finding.severity == BLOCK);
    if found.is_empty() {
        return Ok(text);
    }
    let names: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
    Err(Refusal::with(Reason::Compliance, names.join(", ")))
}

/// What a conversation knows, as variables of templates.
pub fn template_values(view: &ConversationView) -> Vec<(String, String)> {
    let row = &view.row;
    let product = view.conversation.product_ids.first().map(|named| named.1.clone());
    let values = [
        ("customer_name", row.buyer_name.clone()),
        ("order_id", row.order_id.clone()),
        ("sku", product),
        ("agent_name", row.assignee.clone()),
        ("shop_name", Some(row.account.clone())),
    ];
    values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
