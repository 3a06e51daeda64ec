//! Applying changed calendars, and policies when asked to, to the conversations that are open.
//!
//! A changed calendar moves the deadlines of what is open; a changed policy holds for new conversations until somebody
//! asks to apply it. Either way a conversation keeps its snapshot, and the change is an entry in its journal. Sweeps do
//! it, a bounded step at a time, and remember how far they came.

use crate::action::{Acted, Action};
use crate::index::Index;
use crate::journal_of;
use crate::limits::{APPLY_ROWS_MAX, SWEEP_CONCURRENCY_MAX};
use crate::record::{Record, What};
use crate::row::{Row, facts};
use crate::settings::Settings;
use crate::{Desk, InboxError, Rules, index};
use futures_util::stream::{self, StreamExt};
use sellerdesk_canonical::{ConversationId, EventId};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// Where the work stands.
const PROGRESS_KEY: &str = "ga1";

/// How far the settings of a version have been applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    version: u64,
    /// The row in the list's order after which to go on; `None` once it is done.
    after: Option<Vec<u8>>,
    done: bool,
}

/// Does the next step; answers how many conversations changed, and whether there is more to do. One read where
/// nothing is to be done.
///
/// # Errors
/// The store's or the index's. What was applied stays; call it again for the rest.
pub async fn apply_settings<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    settings: &Settings,
) -> Result<(u32, bool), InboxError> {
    let version = settings.applicable();
    if version == 0 {
        return Ok((0, false));
    }
    let stored = desk.store.get(PROGRESS_KEY).await?;
    let stored: Progress = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let progress = if stored.version == version { stored } else { Progress { version, ..Progress::default() } };
    if progress.done {
        return Ok((0, false));
    }
    let index = Index::load(desk.store, desk.clock).await?;
    let scan = index.scan(progress.after.as_ref(), APPLY_ROWS_MAX, |_| true).await?;
    let document = settings.clocks().unwrap_or_default();
    let everything = settings.applies_policies();
    let applied: Vec<Result<Option<Row>, InboxError>> = stream::iter(&scan.rows)
        .map(|row| apply_to(desk, row.conversation, &document, version, everything))
        .buffer_unordered(SWEEP_CONCURRENCY_MAX)
        .collect()
        .await;
    let mut rows = Vec::new();
    for one in applied {
        match one {
            Ok(row) => rows.extend(row),
            Err(error) if error.is_temporary() => return Err(error),
            // What one conversation suffers from must not keep the others from the change.
            Err(_) => {}
        }
    }
    index::append(desk.store, desk.clock, &rows).await?;
    let progress = Progress { version, done: scan.next.is_none(), after: scan.next };
    let bytes = serde_json::to_vec(&progress).map_err(|_| InboxError::Unencodable)?;
    desk.store.set(PROGRESS_KEY, &bytes).await?;
    Ok((u32::try_from(rows.len()).unwrap_or(u32::MAX), !progress.done))
}

/// Records the policy that holds now, if it is another one; the new row.
async fn apply_to<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    settings: &str,
    version: u64,
    everything: bool,
) -> Result<Option<Row>, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    let id = EventId::recorded(conversation, &format!("settings:{version}"));
    let known = &opened.conversation;
    let Some(row) = Row::of(known, opened.loaded.head, true, desk.rules) else { return Ok(None) };
    let Some(policy) = known.policy().filter(|_| !known.has(id) && !known.acts.is_full()) else { return Ok(None) };
    let facts = facts(known, &row);
    let present = if everything {
        Some(desk.rules.select(&facts, Some(settings))).filter(|present| present != policy)
    } else {
        desk.rules.with_present_hours(policy, &facts, settings)
    };
    let Some(policy) = present else { return Ok(None) };
    let at = desk.clock.wall_ms();
    let acted = Acted { at, by: "settings".to_owned(), action: Action::PolicyApplied { policy } };
    let record = Record { id, recorded_at: at, what: What::Acted(Box::new(acted)) };
    opened.write(desk, &[record]).await
}
