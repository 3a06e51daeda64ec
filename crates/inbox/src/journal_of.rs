//! A conversation's journal, and the row that follows from it.

use crate::conversation::Conversation;
use crate::record::Record;
use crate::row::Row;
use crate::{Desk, InboxError, Rules, index};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::{Clock, Entry, EventId, Journal, Loaded, Store};

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
    pub async fn record<R: Rules>(self, desk: Desk<'_, S, C, R>, records: &[Record]) -> Result<(), InboxError> {
        let Some(row) = self.write(desk, records).await? else { return Ok(()) };
        // What was never listed and asks for nothing needs no row.
        let is_first = row.version == records.len() as u64;
        if !is_first || row.is_listed() || row.next_point_at.is_some() {
            index::append(desk.store, desk.clock, &[row]).await?;
        }
        Ok(())
    }

    /// Appends records and makes the row that follows, for the caller to put into the index.
    ///
    /// The row is made after the append, so of several writers at once the last one to finish sees what all of
    /// them wrote; a row made beside an unfinished write is marked and made anew by the next sweep.
    pub async fn write<R: Rules>(
        mut self,
        desk: Desk<'_, S, C, R>,
        records: &[Record],
    ) -> Result<Option<Row>, InboxError> {
        let encoded: Result<Vec<_>, _> = records.iter().map(Record::encode).collect();
        let encoded = encoded.map_err(|_| InboxError::Unencodable)?;
        let events: Vec<_> = records
            .iter()
            .zip(&encoded)
            .map(|(record, bytes)| (EventId(record.id.bytes()), bytes.as_slice()))
            .collect();
        let at_ms = desk.clock.wall_ms();
        let mut own = Vec::new();
        if !events.is_empty() {
            let sequences = self.journal.append_all(&events).await?;
            own.extend(sequences.zip(&events).map(|(sequence, (event_id, payload))| {
                (sequence, Entry { event_id: *event_id, began_ms: at_ms, at_ms, payload: payload.to_vec() })
            }));
        }
        add_own(&mut self.loaded, &own);
        self.journal.catch_up(&mut self.loaded).await?;
        // Catching up may have read everything anew.
        add_own(&mut self.loaded, &own);
        let conversation: Conversation = self.loaded.fold()?.state;
        let complete = self.loaded.open_holes().is_empty();
        Ok(Row::of(&conversation, self.loaded.head, complete, desk.rules))
    }
}

/// Adds what was just written to what was read: a stale store must not hide it from its own writer.
fn add_own(loaded: &mut Loaded, own: &[(u64, Entry)]) {
    for (sequence, entry) in own {
        // What others wrote in between is still to be read.
        loaded.holes.extend(loaded.head.saturating_add(1)..*sequence);
        loaded.head = loaded.head.max(*sequence);
        loaded.holes.retain(|hole| hole != sequence);
        let place = loaded.entries.partition_point(|(other, _)| other < sequence);
        if loaded.entries.get(place).is_none_or(|(other, _)| other != sequence) {
            loaded.entries.insert(place, (*sequence, entry.clone()));
        }
    }
}
