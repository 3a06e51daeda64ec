//! Bringing a load up to date: what a writer does after its append to see who else wrote.

use crate::limits::{OWN_ENTRY_LOOKS_MAX, OWN_ENTRY_MS};
use crate::{Clock, Journal, Loaded, Store, StoreError, clock::Moment};

impl<S: Store, C: Clock> Journal<'_, S, C> {
    /// Reads the counter again, then at once the entries that are new or were missing. A load that is
    /// old or far behind is done anew instead.
    ///
    /// # Errors
    /// As [`load`](Self::load); `loaded` is then unchanged.
    pub async fn catch_up(&self, loaded: &mut Loaded) -> Result<(), StoreError> {
        let began = Moment::now(self.clock);
        let head = self.head().await?.max(loaded.head);
        let is_far_behind = head - loaded.head > self.tuning.span_entries;
        if is_far_behind || !self.is_recent(loaded) {
            *loaded = self.load().await?;
            return Ok(());
        }
        let wanted = loaded.holes.iter().copied().chain(loaded.head.saturating_add(1)..=head);
        let round = self.read_entries(wanted).await?;
        // What was missing may have been trimmed since the first load.
        if !round.holes.is_empty() && !self.is_recent(loaded) {
            *loaded = self.load().await?;
            return Ok(());
        }
        loaded.entries.extend(round.entries);
        loaded.entries.sort_unstable_by_key(|(sequence, _)| *sequence);
        loaded.holes = round.holes;
        loaded.head = head;
        // The snapshot is still of the first load, so its age counts from there.
        loaded.judged_ms = began.wall_ms;
        Ok(())
    }

    /// Catches up until one's own entry `sequence` is seen: a store that is behind mostly is so for a moment. Whether it is
    /// seen after [`OWN_ENTRY_MS`] or [`OWN_ENTRY_LOOKS_MAX`] looks.
    ///
    /// # Errors
    /// As [`catch_up`](Self::catch_up).
    pub async fn catch_up_to(&self, loaded: &mut Loaded, sequence: u64) -> Result<bool, StoreError> {
        let began = Moment::now(self.clock);
        for _ in 0..OWN_ENTRY_LOOKS_MAX {
            self.catch_up(loaded).await?;
            let is_seen = loaded.last_covered(loaded.boundary()) >= sequence
                || loaded.entries.iter().any(|(known, _)| *known == sequence);
            if is_seen {
                return Ok(true);
            }
            if began.elapsed_ms(self.clock) > OWN_ENTRY_MS {
                break;
            }
        }
        Ok(false)
    }
}
