//! The pace of an account: how many replies went out in the last minute.
//!
//! One value for each account, read and written without a lock: two components at once may overrun the limit by one
//! another's replies, which the marketplace answers with 429. That costs a retry, a lock would cost every reply.

use sellerdesk_accounts::AccountId;
use sellerdesk_journal::{Store, StoreError};

const MINUTE_MS: i64 = 60_000;
/// Times that are kept of one account.
const TIMES_MAX: usize = 600;

/// Notes a reply at `now`, or answers after how many seconds there is room for one.
pub async fn take<S: Store>(
    store: &S,
    account: &AccountId,
    per_minute_max: u32,
    now: i64,
) -> Result<Option<u32>, StoreError> {
    let key = format!("l1:{}:{}", account.channel(), account.account());
    let stored = store.get(&key).await?.unwrap_or_default();
    let mut times: Vec<i64> = serde_json::from_slice(&stored).unwrap_or_default();
    times.retain(|time| (now - MINUTE_MS..=now).contains(time));
    let limit = usize::try_from(per_minute_max).unwrap_or(TIMES_MAX).clamp(1, TIMES_MAX);
    if times.len() >= limit {
        let oldest = times.first().copied().unwrap_or(now);
        let wait_ms = oldest + MINUTE_MS - now;
        return Ok(Some(u32::try_from(wait_ms / 1_000).unwrap_or_default() + 1));
    }
    times.push(now);
    store.set(&key, &serde_json::to_vec(&times).unwrap_or_default()).await?;
    Ok(None)
}
