//! Reading pages and their rollups.

use crate::limits::{PAGE_CONCURRENCY_MAX, READ_CONCURRENCY_MAX};
use crate::{LedgerError, keys};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{Batch, Options, Page, Rollup};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Loaded, Store};
use serde::{Deserialize, Serialize};

/// A page as the fold of its journal.
#[derive(Debug, Default)]
struct Folded(Page);

impl Fold for Folded {
    fn apply(&mut self, _: u64, entry: &Entry) {
        // The same batch again changes nothing: facts merge like a set.
        if let Ok(batch) = Batch::decode(&entry.payload) {
            self.0.apply(&batch);
        }
    }

    fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Page::decode(bytes).ok().map(Self)
    }
}

/// A stored rollup.
#[derive(Debug, Serialize, Deserialize)]
struct Cached {
    head: u64,
    options: Options,
    rollup: Rollup,
}

/// The rollup of all pages: two reads for each page, more only for those that changed since the last look. `trims`
/// also deletes what the pages' snapshots have replaced.
pub async fn read_rollup<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    pages: u16,
    options: &Options,
    trims: bool,
) -> Result<Rollup, LedgerError> {
    let mut all = Rollup::default();
    let mut rollups = stream::iter(0..pages)
        .map(|page| rollup_of(store, clock, id, page, options, trims))
        .buffer_unordered(READ_CONCURRENCY_MAX);
    while let Some(rollup) = rollups.try_next().await? {
        all.merge(&rollup);
    }
    Ok(all)
}

async fn rollup_of<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    page: u16,
    options: &Options,
    trims: bool,
) -> Result<Rollup, LedgerError> {
    let journal = Journal::open(store, clock, &keys::page(id, page))?;
    let head = journal.head().await?;
    if head == 0 {
        return Ok(Rollup::default());
    }
    let key = keys::rollup(id, page);
    let cached = store.get(&key).await?.and_then(|bytes| postcard::from_bytes::<Cached>(&bytes).ok());
    if let Some(cached) = cached.filter(|cached| cached.head == head && cached.options == *options) {
        return Ok(cached.rollup);
    }
    let (folded, loaded) = journal.load_folded::<Folded>().await?;
    if trims {
        journal.trim(&loaded, async |_| Ok(())).await?;
    }
    let rollup = folded.0.rollup_as(options);
    if is_whole(&loaded) {
        let cached = Cached { head: loaded.head, options: options.clone(), rollup };
        let bytes = postcard::to_allocvec(&cached).map_err(|_| LedgerError::Unencodable)?;
        // A cache: the next look makes it anew.
        let _ = store.set(&key, &bytes).await;
        return Ok(cached.rollup);
    }
    Ok(rollup)
}

/// Whether nothing can still come in under a number up to the head.
fn is_whole(loaded: &Loaded) -> bool {
    loaded.open_holes().is_empty()
}

/// Hands over all pages of an account, some at a time: all at once might not fit into memory.
pub async fn each_page<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    pages: u16,
    mut see: impl FnMut(&Page),
) -> Result<(), LedgerError> {
    let mut read = stream::iter(0..pages)
        .map(async |page| {
            let journal = Journal::open(store, clock, &keys::page(id, page))?;
            Ok::<_, LedgerError>(journal.load_folded::<Folded>().await?.0.0)
        })
        .buffer_unordered(PAGE_CONCURRENCY_MAX);
    while let Some(page) = read.try_next().await? {
        see(&page);
    }
    Ok(())
}

/// Some of an account's pages, whole: for single orders and SKUs.
///
/// # Errors
/// The store's.
pub async fn read_pages<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    pages: impl IntoIterator<Item = u16>,
) -> Result<Vec<Page>, LedgerError> {
    stream::iter(pages)
        .map(async |page| {
            let journal = Journal::open(store, clock, &keys::page(id, page))?;
            Ok::<_, LedgerError>(journal.load_folded::<Folded>().await?.0.0)
        })
        .buffer_unordered(PAGE_CONCURRENCY_MAX)
        .try_collect()
        .await
}
