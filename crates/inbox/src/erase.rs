//! Forgetting a buyer: names, texts, subjects, attachments and what people noted leave a conversation's records.
//!
//! What stays is when something happened and what kind of thing it was, so that clocks, reports and the audit log still
//! hold; and the ids, so that a redelivery is known and brings nothing back. See `docs/decisions/0020-privacy.md`.

use crate::action::{Acted, Action};
use crate::journal_of;
use crate::limits::BODY_PARTS_MAX;
use crate::quarantine::part_key;
use crate::record::{Delivered, PART_MARK, Record, Source, What};
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, Happening, Instant};
use sellerdesk_journal::{Clock, Entry, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Begins the thread key of an erased source; the conversation's id follows.
const ERASED_THREAD: &str = "erased:";

/// Up to where a conversation is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Erasure {
    /// Entries before this one are erased.
    pub sequence: u64,
    /// When.
    pub at: Instant,
}

/// Takes out of the store what [`Action::Erased`] took out of sight. Somebody who read the conversation before may write
/// an old snapshot a little later, so it is done twice: at once, and when the action is followed.
///
/// # Errors
/// [`InboxError::NotFound`]; the store's: do it again.
pub async fn erase_records<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
) -> Result<(), InboxError> {
    let opened = journal_of::open(desk, id).await?;
    let Some(erasure) = opened.conversation.erased else { return Ok(()) };
    let entries = opened.journal.read_range(&opened.loaded, 1).await?;
    let is_before = |(sequence, _): &&(u64, Entry)| *sequence < erasure.sequence;
    // Whoever appended an event again may have done so after the erasure.
    let erased: BTreeSet<_> = entries.iter().filter(is_before).map(|(_, entry)| entry.event_id).collect();
    for (sequence, entry) in entries.iter().filter(|(_, entry)| erased.contains(&entry.event_id)) {
        let payload = match Record::decode(&entry.payload) {
            Ok(record) => record.without_personal_data().encode()?,
            // Nobody can say what is in it.
            Err(_) => Vec::new(),
        };
        if payload != entry.payload {
            opened.journal.replace(*sequence, &Entry { payload, ..entry.clone() }).await?;
        }
    }
    if opened.conversation.is_unread() {
        for part in 0..BODY_PARTS_MAX {
            desk.store.delete(&part_key(id, part)).await?;
        }
    }
    opened.journal.forget_snapshots(&opened.loaded).await?;
    Ok(())
}

impl Record {
    /// Whether somebody forgot the buyer.
    pub fn is_erasure(&self) -> bool {
        matches!(&self.what, What::Acted(acted) if matches!(acted.action, Action::Erased { .. }))
    }

    /// What is left of it when the buyer is forgotten: the fold comes to the same state but for what is erased.
    #[must_use]
    pub fn without_personal_data(mut self) -> Self {
        match &mut self.what {
            What::Delivered(delivered) => delivered.erase(),
            What::Quarantined(quarantined) => {
                quarantined.source.erase();
                quarantined.problem.clear();
            }
            What::Queued(queued) => {
                let reply = &mut queued.reply;
                reply.text.clear();
                reply.thread.clear();
                (reply.buyer, reply.subject) = (None, None);
            }
            What::Tried(tried) => tried.reason = None,
            What::Acted(acted) => acted.erase(),
            What::Passed(_) | What::Claimed(_) | What::Followed(_) | What::PutOff(_) => {}
        }
        self
    }
}

impl Delivered {
    fn erase(&mut self) {
        self.source.erase();
        let event = &mut self.event;
        event.thread.clear();
        event.buyer = None;
        match &mut event.happening {
            Happening::Message(message) => {
                message.text.clear();
                message.subject = None;
                message.attachments.clear();
                message.truncated = true;
            }
            Happening::Risk(risk) => risk.reason = None,
            Happening::Order(change) => change.detail = None,
            Happening::Failed(failure) => failure.reason.clear(),
        }
        if let Some(judgement) = &mut self.judgement {
            judgement.entities.clear();
            judgement.evidence.clear();
        }
    }
}

impl Acted {
    fn erase(&mut self) {
        match &mut self.action {
            Action::Noted { text, mentions } => {
                text.clear();
                mentions.clear();
            }
            Action::MergedFrom(merged) => merged.excerpt.clear(),
            Action::SplitOff { excerpt, .. } => excerpt.clear(),
            _ => {}
        }
    }
}

impl Source {
    /// Marketplaces put names and addresses into thread keys; the conversation's id is kept instead.
    pub(crate) fn erase(&mut self) {
        if !self.is_erased() {
            self.thread = format!("{ERASED_THREAD}{}", self.conversation());
        }
    }

    /// Whether the thread's key is forgotten: then nothing can be sent there, until the buyer writes again.
    pub fn is_erased(&self) -> bool {
        self.thread.starts_with(ERASED_THREAD)
    }

    /// The conversation that the marketplace's thread began in: another one for a continuation and for what was split off.
    pub fn origin(&self) -> ConversationId {
        match self.thread.split_once(PART_MARK) {
            Some((thread, _)) => ConversationId::derive(&self.channel, &self.account, thread),
            None => self.conversation(),
        }
    }

    /// The conversation's id.
    pub fn conversation(&self) -> ConversationId {
        let kept = self.thread.strip_prefix(ERASED_THREAD).and_then(|id| ConversationId::parse(id).ok());
        kept.unwrap_or_else(|| ConversationId::derive(&self.channel, &self.account, &self.thread))
    }
}
