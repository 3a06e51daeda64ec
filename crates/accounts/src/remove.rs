//! Removing an account.

use crate::limits::BY_BYTES_MAX;
use crate::registry::{self, What};
use crate::{AccountError, AccountId, Clock, Part, Store};

/// Deletes what is kept of an account, then marks it as removed. Answers whether it was listed.
///
/// Settings go first: if this dies halfway, the account takes no more deliveries, and is still listed so that
/// somebody sees it and removes it again. What a [`put`](crate::put) that died left behind is deleted too. An account
/// that stands in a variable comes back with its next delivery, not before [`RETURN_MS`](crate::limits::RETURN_MS).
///
/// # Errors
/// The store's; [`AccountError::ByTooLong`]; [`AccountError::Contention`].
pub async fn remove<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId, by: &str) -> Result<bool, AccountError> {
    if by.len() > BY_BYTES_MAX {
        return Err(AccountError::ByTooLong);
    }
    let mut opened = registry::open(store, clock).await?;
    for key in [id.part_key(Part::Hook), id.part_key(Part::Api), id.token_key(), id.activity_key()] {
        store.delete(&key).await?;
    }
    if !opened.registry.is_live(id) {
        return Ok(false);
    }
    opened.record(id, Some(by), What::Removed).await?;
    Ok(true)
}
