//! Taking in one event: after `Ok` it is in its conversation's journal and in the inbox, for good.

use crate::journal_of::{self, Opened};
use crate::limits::CONTINUATIONS_MAX;
use crate::record::{Delivered, Record, Source, What};
use crate::rules::{Category, Facts, Judgement, MessageInput, Priority, risk_category, risk_priority};
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{Author, ConversationId, Event, EventId, Happening};
use sellerdesk_journal::{Clock, Store};

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Where it went.
    pub conversation: ConversationId,
    /// Whether it had not been there before.
    pub is_new: bool,
}

/// Takes in one event of an authenticated delivery.
///
/// Four writes and three sequential reads; a redelivery costs reads. Judged before anything is stored, so that
/// a crash leaves either nothing or a whole record.
///
/// # Errors
/// The store's or the index's, and then the event is not acknowledged: take it in again.
/// [`InboxError::ThreadFull`]; [`InboxError::Unencodable`].
pub async fn accept<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
    event: Event,
) -> Result<Accepted, InboxError> {
    let id = EventId::delivered(channel, account, &event.id);
    let source = Source { channel: channel.to_owned(), account: account.to_owned(), thread: event.thread.clone() };
    let (opened, source) = open_thread(desk, source, id).await?;
    let conversation = ConversationId::derive(channel, account, &source.thread);
    let is_new = !opened.conversation.has(id);
    if !is_new && opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes())) {
        opened.heal(desk, conversation).await?;
        return Ok(Accepted { conversation, is_new });
    }
    let judgement = judge(desk.rules, channel, &event);
    let policy = desk.rules.select(&facts(channel, account, &event, judgement.as_ref()));
    let record = Record {
        id,
        recorded_at: desk.clock.wall_ms(),
        what: What::Delivered(Box::new(Delivered { source, event, judgement, policy })),
    };
    opened.record(desk, &[record]).await?;
    Ok(Accepted { conversation, is_new })
}

/// The conversation of a thread that has the event or has room for it.
async fn open_thread<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    source: Source,
    event: EventId,
) -> Result<(Opened<'a, S, C>, Source), InboxError> {
    for part in 0..CONTINUATIONS_MAX {
        let mut source = source.clone();
        if part > 0 {
            // No marketplace's thread key holds a control character.
            source.thread.push_str(&format!("\u{1f}{part}"));
        }
        let id = ConversationId::derive(&source.channel, &source.account, &source.thread);
        let opened = journal_of::open(desk, id).await?;
        if opened.conversation.has(event) || !opened.conversation.is_full() {
            return Ok((opened, source));
        }
    }
    Err(InboxError::ThreadFull)
}

fn judge(rules: &impl Rules, channel: &str, event: &Event) -> Option<Judgement> {
    match &event.happening {
        Happening::Message(message) if message.author == Author::Buyer => Some(rules.judge(MessageInput {
            text: &message.text,
            subject: message.subject.as_deref(),
            channel,
            has_order: event.order_id.as_ref().map(|_| true),
        })),
        _ => None,
    }
}

fn facts(channel: &str, account: &str, event: &Event, judgement: Option<&Judgement>) -> Facts {
    let (category, priority, risk_event) = match (&event.happening, judgement) {
        (Happening::Risk(risk), _) => (risk_category(risk.kind), risk_priority(risk.kind), Some(risk.kind)),
        (_, Some(judgement)) => (judgement.category, judgement.priority, None),
        _ => (Category::General, Priority::Normal, None),
    };
    Facts {
        channel: channel.to_owned(),
        account: account.to_owned(),
        category,
        priority,
        language: judgement.map(|judgement| judgement.language.clone()),
        risk_event,
    }
}
