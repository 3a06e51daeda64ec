//! Noting that a delivery came or was refused: one read on a delivery's way, and a write once a minute.
//!
//! Two notes at once may lose one of each other; they are a sample. A caller goes on whatever these answer: a
//! delivery must not fail because it could not be noted.

use crate::activity::write;
use crate::limits::RETURN_MS;
use crate::registry::{self, What};
use crate::{AccountError, AccountId, Activity, Clock, Silence, Store, is_silent, read_activity};

/// Notes an authentic delivery with so many events. Call it for accounts that exist, whatever the events were.
///
/// The first one of an account also makes sure that the registry has it. Answers the silence that it ends, if it ends
/// one: whoever was warned may now be told.
///
/// # Errors
/// The store's.
pub async fn note_received<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    events: u64,
) -> Result<Option<Silence>, AccountError> {
    let mut ended = None;
    let change = |activity: &mut Activity, now| {
        ended = is_silent(activity, now);
        activity.receive(now, events)
    };
    note(store, clock, id, change).await?;
    Ok(ended)
}

/// Notes a delivery that was refused, and why. Call it for accounts that exist: their names are the operator's, so
/// that strangers can't fill the registry.
///
/// # Errors
/// The store's.
pub async fn note_failed<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    reason: &str,
) -> Result<(), AccountError> {
    note(store, clock, id, |activity, now| activity.fail(now, reason)).await
}

async fn note<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    change: impl FnOnce(&mut Activity, i64) -> bool,
) -> Result<(), AccountError> {
    let known = read_activity(store, id).await?;
    // Registered first: after a crash in between, the next delivery does it again.
    if known.is_none() && !register(store, clock, id).await? {
        return Ok(());
    }
    let mut activity = known.unwrap_or_default();
    if change(&mut activity, clock.wall_ms()) {
        write(store, id, activity).await?;
    }
    Ok(())
}

/// Makes sure that the registry has an account, if there is room. Answers no for one that was just removed.
async fn register<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId) -> Result<bool, AccountError> {
    let mut opened = registry::open(store, clock).await?;
    match opened.registry.get(id) {
        Some(known) if !known.removed => return Ok(true),
        Some(known) if clock.wall_ms().saturating_sub(known.changed_at) <= RETURN_MS => return Ok(false),
        _ => {}
    }
    if opened.registry.is_full() {
        return Ok(true);
    }
    match opened.record(id, None, What::Seen).await {
        Ok(()) | Err(AccountError::Full) => Ok(true),
        Err(error) => Err(error),
    }
}
