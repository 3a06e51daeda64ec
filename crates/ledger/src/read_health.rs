//! The figures of an account.

use crate::limits::{LINES_MAX, READ_CONCURRENCY_MAX};
use crate::pages::read_rollup;
use crate::{Account, LedgerError, Line, keys, lines, list, read_account};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{AccountHealth, Figure, Rollup};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// An account with all that its figures are made of.
#[derive(Clone, Debug)]
pub struct Health {
    /// Which.
    pub id: AccountId,
    /// Settings, alerts, reports.
    pub account: Account,
    /// The counts by day.
    pub rollup: Rollup,
    /// The figures, by rule, site and who ships.
    pub figures: Vec<Figure>,
}

impl Health {
    /// For what else is computed from the same counts.
    pub fn of(&self) -> AccountHealth<'_> {
        AccountHealth::new(self.id.channel(), &self.account.settings.options.zone, &self.rollup)
    }
}

/// The figures as of `at`. The cost depends on the number of pages and on what changed since the last look, not on how
/// much is known.
///
/// # Errors
/// The store's.
pub async fn read_health<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    at: i64,
) -> Result<Health, LedgerError> {
    read(store, clock, id, at, false).await
}

pub async fn read<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    at: i64,
    trims: bool,
) -> Result<Health, LedgerError> {
    let account = read_account(store, clock, id).await?;
    let options = &account.settings.options;
    let rollup = match account.pages {
        Some(pages) => read_rollup(store, clock, id, pages, options, trims).await?,
        None => Rollup::default(),
    };
    let figures = AccountHealth::new(id.channel(), &options.zone, &rollup).figures(at);
    Ok(Health { id: id.clone(), account, rollup, figures })
}

/// An account in the overview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// As of when.
    pub at: i64,
    /// The figures that have a limit or thresholds.
    pub lines: Vec<Line>,
}

/// Keeps the figures for the overview. A cache: failing is no error.
pub async fn keep_summary<S: Store>(store: &S, health: &Health, at: i64) {
    let mut lines = lines(health, at);
    lines.retain(|line| line.level != "none");
    lines.iter_mut().for_each(|line| line.leaving.clear());
    lines.truncate(LINES_MAX);
    if let Ok(bytes) = serde_json::to_vec(&Summary { at, lines }) {
        let _ = store.set(&keys::figures(&health.id), &bytes).await;
    }
}

/// All accounts with facts, from `after` on, at most `limit`, with their figures as last evaluated; `None` for an
/// account that wasn't yet. One read each.
///
/// # Errors
/// The store's.
pub async fn list_summaries<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    after: Option<&AccountId>,
    limit: usize,
) -> Result<Vec<(AccountId, Option<Summary>)>, LedgerError> {
    let ids: Vec<AccountId> = list(store, clock).await?;
    let wanted = ids.into_iter().filter(|id| after.is_none_or(|after| id > after)).take(limit);
    stream::iter(wanted)
        .map(async |id| {
            let bytes = store.get(&keys::figures(&id)).await?;
            Ok::<_, LedgerError>((id, bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok())))
        })
        .buffered(READ_CONCURRENCY_MAX)
        .try_collect()
        .await
}
