//! Reading the sums of a period.

use super::shard::Shard;
use super::{REGISTRY, SHARDS, Sums, month_key, month_of, shard_key};
use crate::limits::READ_CONCURRENCY_MAX;
use crate::{LedgerError, registry};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_journal::{Clock, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happens in a conversation more than so many months after the one it began in is in no report.
pub const LOOKBACK_MONTHS: i32 = 6;

/// Sums by day since 1970-01-01, UTC.
pub type Days = BTreeMap<i32, Sums>;

#[derive(Debug, Serialize, Deserialize)]
struct Cached {
    changes: u64,
    days: Days,
}

/// The accounts that have tallies.
///
/// # Errors
/// The store's.
pub async fn list_tallied<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Vec<AccountId>, LedgerError> {
    registry::list_of(store, clock, REGISTRY).await
}

/// The sums of the days `from..=to` of one account. Two reads for each month of the period and [`LOOKBACK_MONTHS`]
/// before it, and a bounded number more for each month that changed since the last look.
///
/// # Errors
/// The store's.
pub async fn read_tally<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    from: i32,
    to: i32,
) -> Result<Days, LedgerError> {
    let months = month_of(from) - LOOKBACK_MONTHS..=month_of(to);
    let mut read =
        stream::iter(months).map(|month| read_month(store, clock, id, month)).buffer_unordered(READ_CONCURRENCY_MAX);
    let mut days = Days::new();
    while let Some(month) = read.try_next().await? {
        for (day, sums) in month.range(from..=to.max(from)) {
            days.entry(*day).or_default().merge(sums);
        }
    }
    Ok(days)
}

async fn read_month<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId, month: i32) -> Result<Days, LedgerError> {
    let name = month_key(id, month);
    let changes = Journal::open(store, clock, &name)?.head().await?;
    if changes == 0 {
        return Ok(Days::new());
    }
    let key = format!("{name}:c");
    let cached = store.get(&key).await?.and_then(|bytes| postcard::from_bytes::<Cached>(&bytes).ok());
    if let Some(cached) = cached.filter(|cached| cached.changes == changes) {
        return Ok(cached.days);
    }
    let mut days = Days::new();
    let mut shards = stream::iter(0..SHARDS)
        .map(async |shard| {
            let journal = Journal::open(store, clock, &shard_key(id, month, shard))?;
            let (shard, loaded) = journal.load_folded::<Shard>().await?;
            Ok::<_, LedgerError>((shard.sums(), loaded.open_holes().is_empty()))
        })
        .buffer_unordered(READ_CONCURRENCY_MAX);
    let mut is_whole = true;
    while let Some((of_shard, whole)) = shards.try_next().await? {
        is_whole &= whole;
        for (day, sums) in &of_shard {
            days.entry(*day).or_default().merge(sums);
        }
    }
    drop(shards);
    if is_whole {
        let cached = Cached { changes, days };
        let bytes = postcard::to_allocvec(&cached).map_err(|_| LedgerError::Unencodable)?;
        // A cache: the next look makes it anew.
        let _ = store.set(&key, &bytes).await;
        return Ok(cached.days);
    }
    Ok(days)
}
