//! Appending an entry, and telling whether an event needs no second one.

use std::ops::RangeInclusive;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::{
    APPEND_ATTEMPTS_MAX, Clock, Entry, EventId, Journal, Loaded, Store, StoreError, WRITE_CONCURRENCY_MAX,
    clock::Moment, entry::PAYLOAD_BYTES_MAX,
};

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Appends an event and answers its number. Two store operations when nothing goes wrong.
    ///
    /// Only after `Ok` may the event be acknowledged to whoever sent it. After an error the event may
    /// be in the journal, or appear later; append it again, with the same id.
    ///
    /// # Errors
    /// [`StoreError::ValueTooLarge`] before anything is written; a temporary error if the store
    /// failed or was slow [`APPEND_ATTEMPTS_MAX`] times; the store's permanent errors at once.
    pub async fn append(&self, event_id: EventId, payload: &[u8]) -> Result<u64, StoreError> {
        self.append_all(&[(event_id, payload)]).await.map(|sequences| *sequences.end())
    }

    /// Appends several events and answers their numbers, in the order given: one increment for all,
    /// then their writes at once. Not atomic: after an error, any of them may be there.
    ///
    /// # Errors
    /// As [`append`](Self::append).
    pub async fn append_all(&self, events: &[(EventId, &[u8])]) -> Result<RangeInclusive<u64>, StoreError> {
        for (_, payload) in events {
            if payload.len() > PAYLOAD_BYTES_MAX {
                return Err(StoreError::ValueTooLarge { bytes: payload.len(), max: PAYLOAD_BYTES_MAX });
            }
        }
        let mut last_error = StoreError::TooSlow { operation: "append" };
        for _ in 0..APPEND_ATTEMPTS_MAX {
            match self.append_once(events).await {
                Ok(sequences) => return Ok(sequences),
                Err(error) if error.is_temporary() => last_error = error,
                Err(error) => return Err(error),
            }
        }
        Err(last_error)
    }

    /// One increment, one write for each event. What failed leaves holes at most.
    async fn append_once(&self, events: &[(EventId, &[u8])]) -> Result<RangeInclusive<u64>, StoreError> {
        let began = Moment::now(self.clock);
        let key = self.counter_key();
        let count = events.len() as u64;
        let last = self.store.increment(&key, count.cast_signed()).await?;
        let at_ms = self.clock.wall_ms();
        let last = u64::try_from(last).map_err(|_| StoreError::corrupt(&key, "a negative counter"))?;
        let first = last.saturating_sub(count).saturating_add(1);
        // Numbers this old may be given up already: don't write what nobody would count on.
        self.check_in_time(began)?;
        stream::iter((first..=last).zip(events))
            .map(|(sequence, (event_id, payload))| async move {
                let (event_id, payload) = (*event_id, payload.to_vec());
                let entry = Entry { event_id, began_ms: began.wall_ms, at_ms, payload };
                self.set(&self.entry_key(sequence), &entry.encode()).await
            })
            .buffer_unordered(WRITE_CONCURRENCY_MAX)
            .try_collect::<()>()
            .await?;
        self.check_in_time(began)?;
        Ok(first..=last)
    }

    fn check_in_time(&self, began: Moment) -> Result<(), StoreError> {
        if began.elapsed_ms(self.clock) <= self.tuning.append_slow_ms {
            return Ok(());
        }
        Err(StoreError::TooSlow { operation: "append" })
    }

    /// Whether a redelivered event may be acknowledged without appending it once more: `loaded` has
    /// an entry of it that is so young that nobody can have given up its number.
    ///
    /// An event known only from a snapshot, or from an older entry, must be appended again before it
    /// is acknowledged. That changes nothing for a fold, and closes the one gap through which an
    /// acknowledged event could vanish: an entry that landed late, is seen and acknowledged here,
    /// while a snapshot that counts it as a hole is being written there.
    #[must_use]
    pub fn may_acknowledge(&self, loaded: &Loaded, event_id: EventId) -> bool {
        let now_ms = self.clock.wall_ms();
        let young = |entry: &Entry| now_ms.abs_diff(entry.began_ms) <= self.tuning.firm_ms.unsigned_abs();
        loaded.entries.iter().any(|(_, entry)| entry.event_id == event_id && young(entry))
    }
}
