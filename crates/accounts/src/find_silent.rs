//! Looking through all accounts for silent ones: for the sweep, which comes far more often than that is worth.

use crate::limits::{READ_CONCURRENCY_MAX, SILENCE_CHECK_MS};
use crate::{AccountError, AccountId, Clock, Silence, Store, is_silent, list, read_activity};
use futures_util::stream::{self, StreamExt, TryStreamExt};

const CHECKED_KEY: &str = "h1:checked";

/// The accounts that are silent now; none without a look if there was one in the last [`SILENCE_CHECK_MS`], which
/// costs one read.
///
/// A silence is found by every look while it lasts: who warns of it does so once for each account and
/// [`since`](Silence::since). An error, or a crash before the warning, therefore loses nothing.
///
/// # Errors
/// The store's; then the next call looks again.
pub async fn find_silent<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Vec<(AccountId, Silence)>, AccountError> {
    let now = clock.wall_ms();
    let checked = store.get(CHECKED_KEY).await?;
    let checked_at: Option<i64> = checked.and_then(|text| String::from_utf8(text).ok()?.parse().ok());
    // Either way: one that lies ahead was written by a wrong clock.
    if checked_at.is_some_and(|at| now.abs_diff(at) < SILENCE_CHECK_MS.unsigned_abs()) {
        return Ok(Vec::new());
    }
    let accounts = list(store, clock).await?;
    let found: Vec<Option<(AccountId, Silence)>> = stream::iter(accounts)
        .filter(|(_, known)| std::future::ready(!known.removed))
        .map(|(id, _)| async move {
            let silence = read_activity(store, &id).await?.and_then(|activity| is_silent(&activity, now));
            Ok::<_, AccountError>(silence.map(|silence| (id, silence)))
        })
        .buffered(READ_CONCURRENCY_MAX)
        .try_collect()
        .await?;
    store.set(CHECKED_KEY, now.to_string().as_bytes()).await?;
    Ok(found.into_iter().flatten().collect())
}
