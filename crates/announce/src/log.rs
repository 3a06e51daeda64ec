//! The delivery log, and what people do about it.

use crate::announce::append;
use crate::deliver::parse_item;
use crate::{AnnounceError, open};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use sellerdesk_notify::{Outbox, Record, caps};

/// Everything that is remembered: deliveries, targets that fail, refusals, the breaker.
///
/// # Errors
/// The store's.
pub async fn read_log<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Outbox, AnnounceError> {
    Ok(open(store, clock).await?.1)
}

/// Makes a delivery be sent again.
///
/// # Errors
/// [`AnnounceError::NotFound`]; the store's.
pub async fn redeliver<S: Store, C: Clock>(store: &S, clock: &C, id: &str, at: Instant) -> Result<(), AnnounceError> {
    let (journal, outbox, _) = open(store, clock).await?;
    let item = parse_item(id).filter(|id| outbox.get(*id).is_some()).ok_or(AnnounceError::NotFound)?;
    append(&journal, &[Record::Redelivered { item, at }]).await?;
    Ok(())
}

/// Takes a target that was found dead back into use.
///
/// # Errors
/// The store's.
pub async fn clear<S: Store, C: Clock>(store: &S, clock: &C, target: &str, at: Instant) -> Result<(), AnnounceError> {
    let (journal, _, _) = open(store, clock).await?;
    append(&journal, &[Outbox::clear(target, at)]).await?;
    Ok(())
}

/// Lets automatic sends go on.
///
/// # Errors
/// The store's.
pub async fn close_breaker<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    by: &str,
    at: Instant,
) -> Result<(), AnnounceError> {
    let (journal, _, _) = open(store, clock).await?;
    append(&journal, &[Record::Caps { entry: caps::Entry::closed(by, at) }]).await?;
    Ok(())
}
