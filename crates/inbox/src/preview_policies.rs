//! What changed policies would do to the conversations that are open, without changing them.

use crate::index::Index;
use crate::journal_of;
use crate::limits::{PREVIEW_ROWS_MAX, SWEEP_CONCURRENCY_MAX};
use crate::row::{Row, facts, standing_with};
use crate::rules::{Moment, MomentKind};
use crate::{Desk, InboxError, Rules};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_journal::{Clock, Store};

/// One conversation before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Previewed {
    /// As it stands.
    pub row: Row,
    /// The policy document that would hold.
    pub policy: String,
    /// The company's nearest deadline then.
    pub company_deadline: Option<Instant>,
}

/// Up to [`PREVIEW_ROWS_MAX`] open conversations whose policy would be another one under `settings` (policies and
/// calendars as one document) from `at` on, after a cursor; where to go on, if there may be more.
///
/// # Errors
/// The store's or the index's.
pub async fn preview_policies<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    settings: &str,
    after: Option<&Vec<u8>>,
    at: Instant,
) -> Result<(Vec<Previewed>, Option<Vec<u8>>), InboxError> {
    let index = Index::load(desk.store, desk.clock).await?;
    let scan = index.scan(after, PREVIEW_ROWS_MAX, |row| desk.sees(&row.channel, &row.account)).await?;
    let previewed: Vec<Option<Previewed>> = stream::iter(&scan.rows)
        .map(|row| preview_one(desk, row.conversation, settings, at))
        .buffered(SWEEP_CONCURRENCY_MAX)
        .try_collect()
        .await?;
    Ok((previewed.into_iter().flatten().collect(), scan.next))
}

async fn preview_one<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
    settings: &str,
    at: Instant,
) -> Result<Option<Previewed>, InboxError> {
    let opened = journal_of::open(desk, id).await?;
    let known = &opened.conversation;
    let Some(row) = Row::of(known, opened.loaded.head, true, desk.rules) else { return Ok(None) };
    let policy = desk.rules.select(&facts(known, &row), Some(settings));
    if known.policy() == Some(policy.as_str()) {
        return Ok(None);
    }
    let applied = Moment {
        id: "preview".to_owned(),
        at,
        kind: MomentKind::PolicyApplied,
        refers_to: None,
        due_at: None,
        policy: Some(policy.clone()),
        waiting_since: None,
    };
    let company_deadline = standing_with(known, desk.rules, Some(applied)).company_deadline;
    Ok(Some(Previewed { row, policy, company_deadline }))
}
