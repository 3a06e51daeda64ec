//! Deleting the bytes of uploaded reports: they name buyers.

use crate::account::{Record, append, load};
use crate::{LedgerError, keys};
use sellerdesk_accounts::AccountId;
use sellerdesk_journal::{Clock, Store};

/// Deletes the bytes of uploads from before an instant, those of one kind or all; what was read from them stays, with its
/// summary. How many were deleted.
///
/// # Errors
/// The store's; do it again then.
pub async fn forget_uploads<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    kind: Option<&str>,
    before: i64,
) -> Result<usize, LedgerError> {
    let (journal, account, _) = load(store, clock, id).await?;
    let is_due =
        |upload: &&crate::Upload| upload.at < before && upload.parts > 0 && kind.is_none_or(|kind| upload.kind == kind);
    let due: Vec<&crate::Upload> = account.uploads.iter().filter(is_due).collect();
    if due.is_empty() {
        return Ok(0);
    }
    // The bytes first: while the summary still names them, somebody comes again.
    for upload in &due {
        for part in 0..upload.parts {
            store.delete(&keys::part(id, &upload.id, part)).await?;
        }
    }
    let ids: Vec<String> = due.iter().map(|upload| upload.id.clone()).collect();
    append(&journal, &Record::Forgotten { ids, at: clock.wall_ms() }).await?;
    Ok(due.len())
}
