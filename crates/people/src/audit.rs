//! The audit trail: the journal's entries, the newest first.

use crate::opened::open;
use crate::record::Record;
use crate::{PeopleError, limits::AUDIT_PAGE_MAX};
use sellerdesk_journal::{Clock, Store};

/// A page of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// Entries with their numbers, the newest first.
    pub entries: Vec<(u64, Record)>,
    /// Where the next page begins, if there is one.
    pub next: Option<u64>,
}

/// Up to `limit` entries before number `before`. One round of reads, however long the trail is.
///
/// # Errors
/// The store's.
pub async fn read_audit<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    before: Option<u64>,
    limit: usize,
) -> Result<AuditPage, PeopleError> {
    let opened = open(store, clock).await?;
    let limit = limit.clamp(1, AUDIT_PAGE_MAX) as u64;
    let end = before.unwrap_or(u64::MAX).min(opened.loaded.head.saturating_add(1));
    let first = end.saturating_sub(limit).max(1);
    let mut entries: Vec<(u64, Record)> = opened
        .journal
        .read_between(&opened.loaded, first, end)
        .await?
        .into_iter()
        .filter_map(|(number, entry)| Some((number, Record::decode(&entry.payload)?)))
        .collect();
    entries.reverse();
    Ok(AuditPage { entries, next: (first > 1).then_some(first) })
}
