//! Reading the sums of a period.

use super::questions::Questions;
use super::shard::Shard;
use super::{Day, REGISTRY, SHARDS, cache, month_key, month_of, shard_key};
use crate::limits::READ_CONCURRENCY_MAX;
use crate::{LedgerError, registry};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_journal::{Clock, Journal, Store};
use std::collections::BTreeMap;

/// What happens in a conversation more than so many months after the one it began in is in no report.
pub const LOOKBACK_MONTHS: i32 = 6;

/// Sums by day since 1970-01-01, UTC.
pub type Days = BTreeMap<i32, Day>;

/// The accounts that have tallies.
///
/// # Errors
/// The store's.
pub async fn list_tallied<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Vec<AccountId>, LedgerError> {
    registry::list_of(store, clock, REGISTRY).await
}

/// The sums of the days `from..=to` of one account. Two reads for each month of the period and [`LOOKBACK_MONTHS`]
/// before it, one more for each further 192 KiB of a month's sums, and a bounded number for each month that changed since
/// the last look.
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

/// What was asked in the conversations that began in the months of the days `from..=to`: whole months. As many reads as
/// [`read_tally`] takes for those.
///
/// # Errors
/// The store's.
pub async fn read_questions<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    from: i32,
    to: i32,
) -> Result<Questions, LedgerError> {
    let months = month_of(from)..=month_of(to);
    let mut read = stream::iter(months)
        .map(async |month| {
            let Some((name, changes)) = changes_of(store, clock, id, month).await? else {
                return Ok(Questions::default());
            };
            let key = format!("{name}:q");
            if let Some(cached) = cache::read(store, &key, changes).await? {
                return Ok(cached);
            }
            let mut questions = Questions::default();
            let add = |shard: Shard| questions.merge(&shard.questions());
            let is_whole = read_shards(store, clock, id, month, add).await?;
            questions.bound();
            if is_whole {
                cache::write(store, &key, changes, &questions).await;
            }
            Ok::<_, LedgerError>(questions)
        })
        .buffer_unordered(READ_CONCURRENCY_MAX);
    let mut all = Questions::default();
    while let Some(questions) = read.try_next().await? {
        all.merge(&questions);
    }
    Ok(all)
}

async fn read_month<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId, month: i32) -> Result<Days, LedgerError> {
    let Some((name, changes)) = changes_of(store, clock, id, month).await? else { return Ok(Days::new()) };
    let key = format!("{name}:c");
    if let Some(cached) = cache::read(store, &key, changes).await? {
        return Ok(cached);
    }
    let mut days = Days::new();
    let add = |shard: Shard| {
        for (day, sums) in &shard.sums() {
            days.entry(*day).or_default().merge(sums);
        }
    };
    if read_shards(store, clock, id, month, add).await? {
        cache::write(store, &key, changes, &days).await;
    }
    Ok(days)
}

/// The month's name and how often it was changed; `None` for one without conversations.
async fn changes_of<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    month: i32,
) -> Result<Option<(String, u64)>, LedgerError> {
    let name = month_key(id, month);
    let changes = Journal::open(store, clock, &name)?.head().await?;
    Ok((changes > 0).then_some((name, changes)))
}

/// Hands over a month's shards; whether nothing can still come in under a number that was read.
async fn read_shards<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    month: i32,
    mut add: impl FnMut(Shard),
) -> Result<bool, LedgerError> {
    let mut shards = stream::iter(0..SHARDS)
        .map(async |shard| {
            let journal = Journal::open(store, clock, &shard_key(id, month, shard))?;
            let (shard, loaded) = journal.load_folded::<Shard>().await?;
            Ok::<_, LedgerError>((shard, loaded.open_holes().is_empty()))
        })
        .buffer_unordered(READ_CONCURRENCY_MAX);
    let mut is_whole = true;
    while let Some((shard, whole)) = shards.try_next().await? {
        is_whole &= whole;
        add(shard);
    }
    Ok(is_whole)
}
