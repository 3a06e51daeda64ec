//! A conversation's journal, and the row that follows from it.

use crate::conversation::Conversation;
use crate::record::Record;
use crate::row::Row;
use crate::{Desk, InboxError, Rules, index};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::{Clock, Journal, Loaded, Store};

/// A conversation as one load saw it.
pub struct Opened<'a, S, C> {
    /// Its journal.
    pub journal: Journal<'a, S, C>,
    /// What was read.
    pub loaded: Loaded,
    /// The fold.
    pub conversation: Conversation,
}

/// Loads and folds a conversation: two sequential steps, one while it is empty.
pub async fn open<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    id: ConversationId,
) -> Result<Opened<'a, S, C>, InboxError> {
    // The number is the schema's version.
    let journal = Journal::open(desk.store, desk.clock, &format!("c1:{id}"))?;
    let (conversation, loaded) = journal.load_folded().await?;
    Ok(Opened { journal, loaded, conversation })
}

impl<S: Store, C: Clock> Opened<'_, S, C> {
    /// Appends records, sees who else wrote meanwhile, and puts the new row into the index.
    ///
    /// The row is made after the append, so of several writers at once the last one to finish sees what all of
    /// them wrote; a row made beside an unfinished write is marked and made anew by the next sweep.
    pub async fn record<R: Rules>(
        mut self,
        desk: Desk<'_, S, C, R>,
        records: &[Record],
    ) -> Result<Option<Row>, InboxError> {
        let encoded: Result<Vec<_>, _> = records.iter().map(Record::encode).collect();
        let encoded = encoded.map_err(|_| InboxError::Unencodable)?;
        let events: Vec<_> = records
            .iter()
            .zip(&encoded)
            .map(|(record, bytes)| (sellerdesk_journal::EventId(record.id.bytes()), bytes.as_slice()))
            .collect();
        if !events.is_empty() {
            self.journal.append_all(&events).await?;
        }
        let was_empty = self.conversation.is_empty();
        self.journal.catch_up(&mut self.loaded).await?;
        let conversation: Conversation = self.loaded.fold()?.state;
        let complete = self.loaded.open_holes().is_empty();
        let row = Row::of(&conversation, self.loaded.head, complete, desk.rules);
        if let Some(row) = &row {
            // What was never listed and asks for nothing needs no row.
            let is_new_and_quiet = was_empty && complete && !row.is_listed() && row.next_point_at.is_none();
            if !is_new_and_quiet {
                index::append(desk.store, desk.clock, row).await?;
            }
        }
        Ok(row)
    }
}
