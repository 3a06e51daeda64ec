//! Taking facts.

use crate::account::{Record, append, load};
use crate::limits::PAGE_CONCURRENCY_MAX;
use crate::{Account, LedgerError, keys, registry};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{Batch, Fact, Options};
use sellerdesk_journal::{Clock, EventId, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What taking facts has to know: a cache of the account's journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// Pages that facts are divided by.
    pub pages: u16,
    /// How disputed rules are read.
    pub options: Options,
}

/// Appends facts to their pages, received at `received_at`: any order, any number of times. Two store operations for
/// each page that is touched, and one read. Pages are kept short by the hourly evaluation.
///
/// # Errors
/// The store's; some of the facts may then be in: record them all again. [`LedgerError::Full`] for the first facts of
/// one account too many.
pub async fn record_facts<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    facts: Vec<Fact>,
    received_at: i64,
) -> Result<(), LedgerError> {
    if facts.is_empty() {
        return Ok(());
    }
    let known = match store.get(&keys::known(id)).await?.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
        Some(known) => known,
        None => begin(store, clock, id).await?,
    };
    let (channel, account) = (id.channel().to_owned(), id.account().to_owned());
    let batch = Batch { channel, account, received_at, options: known.options, facts };
    let mut pages: BTreeMap<u16, Vec<Batch>> = BTreeMap::new();
    for (page, batch) in batch.by_page(known.pages) {
        pages.entry(page).or_default().push(batch);
    }
    stream::iter(pages)
        .map(|(page, batches)| append_batches(store, clock, id, page, batches))
        .buffer_unordered(PAGE_CONCURRENCY_MAX)
        .try_collect::<()>()
        .await
}

async fn append_batches<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    page: u16,
    batches: Vec<Batch>,
) -> Result<(), LedgerError> {
    let journal = Journal::open(store, clock, &keys::page(id, page))?;
    let encoded: Vec<Vec<u8>> = batches.iter().map(Batch::encode).collect();
    let events: Vec<(EventId, &[u8])> =
        encoded.iter().map(|bytes| (keys::event_id("batch", bytes), bytes.as_slice())).collect();
    journal.append_all(&events).await?;
    Ok(())
}

/// The first facts of an account: fixes its number of pages, and lists it.
async fn begin<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId) -> Result<Known, LedgerError> {
    registry::add_to(store, clock, keys::REGISTRY, id).await?;
    let (journal, mut account, mut loaded) = load(store, clock, id).await?;
    if account.pages.is_none() {
        append(&journal, &Record::Began { pages: account.pages_or_default() }).await?;
        // Another writer may have been first with another number.
        journal.catch_up(&mut loaded).await?;
        account = loaded.fold::<Account>()?.state;
    }
    remember(store, id, &account).await
}

/// Writes the cache.
pub async fn remember<S: Store>(store: &S, id: &AccountId, account: &Account) -> Result<Known, LedgerError> {
    let known = Known { pages: account.pages_or_default(), options: account.settings.options.clone() };
    let bytes = postcard::to_allocvec(&known).map_err(|_| LedgerError::Unencodable)?;
    store.set(&keys::known(id), &bytes).await?;
    Ok(known)
}
