//! One page of the inbox.

use crate::index::Index;
use crate::limits::{INDEX_TAIL_MAX, LIST_ROWS_MAX};
use crate::row::Row;
use crate::{Desk, Filter, InboxError, Rules};
use sellerdesk_journal::{Clock, Store};

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Rows, the most pressing first.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Vec<u8>>,
}

/// Lists 1 to [`LIST_ROWS_MAX`] rows after a cursor. The cost does not grow with the number of conversations.
///
/// # Errors
/// The store's or the index's.
pub async fn list<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    filter: &Filter,
    after: Option<&Vec<u8>>,
    limit: usize,
) -> Result<Listed, InboxError> {
    let mut index = Index::load(desk.store, desk.clock).await?;
    // No sweep came by for long: what it would have done is done here, once. The list does not depend on it.
    if index.tail_entries() > INDEX_TAIL_MAX && index.compact().await.unwrap_or_default() {
        index = Index::load(desk.store, desk.clock).await?;
    }
    let now = desk.clock.wall_ms();
    let is_wanted = |row: &Row| desk.sees(&row.channel, &row.account) && filter.wants(row, now);
    let scan = index.scan(after, limit.clamp(1, LIST_ROWS_MAX), is_wanted).await?;
    Ok(Listed { rows: scan.rows, next: scan.next })
}
