//! Writing a reply: after `Ok` it is in the conversation's journal, and will be sent or shown as failed.

use crate::dispatch::queued;
use crate::journal_of::{self, Opened};
use crate::limits::{REPLIES_PENDING_MAX, REPLY_REFERENCES_MAX, REPLY_TEXT_BYTES_MAX, TEMPLATE_ID_BYTES_MAX};
use crate::outbox::OutboxItem;
use crate::record::{PART_MARK, Queued, Record, What};
use crate::rules::{BLOCK, Destination, Scan};
use crate::settings::{Section, load_settings};
use crate::{Desk, InboxError, Rules, read};
use sellerdesk_adapter::Reply;
use sellerdesk_canonical::{Author, ConversationId, Event, EventId, Happening};
use sellerdesk_journal::{Clock, Store};

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Plain text.
    pub text: String,
    /// The client's `Idempotency-Key`: the same key and text again is the same reply.
    pub key: Option<String>,
    /// Who wrote it.
    pub by: String,
    /// The template it was made from, where there was one.
    pub template: Option<String>,
}

/// Queues a reply to the buyer of a conversation.
///
/// Every text passes here, an automatic one too, and none that breaks a blocking rule of its marketplace gets through.
///
/// # Errors
/// [`InboxError::NotFound`]; [`InboxError::Draft`] naming the field; [`InboxError::Refused`]; the store's or the index's, after which the same
/// draft with the same key may be sent again.
pub async fn reply<S: Store, C: Clock, R: Rules + Scan>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    draft: Draft,
) -> Result<OutboxItem, InboxError> {
    check(&draft)?;
    let view = read(desk, conversation).await?;
    let now = desk.clock.wall_ms();
    let key = draft.key.clone().unwrap_or_else(|| format!("{now}:{}", draft.text));
    let id = EventId::recorded(conversation, &format!("reply:{key}"));
    let settings = load_settings(desk).await?;
    let changes = settings.json(Section::Compliance);
    let mut findings = desk.rules.scan(&draft.text, destination(&view), changes);
    findings.retain(|finding| finding.severity == BLOCK);
    if !findings.is_empty() {
        return Err(InboxError::Refused(findings));
    }
    let mut opened = journal_of::open(desk, conversation).await?;
    refuse_other(&opened, id, &draft.text).await?;
    let (is_known, outbox) = (opened.conversation.has(id), &opened.conversation.outbox);
    if is_known && outbox.get(id).is_none() {
        return Err(InboxError::draft("Idempotency-Key", "was used for a reply of long ago"));
    }
    if !is_known && outbox.pending() >= REPLIES_PENDING_MAX {
        return Err(InboxError::draft("text", format!("{REPLIES_PENDING_MAX} replies are waiting to be sent already")));
    }
    if is_known && opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes())) {
        // An earlier try may have died before the index: nobody would ever come to send it.
        opened.heal(desk, conversation).await?;
    } else {
        let reply = address(&view, id, draft.text.clone());
        let what = What::Queued(Box::new(Queued { at: now, by: draft.by, reply, template: draft.template }));
        opened.record(desk, &[Record { id, recorded_at: now, what }]).await?;
        // Of two at once with one key, the first in the journal counts.
        refuse_other(&opened, id, &draft.text).await?;
    }
    opened.conversation.outbox.get(id).cloned().ok_or(InboxError::NotFound)
}

/// Refuses a key that stands for another text already.
async fn refuse_other<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    id: EventId,
    text: &str,
) -> Result<(), InboxError> {
    let Some(item) = opened.conversation.outbox.get(id) else { return Ok(()) };
    match queued(opened, item).await? {
        Some((_, earlier)) if earlier.text != text => {
            Err(InboxError::draft("Idempotency-Key", "was used with another text"))
        }
        _ => Ok(()),
    }
}

/// Where a reply to a conversation goes.
pub fn destination(view: &read::ConversationView) -> Destination<'_> {
    Destination {
        channel: &view.row.channel,
        site: view.conversation.sites.first().map(|site| site.1.as_str()),
        language: view.row.language.as_deref(),
    }
}

fn check(draft: &Draft) -> Result<(), InboxError> {
    if draft.text.trim().is_empty() {
        return Err(InboxError::draft("text", "must not be empty"));
    }
    if draft.text.len() > REPLY_TEXT_BYTES_MAX {
        return Err(InboxError::draft("text", format!("must not be longer than {REPLY_TEXT_BYTES_MAX} bytes")));
    }
    if draft.template.as_ref().is_some_and(|template| !is_template(template)) {
        return Err(InboxError::draft("from_template", "must be a template's id"));
    }
    Ok(())
}

/// Whether it may be a template's id: shipped ones and own ones are short and plain.
fn is_template(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.');
    (1..=TEMPLATE_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_plain)
}

/// The reply with everything an adapter may want to know.
pub(crate) fn address(view: &read::ConversationView, id: EventId, text: String) -> Reply {
    let mut events: Vec<&Event> = view
        .records
        .iter()
        .filter_map(|record| match &record.what {
            What::Delivered(delivered) => Some(&delivered.event),
            _ => None,
        })
        .collect();
    events.sort_by_key(|event| event.at);
    let is_buyers =
        |event: &&&Event| matches!(&event.happening, Happening::Message(message) if message.author == Author::Buyer);
    let latest = events.iter().rev().find(is_buyers).copied();
    let messages = events.iter().filter(|event| matches!(event.happening, Happening::Message(_)));
    let before: Vec<String> = messages
        .filter(|event| latest.is_some_and(|latest| event.id != latest.id))
        .map(|event| event.id.clone())
        .collect();
    let newest = |of: &dyn Fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
    let thread = view.conversation.source.as_ref().map(|source| source.thread.clone()).unwrap_or_default();
    Reply {
        id: id.to_string(),
        thread: thread.split(PART_MARK).next().unwrap_or_default().to_owned(),
        buyer: latest
            .and_then(|event| event.buyer.clone())
            .or_else(|| events.iter().rev().find_map(|event| event.buyer.clone())),
        order_id: newest(&|event| event.order_id.clone()),
        product_id: newest(&|event| event.product_id.clone()),
        site: newest(&|event| event.site.clone()),
        subject: newest(&|event| match &event.happening {
            Happening::Message(message) => message.subject.clone(),
            _ => None,
        }),
        text,
        in_reply_to: latest.map(|event| event.id.clone()),
        references: before.into_iter().rev().take(REPLY_REFERENCES_MAX).rev().collect(),
        buyer_wrote_at: latest.map(|event| event.at),
        is_automatic: false,
    }
}
