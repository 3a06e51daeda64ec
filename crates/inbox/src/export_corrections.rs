//! Corrected messages as labelled text, read from their conversations.

use crate::append_corrections::open;
use crate::corrections::{Brought, Correction, Ledger};
use crate::limits::{EXPORT_ROWS_MAX, EXPORT_TEXT_BYTES_MAX, SWEEP_CONCURRENCY_MAX};
use crate::record::{Record, What};
use crate::{Desk, InboxError, Rules, journal_of};
use futures_util::stream::{self, StreamExt};
use sellerdesk_canonical::Happening;
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeSet;

/// A message with what an agent says it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// What was corrected.
    pub correction: Correction,
    /// The buyer's words.
    pub text: String,
    /// Subject line.
    pub subject: Option<String>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// In the order of the corrections.
    pub rows: Vec<Labelled>,
    /// Where the next page begins, if there may be one.
    pub next: Option<u64>,
}

/// Reads a page of corrections that hold, after the cursor `after` (0: from the first on): looks at `limit` of the
/// journal's entries, at most [`EXPORT_ROWS_MAX`], and stops earlier after [`EXPORT_TEXT_BYTES_MAX`] of text. What was
/// corrected again later, or back, is left out.
///
/// # Errors
/// The store's.
pub async fn export_corrections<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    after: u64,
    limit: usize,
) -> Result<Exported, InboxError> {
    let journal = open(desk)?;
    let (ledger, loaded) = journal.load_folded::<Ledger>().await?;
    // What is still being written comes with a later page.
    let settled = loaded.open_holes().first().map_or(loaded.head, |hole| hole.saturating_sub(1));
    let last = settled.min(after.saturating_add(limit.clamp(1, EXPORT_ROWS_MAX) as u64));
    let mut seen = BTreeSet::new();
    let mut corrections = Vec::new();
    for (sequence, entry) in journal.read_page(after.saturating_add(1), last).await? {
        if let Some(correction) = Brought::decode(&entry).and_then(|brought| brought.correction())
            && !ledger.is_repetition(sequence, correction.id)
            && seen.insert(correction.id)
        {
            corrections.push((sequence, correction));
        }
    }
    let mut rows = Vec::new();
    let mut text_bytes = 0_usize;
    let mut next = last;
    let mut labelled = stream::iter(corrections)
        .map(|(sequence, correction)| async move { (sequence, label(desk, correction).await) })
        .buffered(SWEEP_CONCURRENCY_MAX);
    while let Some((sequence, row)) = labelled.next().await {
        let Some(row) = row? else { continue };
        text_bytes = text_bytes.saturating_add(row.text.len());
        rows.push(row);
        if text_bytes >= EXPORT_TEXT_BYTES_MAX {
            next = sequence;
            break;
        }
    }
    Ok(Exported { rows, next: (next < settled).then_some(next) })
}

/// The message of a correction, if nobody corrected it later and it says something new.
async fn label<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    correction: Correction,
) -> Result<Option<Labelled>, InboxError> {
    let opened = journal_of::open(desk, correction.conversation).await?;
    let latest = opened.conversation.acts.corrections.iter().rev().find(|one| one.item == correction.item);
    let holds = latest.is_some_and(|latest| latest.id == correction.id && latest.category != correction.was);
    let item = opened.conversation.items.iter().find(|item| item.id == correction.item);
    let (Some(item), true) = (item, holds) else { return Ok(None) };
    // Its words are gone.
    if opened.conversation.erased.is_some_and(|erased| item.sequence < erased.sequence) {
        return Ok(None);
    }
    let entry = opened.journal.read_page(item.sequence, item.sequence).await?.pop();
    let record = entry.and_then(|(_, entry)| Record::decode(&entry.payload).ok());
    let Some(What::Delivered(delivered)) = record.map(|record| record.what) else { return Ok(None) };
    let Happening::Message(message) = delivered.event.happening else { return Ok(None) };
    Ok(Some(Labelled { correction, text: message.text, subject: message.subject }))
}
