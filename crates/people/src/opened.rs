//! Reading everybody, and recording what happens so that it holds.

use crate::directory::{self, Directory};
use crate::limits::PEOPLE_BYTES_MAX;
use crate::record::{Record, What};
use crate::{Agent, People, PeopleError, secret};
use futures_util::future::try_join;
use sellerdesk_journal::{Clock, Entry, EventId, Fold, Journal, Loaded, Store, StoreError};

/// The journal's name; the number is the schema's version.
pub const PEOPLE_JOURNAL: &str = "p1";

/// Everybody, as one load saw them.
pub struct Opened<'a, S, C> {
    /// The store.
    pub store: &'a S,
    /// The clock.
    pub clock: &'a C,
    /// The fold.
    pub people: People,
    pub(crate) journal: Journal<'a, S, C>,
    pub(crate) loaded: Loaded,
}

/// Loads everybody out of the journal. Where the directory is behind, it is written anew: after a crash, or a writer that
/// stalled and put an older one there.
///
/// # Errors
/// The store's.
pub async fn open<'a, S: Store, C: Clock>(store: &'a S, clock: &'a C) -> Result<Opened<'a, S, C>, PeopleError> {
    let journal = Journal::open(store, clock, PEOPLE_JOURNAL)?;
    let loading = async { Ok(journal.load_folded::<People>().await?) };
    let ((people, loaded), known) = try_join(loading, directory::read(store)).await?;
    if people.head > known.head && (Directory { head: known.head, ..Directory::of(&people) }) != known {
        directory::write(store, &journal, &people).await?;
    }
    Ok(Opened { store, clock, people, journal, loaded })
}

impl<S: Store, C: Clock> Opened<'_, S, C> {
    /// An agent who is there.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`].
    pub fn agent(&self, id: &str) -> Result<&Agent, PeopleError> {
        self.people.agents.get(id).ok_or(PeopleError::NotFound("agent"))
    }

    /// Appends what happened, reads what others wrote meanwhile, and brings the directory up to date. Answers the number
    /// of the last entry; whether it holds is for the caller to look up.
    ///
    /// # Errors
    /// The store's: then any of it may have happened, or happen later.
    pub async fn record(&mut self, by: &str, whats: Vec<What>) -> Result<u64, PeopleError> {
        let is_of_directory = whats.iter().any(What::changes_directory);
        let at = self.clock.wall_ms();
        let records: Vec<Vec<u8>> = whats.into_iter().map(|what| Record::new(at, by, what).encode()).collect();
        let mut events = Vec::with_capacity(records.len());
        for record in &records {
            events.push((EventId(secret::random()?), record.as_slice()));
        }
        let before = self.loaded.head;
        let sequences = self.journal.append_all(&events).await?;
        let (first, last) = (*sequences.start(), *sequences.end());
        self.journal.catch_up(&mut self.loaded).await?;
        if !self.loaded.open_holes().is_empty() {
            // Another writer is at work: often no longer by now.
            self.journal.catch_up(&mut self.loaded).await?;
        }
        self.people = self.loaded.fold::<People>()?.state;
        let is_next = first == before.saturating_add(1);
        if self.people.head < last && !(is_next && self.people.head == before) {
            self.journal.catch_up_to(&mut self.loaded, last).await?;
            self.people = self.loaded.fold::<People>()?.state;
        }
        if self.people.head < last {
            // The store is behind. What we wrote ourselves is known if nothing came in between.
            if self.people.head != before || !is_next {
                return Err(StoreError::TooSlow { operation: "people" }.into());
            }
            for (sequence, (event_id, payload)) in (first..).zip(events) {
                let entry = Entry { event_id, began_ms: at, at_ms: at, payload: payload.to_vec() };
                self.people.apply(sequence, &entry);
            }
        }
        if is_of_directory {
            directory::write(self.store, &self.journal, &self.people).await?;
        }
        Ok(last)
    }

    /// Whether as much as this may be added.
    ///
    /// # Errors
    /// [`PeopleError::Invalid`] for `field`.
    pub fn check_room(&self, field: &'static str, count: usize, max: usize) -> Result<(), PeopleError> {
        if count >= max || self.people.encode().len() > PEOPLE_BYTES_MAX {
            return Err(PeopleError::invalid(
                field,
                format!("there is no room: {max} at most, and all people together {PEOPLE_BYTES_MAX} bytes"),
            ));
        }
        Ok(())
    }
}
