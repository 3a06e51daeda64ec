//! Writing the next manifest, and deleting what it replaced.
//!
//! Pages leak, a few at a time, where a compaction died before its manifest was stored, or where the manifest of
//! the same boundary was stored over it: nothing names them any more. They cost space and nothing else.

use super::page::{Changes, Rewritten, rewrite, store_key};
use super::{
    INDEX_JOURNAL, Index, IndexError, Manifest, Numbered, ORDER, PLACE, Place, Settled, TIMER, newest_rows, replaces,
};
use crate::limits::SETTLED_MAX;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::trim::Trimmed;
use sellerdesk_journal::{Clock, Snapshot, Store, WRITE_CONCURRENCY_MAX};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// What a batch of rows does to the three trees.
#[derive(Default)]
struct Batch {
    order: Changes,
    timer: Changes,
    place: Changes,
}

impl<S: Store, C: Clock> Index<'_, S, C> {
    /// Folds the settled rows since the last snapshot into new pages and stores the manifest. Answers whether
    /// there was anything to do; load the index anew afterwards.
    ///
    /// # Errors
    /// The store's, with nothing changed for any reader; a value too large beyond about half a million
    /// listed conversations, see `docs/decisions/0003-inbox-index.md`.
    pub async fn compact(&self) -> Result<bool, IndexError> {
        let Some(boundary) = self.loaded.snapshot_due() else { return Ok(false) };
        let rows = newest_rows(self.loaded.entries_through(boundary))?;
        let conversations: HashSet<ConversationId> = rows.keys().copied().collect();
        let places = self.places(&conversations).await?;
        // A function of the log, like everything in a snapshot: another writer of this boundary has the same.
        let now_ms = self.loaded.entries_through(boundary).map(|(_, entry)| entry.at_ms).max().unwrap_or_default();
        let settled = self.settled(&rows, &places);
        let Batch { order, timer, place } = Batch::of(rows, &places, now_ms)?;
        let is_remembered =
            |value: &[u8]| postcard::from_bytes::<Place>(value).is_ok_and(|place| place.is_remembered(now_ms));
        let Manifest { order: orders, timer: timers, place: homes, .. } = &self.manifest;
        let order = rewrite(self.store, INDEX_JOURNAL, ORDER, boundary, orders, order, |_| true).await?;
        let timer = rewrite(self.store, INDEX_JOURNAL, TIMER, boundary, timers, timer, |_| true).await?;
        let place = rewrite(self.store, INDEX_JOURNAL, PLACE, boundary, homes, place, is_remembered).await?;
        self.write(&[&order, &timer, &place]).await?;
        let manifest = Manifest { order: order.tree, timer: timer.tree, place: place.tree, settled };
        Ok(self.journal.put_snapshot(&self.loaded, boundary, &manifest.encode()?).await?)
    }

    /// The versions that the trees have after a compaction, of the conversations changed last.
    fn settled(
        &self,
        rows: &HashMap<ConversationId, Numbered>,
        places: &HashMap<ConversationId, Place>,
    ) -> Vec<Settled> {
        let mut newest: Vec<&Numbered> = rows.values().collect();
        newest.sort_unstable_by_key(|numbered| Reverse(numbered.sequence));
        let now = newest.into_iter().map(|Numbered { row, .. }| {
            let place = places.get(&row.conversation).map_or((0, false), |place| (place.version, place.complete));
            let (version, complete) = place.max((row.version, row.complete));
            Settled { conversation: row.conversation.bytes(), version, complete }
        });
        let is_older = |settled: &&Settled| !rows.contains_key(&ConversationId::from_bytes(settled.conversation));
        now.chain(self.manifest.settled.iter().filter(is_older).copied()).take(SETTLED_MAX).collect()
    }

    async fn write(&self, rewritten: &[&Rewritten]) -> Result<(), IndexError> {
        let pages = rewritten.iter().flat_map(|tree| &tree.pages);
        stream::iter(pages)
            .map(|(key, value)| self.store.set(key, value))
            .buffer_unordered(WRITE_CONCURRENCY_MAX)
            .try_collect::<()>()
            .await?;
        Ok(())
    }

    /// Deletes entries, manifests and pages that a manifest seen long ago has replaced: a bounded part.
    ///
    /// # Errors
    /// The store's. Call it again: what was deleted stays deleted.
    pub async fn trim(&self) -> Result<Trimmed, IndexError> {
        let trimmed = self
            .journal
            .trim(&self.loaded, async |removal| {
                let [lowest, newest] = removal.kept.map(pages_of);
                let (Some(removed), Some(lowest), Some(newest)) = (pages_of(removal.removed), lowest, newest) else {
                    return Ok(());
                };
                let orphans = removed.into_iter().filter(|id| !lowest.contains(id) && !newest.contains(id));
                stream::iter(orphans)
                    .map(|id| async move { self.store.delete(&store_key(INDEX_JOURNAL, &id)).await })
                    .buffer_unordered(WRITE_CONCURRENCY_MAX)
                    .try_collect::<()>()
                    .await
            })
            .await?;
        Ok(trimmed)
    }
}

impl Batch {
    fn of(
        rows: HashMap<ConversationId, Numbered>,
        places: &HashMap<ConversationId, Place>,
        now_ms: i64,
    ) -> Result<Self, IndexError> {
        let mut batch = Self::default();
        for (conversation, Numbered { row, .. }) in rows {
            let old = places.get(&conversation);
            if old.is_some_and(|old| !replaces((row.version, row.complete), (old.version, old.complete))) {
                continue;
            }
            let new = Place::of(&row, now_ms);
            if let Some(old) = old {
                batch.order.extend(old.order.clone().map(|key| (key, None)));
                batch.timer.extend(old.timer.clone().map(|key| (key, None)));
            }
            if let Some(key) = &new.order {
                let value = postcard::to_allocvec(&row).map_err(|_| IndexError::Unencodable)?;
                batch.order.insert(key.clone(), Some(value));
            }
            batch.timer.extend(new.timer.clone().map(|key| (key, Some(Vec::new()))));
            // A closed conversation is forgotten after a while: the index must not grow with history.
            let value = postcard::to_allocvec(&new).map_err(|_| IndexError::Unencodable)?;
            batch.place.insert(conversation.bytes().to_vec(), Some(value));
        }
        Ok(batch)
    }
}

/// The pages that a manifest names; `None` if it can't be read, and then nothing is deleted.
fn pages_of(snapshot: &Snapshot) -> Option<HashSet<[u8; 16]>> {
    let manifest = Manifest::decode(&snapshot.bytes)?;
    let trees = [manifest.order, manifest.timer, manifest.place];
    Some(trees.into_iter().flat_map(|tree| tree.0).map(|page| page.id).collect())
}
