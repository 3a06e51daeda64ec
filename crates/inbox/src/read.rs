//! One conversation with its records.

use crate::conversation::Conversation;
use crate::limits::{BODY_PARTS_MAX, RECORDS_PAGE_MAX};
use crate::quarantine::part_key;
use crate::record::{Record, What};
use crate::row::{Row, standing};
use crate::rules::Standing;
use crate::{Desk, InboxError, Rules, journal_of};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::{Clock, Store};
use std::collections::HashSet;

/// A conversation to show.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationView {
    /// As the inbox shows it.
    pub row: Row,
    /// The newest records in the order they were taken in, each event once.
    pub records: Vec<Record>,
    /// Older records exist.
    pub has_older: bool,
    /// Both clocks.
    pub standing: Standing,
    /// Everything the fold knows.
    pub conversation: Conversation,
}

/// Reads a conversation and its newest records. The cost does not grow with the number of conversations, nor,
/// beyond a page, with the length of this one.
///
/// # Errors
/// [`InboxError::NotFound`]; the store's.
pub async fn read<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
) -> Result<ConversationView, InboxError> {
    let opened = journal_of::open(desk, id).await?;
    let complete = opened.loaded.open_holes().is_empty();
    let standing = standing(&opened.conversation, desk.rules);
    let row = Row::standing_so(&opened.conversation, opened.loaded.head, complete, &standing);
    let row = row.ok_or(InboxError::NotFound)?;
    let first = opened.loaded.head.saturating_sub(RECORDS_PAGE_MAX as u64).saturating_add(1);
    let entries = opened.journal.read_range(&opened.loaded, first).await?;
    let mut seen = HashSet::new();
    let records = entries
        .iter()
        .filter(|(_, entry)| seen.insert(entry.event_id))
        .filter_map(|(sequence, entry)| {
            Some(opened.conversation.visible(*sequence, Record::decode(&entry.payload).ok()?))
        })
        .filter(|record| match record.what {
            // The desk's own book-keeping.
            What::Followed(_) | What::PutOff(_) => false,
            // What was split off stands elsewhere.
            What::Delivered(_) => opened.conversation.items.iter().any(|item| item.id == record.id),
            _ => true,
        })
        .collect();
    Ok(ConversationView { row, records, has_older: first > 1, standing, conversation: opened.conversation })
}

/// A conversation's line, as the inbox would show it: two steps.
///
/// # Errors
/// [`InboxError::NotFound`]; the store's.
pub async fn read_row<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
) -> Result<Row, InboxError> {
    let opened = journal_of::open(desk, id).await?;
    let complete = opened.loaded.open_holes().is_empty();
    Row::of(&opened.conversation, opened.loaded.head, complete, desk.rules).ok_or(InboxError::NotFound)
}

/// The body of an unread delivery, put together from its parts.
///
/// # Errors
/// [`InboxError::NotFound`] also where the conversation is no unread delivery; the store's.
pub async fn read_body<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
) -> Result<Vec<u8>, InboxError> {
    let view = read(desk, id).await?;
    let parts = view.records.iter().find_map(|record| match &record.what {
        What::Quarantined(item) => Some(item.body_parts),
        _ => None,
    });
    let mut body = Vec::new();
    for part in (0..BODY_PARTS_MAX).take(parts.ok_or(InboxError::NotFound)? as usize) {
        let part = desk.store.get(&part_key(id, part)).await?;
        body.extend(part.ok_or(InboxError::NotFound)?);
    }
    Ok(body)
}
