//! Reading the index in order.

use super::page::{self, Key};
use super::{INDEX_JOURNAL, Index, IndexError, attention_at, order_key, timer_key};
use crate::limits::LIST_PAGES_MAX;
use crate::row::Row;
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeMap;

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Key>,
}

impl<S: Store, C: Clock> Index<'_, S, C> {
    /// Up to `limit` rows after `after` that `keep` wants, in the order of the list. Looks through at most
    /// [`LIST_PAGES_MAX`] pages, so a page of a rare filter may come short and still have a next one.
    pub async fn scan(
        &self,
        after: Option<&Key>,
        limit: usize,
        keep: impl Fn(&Row) -> bool,
    ) -> Result<Scan, IndexError> {
        let is_after = |key: &Key| after.is_none_or(|after| key > after);
        let mut recent: BTreeMap<Key, &Row> = self
            .recent
            .values()
            .filter(|row| row.is_listed() && keep(row))
            .map(|row| (order_key(row), row))
            .filter(|(key, _)| is_after(key))
            .collect();
        let pages = &self.manifest.order.0;
        let begin = after.map_or(0, |after| self.manifest.order.position(after));
        let mut scan = Scan::default();
        for (looked_through, reference) in pages.iter().skip(begin).enumerate() {
            if looked_through >= LIST_PAGES_MAX {
                if scan.take_before(&reference.first, &mut recent, limit) {
                    // Everything before this page's first key was looked at.
                    scan.next = Some(before(&reference.first));
                }
                return Ok(scan);
            }
            let entries = page::read(self.store, INDEX_JOURNAL, std::slice::from_ref(reference)).await?;
            for (key, value) in entries.into_iter().flatten().filter(|(key, _)| is_after(key)) {
                if !scan.take_before(&key, &mut recent, limit) {
                    return Ok(scan);
                }
                let row = decode(&value)?;
                if self.recent.contains_key(&row.conversation) || !keep(&row) {
                    continue;
                }
                if scan.is_full(limit) {
                    return Ok(scan);
                }
                scan.push(key, row);
            }
        }
        for (key, row) in recent {
            if scan.is_full(limit) {
                return Ok(scan);
            }
            scan.push(key, row.clone());
        }
        scan.next = None;
        Ok(scan)
    }

    /// Up to `limit` conversations that a sweep at `at` has to look at, the longest due first, and whether
    /// there are more.
    pub async fn due(&self, at: Instant, limit: usize) -> Result<(Vec<ConversationId>, bool), IndexError> {
        let mut due: Vec<(Key, ConversationId)> = self
            .recent
            .values()
            .filter_map(|row| {
                let due_at = attention_at(row).filter(|due_at| *due_at <= at)?;
                Some((timer_key(due_at, row.conversation), row.conversation))
            })
            .collect();
        let last = timer_key(at, ConversationId::from_bytes([u8::MAX; 16]));
        let mut taken = 0;
        'pages: for reference in &self.manifest.timer.0 {
            if reference.first > last || taken > limit {
                break;
            }
            let entries = page::read(self.store, INDEX_JOURNAL, std::slice::from_ref(reference)).await?;
            for (key, _) in entries.into_iter().flatten() {
                if key > last || taken > limit {
                    break 'pages;
                }
                let Some(conversation) = conversation_of(&key) else { continue };
                if !self.recent.contains_key(&conversation) {
                    taken += 1;
                    due.push((key, conversation));
                }
            }
        }
        due.sort_unstable();
        let has_more = due.len() > limit;
        due.truncate(limit);
        Ok((due.into_iter().map(|(_, conversation)| conversation).collect(), has_more))
    }
}

impl Scan {
    /// Asked when one more row is at hand: a full page then has a next one.
    fn is_full(&self, limit: usize) -> bool {
        self.rows.len() >= limit
    }

    /// Takes the recent rows that come before `key`; answers whether there was room for all of them.
    fn take_before(&mut self, key: &Key, recent: &mut BTreeMap<Key, &Row>, limit: usize) -> bool {
        while let Some(first) = recent.first_entry()
            && first.key() < key
        {
            if self.is_full(limit) {
                return false;
            }
            let (key, row) = first.remove_entry();
            self.push(key, row.clone());
        }
        true
    }

    fn push(&mut self, key: Key, row: Row) {
        self.next = Some(key);
        self.rows.push(row);
    }
}

fn decode(value: &[u8]) -> Result<Row, IndexError> {
    postcard::from_bytes(value).map_err(|_| IndexError::Corrupt { key: format!("{INDEX_JOURNAL}: a row") })
}

/// The conversation at the end of a timer key.
fn conversation_of(key: &[u8]) -> Option<ConversationId> {
    let bytes = key.get(8..)?;
    Some(ConversationId::from_bytes(bytes.try_into().ok()?))
}

/// A key that sorts before `key` and after all that sort before it, as far as stored keys go: they all have
/// the same length, and a shorter prefix sorts before its extensions.
fn before(key: &Key) -> Key {
    let mut shorter = key.clone();
    shorter.pop();
    shorter
}
