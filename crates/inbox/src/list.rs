//! One page of the inbox.

use crate::index::Index;
use crate::limits::{INDEX_TAIL_MAX, LIST_ROWS_MAX};
use crate::row::{Row, Status};
use crate::rules::{Category, Priority};
use crate::{Desk, InboxError, Rules};
use sellerdesk_journal::{Clock, Store};

/// Which rows are wanted; an empty filter wants all that are not closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this channel.
    pub channel: Option<String>,
    /// Only this account.
    pub account: Option<String>,
    /// Only this category.
    pub category: Option<Category>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this assignee's; `Some(None)`: nobody's.
    pub assignee: Option<Option<String>>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only of the best customers.
    pub vip: bool,
    /// Only unread deliveries.
    pub quarantined: bool,
    /// Only with a deadline missed.
    pub breached: bool,
    /// Only with this order id, or with these words in name, subject or excerpt (any case).
    pub search: Option<String>,
}

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
    let is_wanted = |row: &Row| desk.sees(&row.channel, &row.account) && filter.wants(row);
    let scan = index.scan(after, limit.clamp(1, LIST_ROWS_MAX), is_wanted).await?;
    Ok(Listed { rows: scan.rows, next: scan.next })
}

impl Filter {
    fn wants(&self, row: &Row) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        is(&self.channel, &row.channel)
            && is(&self.account, &row.account)
            && self.category.is_none_or(|category| category == row.category || row.also.contains(&category))
            && self.priority.is_none_or(|priority| priority == row.priority)
            && self.status.is_none_or(|status| status == row.status)
            && self.assignee.as_ref().is_none_or(|assignee| *assignee == row.assignee)
            && self.tag.as_ref().is_none_or(|tag| row.tags.contains(tag))
            && (!self.vip || row.vip)
            && (!self.quarantined || row.quarantined)
            && (!self.breached || row.breached_at.is_some())
            && self.search.as_ref().is_none_or(|words| found(row, words))
    }
}

fn found(row: &Row, words: &str) -> bool {
    let texts = [&row.order_id, &row.buyer_name, &row.subject, &Some(row.excerpt.clone())];
    let haystack: String = texts.into_iter().flatten().map(|text| text.to_lowercase() + "\n").collect();
    words.to_lowercase().split_whitespace().all(|word| haystack.contains(word))
}
