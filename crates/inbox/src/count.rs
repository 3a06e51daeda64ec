//! How many rows several filters want: one look through the most pressing rows.

use crate::index::Index;
use crate::limits::{COUNT_MAX, COUNT_ROWS_MAX, LIST_ROWS_MAX};
use crate::{Desk, Filter, InboxError, Rules};
use sellerdesk_journal::{Clock, Store};

/// Rows that each filter wants, at most [`COUNT_MAX`]; and whether there are more rows than the [`COUNT_ROWS_MAX`] looked
/// through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// In the order of the filters.
    pub counts: Vec<u32>,
    /// What is less than [`COUNT_MAX`] may be more.
    pub is_partial: bool,
}

/// Counts. The cost grows with neither the number of filters nor that of conversations.
///
/// # Errors
/// The store's or the index's.
pub async fn count<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    filters: &[Filter],
) -> Result<Counted, InboxError> {
    let index = Index::load(desk.store, desk.clock).await?;
    let now = desk.clock.wall_ms();
    let mut counted = Counted { counts: vec![0; filters.len()], is_partial: false };
    let mut after = None;
    for _ in 0..COUNT_ROWS_MAX / LIST_ROWS_MAX {
        let scan = index.scan(after.as_ref(), LIST_ROWS_MAX, |row| desk.sees(&row.channel, &row.account)).await?;
        for row in &scan.rows {
            for (filter, count) in filters.iter().zip(&mut counted.counts) {
                *count += u32::from(*count < COUNT_MAX && filter.wants(row, now));
            }
        }
        after = scan.next;
        if after.is_none() || counted.counts.iter().all(|count| *count >= COUNT_MAX) {
            break;
        }
    }
    counted.is_partial = after.is_some();
    Ok(counted)
}
