//! Writing the next manifest, and deleting what it replaced.

use super::page::{Changes, Rewritten, rewrite, store_key};
use super::{INDEX_JOURNAL, Index, IndexError, Manifest, ORDER, PLACE, Place, TIMER, newest_rows, replaces};
use crate::row::Row;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::trim::Trimmed;
use sellerdesk_journal::{Clock, Snapshot, Store, WRITE_CONCURRENCY_MAX};
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
    pub async fn compact(&self) -> Result<bool, IndexError> {
        let Some(boundary) = self.loaded.snapshot_due() else { return Ok(false) };
        let rows = newest_rows(self.loaded.entries_through(boundary))?;
        let conversations: HashSet<ConversationId> = rows.keys().copied().collect();
        let places = self.places(&conversations).await?;
        let batch = Batch::of(&rows, &places)?;
        let manifest = &self.manifest;
        let order = rewrite(self.store, INDEX_JOURNAL, ORDER, boundary, &manifest.order, batch.order).await?;
        let timer = rewrite(self.store, INDEX_JOURNAL, TIMER, boundary, &manifest.timer, batch.timer).await?;
        let place = rewrite(self.store, INDEX_JOURNAL, PLACE, boundary, &manifest.place, batch.place).await?;
        self.write(&[&order, &timer, &place]).await?;
        let manifest = Manifest { order: order.tree, timer: timer.tree, place: place.tree };
        Ok(self.journal.put_snapshot(&self.loaded, boundary, &manifest.encode()?).await?)
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
    fn of(rows: &HashMap<ConversationId, Row>, places: &HashMap<ConversationId, Place>) -> Result<Self, IndexError> {
        let mut batch = Self::default();
        for (conversation, row) in rows {
            let old = places.get(conversation);
            if old.is_some_and(|old| !replaces((row.version, row.complete), (old.version, old.complete))) {
                continue;
            }
            let new = Place::of(row);
            if let Some(old) = old {
                batch.order.extend(old.order.clone().map(|key| (key, None)));
                batch.timer.extend(old.timer.clone().map(|key| (key, None)));
            }
            let value = postcard::to_allocvec(row).map_err(|_| IndexError::Unencodable)?;
            batch.order.extend(new.order.clone().map(|key| (key, Some(value))));
            batch.timer.extend(new.timer.clone().map(|key| (key, Some(Vec::new()))));
            // A closed conversation leaves the index altogether: its cost must not grow with history.
            let is_kept = new.order.is_some() || new.timer.is_some();
            let value = postcard::to_allocvec(&new).map_err(|_| IndexError::Unencodable)?;
            batch.place.insert(conversation.bytes().to_vec(), is_kept.then_some(value));
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
