//! A conversation's journal, and the row that follows from it.

use crate::conversation::Conversation;
use crate::index::Index;
use crate::limits::{ROW_ATTEMPTS_MAX, ROW_SLOW_MS};
use crate::record::Record;
use crate::row::Row;
use crate::{Desk, InboxError, Rules, index};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::{Clock, Entry, EventId, Fold, Journal, Loaded, Store, StoreError};

/// A conversation as one load saw it.
pub struct Opened<'a, S, C> {
    /// Its journal.
    pub journal: Journal<'a, S, C>,
    /// What was read.
    pub loaded: Loaded,
    /// The fold.
    pub conversation: Conversation,
    /// What of `loaded` is in the fold.
    folded: Folded,
}

/// How far a fold went: over so many entries after the snapshot at `boundary`.
#[derive(Clone, Copy)]
struct Folded {
    boundary: u64,
    entries: usize,
    last_sequence: u64,
}

/// Loads and folds a conversation: two sequential steps, one while it is empty.
///
/// # Errors
/// [`InboxError::NotFound`] for one of an account that is out of reach; the store's.
pub async fn open<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    id: ConversationId,
) -> Result<Opened<'a, S, C>, InboxError> {
    // The number is the schema's version.
    let journal = Journal::open(desk.store, desk.clock, &format!("c1:{id}"))?;
    let (conversation, loaded): (Conversation, _) = journal.load_folded().await?;
    if conversation.source.as_ref().is_some_and(|source| !desk.sees(&source.channel, &source.account)) {
        return Err(InboxError::NotFound);
    }
    let folded = Folded::of(&loaded);
    Ok(Opened { journal, loaded, conversation, folded })
}

impl<S: Store, C: Clock> Opened<'_, S, C> {
    /// Appends records, sees who else wrote meanwhile, and puts the new row into the index.
    ///
    /// # Errors
    /// The store's or the index's; a temporary one if the row was too old [`ROW_ATTEMPTS_MAX`] times when it arrived
    /// in the index. After an error, any of it may have been done: do it again.
    pub async fn record<R: Rules>(&mut self, desk: Desk<'_, S, C, R>, records: &[Record]) -> Result<(), InboxError> {
        let mut records = records;
        for _ in 0..ROW_ATTEMPTS_MAX {
            let began_ms = desk.clock.monotonic_ms();
            let Some(row) = self.write(desk, records).await? else { return Ok(()) };
            // What was never listed and asks for nothing needs no row.
            let is_first = row.version == records.len() as u64;
            if !is_first || row.is_listed() || row.next_point_at.is_some() {
                index::append(desk.store, desk.clock, &[row]).await?;
            }
            if is_in_time(desk, began_ms) {
                return Ok(());
            }
            // By now a newer row may have been there and been forgotten: ours must not stay the last word.
            records = &[];
        }
        Err(StoreError::TooSlow { operation: "row" }.into())
    }

    /// For a redelivery of what is here already: an earlier try may have died between the conversation and the
    /// index. Writes nothing where the index is up to date.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub async fn heal<R: Rules>(
        &mut self,
        desk: Desk<'_, S, C, R>,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        let index = Index::load(desk.store, desk.clock).await?;
        let is_current = match index.version(conversation).await? {
            Some((version, complete)) => complete && version >= self.loaded.head,
            // A closed conversation with nothing to do is not in the index, and has nothing to be there for.
            None => Row::of(&self.conversation, self.loaded.head, true, desk.rules)
                .is_none_or(|row| !row.is_listed() && row.next_point_at.is_none()),
        };
        if is_current { Ok(()) } else { self.record(desk, &[]).await }
    }

    /// Appends records and makes the row that follows, for the caller to put into the index.
    ///
    /// The row is made after the append, so of several writers at once the last one to finish sees what all of
    /// them wrote; a row made beside an unfinished write is marked and made anew by the next sweep.
    ///
    /// # Errors
    /// The store's; [`InboxError::Unencodable`].
    pub async fn write<R: Rules>(
        &mut self,
        desk: Desk<'_, S, C, R>,
        records: &[Record],
    ) -> Result<Option<Row>, InboxError> {
        self.append_own(desk, records).await?;
        let complete = self.loaded.open_holes().is_empty();
        Ok(Row::of(&self.conversation, self.loaded.head, complete, desk.rules))
    }

    /// Appends records and brings the fold up to date; the number of the last of them.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn append_own<R: Rules>(
        &mut self,
        desk: Desk<'_, S, C, R>,
        records: &[Record],
    ) -> Result<u64, InboxError> {
        let encoded: Vec<Vec<u8>> = records.iter().map(Record::encode).collect::<Result<_, _>>()?;
        let events: Vec<_> = records
            .iter()
            .zip(&encoded)
            .map(|(record, bytes)| (EventId(record.id.bytes()), bytes.as_slice()))
            .collect();
        let last = self.append(desk, &events).await?;
        self.refold()?;
        Ok(last)
    }

    /// Appends the last entry once more where a number after it was taken and nothing written: only a later entry
    /// can tell that its writer has given up. A fold takes the event once.
    ///
    /// # Errors
    /// The store's.
    pub async fn end_unfinished<R: Rules>(&mut self, desk: Desk<'_, S, C, R>) -> Result<(), InboxError> {
        let Some(hole) = self.loaded.open_holes().last().copied() else { return Ok(()) };
        let covered = self.loaded.last_covered(self.loaded.boundary());
        let last = match self.loaded.entries.last() {
            Some(last) => Some(last.clone()),
            None => self.journal.read_range(&self.loaded, covered).await?.pop(),
        };
        let Some((_, last)) = last.filter(|(sequence, _)| *sequence < hole) else { return Ok(()) };
        self.append(desk, &[(last.event_id, last.payload.as_slice())]).await?;
        Ok(())
    }

    /// Appends events and reads what others wrote meanwhile; the number of the last event.
    async fn append<R: Rules>(
        &mut self,
        desk: Desk<'_, S, C, R>,
        events: &[(EventId, &[u8])],
    ) -> Result<u64, InboxError> {
        let began_ms = desk.clock.wall_ms();
        let mut own = Vec::new();
        if !events.is_empty() {
            let sequences = self.journal.append_all(events).await?;
            // Rather too young: an old entry says that the holes before it are dead.
            let at_ms = desk.clock.wall_ms();
            own.extend(sequences.zip(events).map(|(sequence, (event_id, payload))| {
                (sequence, Entry { event_id: *event_id, began_ms, at_ms, payload: payload.to_vec() })
            }));
        }
        add_own(&mut self.loaded, &own);
        self.journal.catch_up(&mut self.loaded).await?;
        // Catching up may have read everything anew.
        add_own(&mut self.loaded, &own);
        if !self.loaded.open_holes().is_empty() {
            // Another writer is at work, or the store is behind: often no longer by now.
            self.journal.catch_up(&mut self.loaded).await?;
            add_own(&mut self.loaded, &own);
        }
        Ok(own.last().map_or(0, |(sequence, _)| *sequence))
    }

    /// Brings the fold up to what was read: by the new entries alone where they all come after the known ones.
    fn refold(&mut self) -> Result<(), InboxError> {
        let (entries, known) = (&self.loaded.entries, self.folded);
        let is_extended = self.loaded.boundary() == known.boundary
            && entries.len() >= known.entries
            && known
                .entries
                .checked_sub(1)
                .is_none_or(|last| entries.get(last).is_some_and(|(sequence, _)| *sequence == known.last_sequence));
        if is_extended {
            for (sequence, entry) in entries.iter().skip(known.entries) {
                self.conversation.apply(*sequence, entry);
            }
        } else {
            self.conversation = self.loaded.fold()?.state;
        }
        self.folded = Folded::of(&self.loaded);
        Ok(())
    }
}

impl Folded {
    fn of(loaded: &Loaded) -> Self {
        Self {
            boundary: loaded.boundary(),
            entries: loaded.entries.len(),
            last_sequence: loaded.entries.last().map_or(0, |(sequence, _)| *sequence),
        }
    }
}

/// Whether a row whose making began at `began_ms` of the monotonic clock may be the last word.
pub fn is_in_time<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>, began_ms: i64) -> bool {
    desk.clock.monotonic_ms().saturating_sub(began_ms) <= ROW_SLOW_MS
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
