//! The corrections' journal: one for the whole desk, beside the conversations, which stay the truth.

use crate::conversation::Conversation;
use crate::corrections::{Brought, Ledger};
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::EventId;
use sellerdesk_journal::{Clock, Journal, SPAN_ENTRIES, Store, StoreError};

/// The journal's name; the number is the schema's version. It is never trimmed: the export walks it.
const JOURNAL: &str = "kc1";

/// The corrections' journal.
pub(crate) fn open<'a, S: Store, C: Clock, R>(desk: Desk<'a, S, C, R>) -> Result<Journal<'a, S, C>, StoreError> {
    Journal::open(desk.store, desk.clock, JOURNAL)
}

/// All that agents corrected. The cost does not grow with their number.
///
/// # Errors
/// The store's.
pub async fn read_corrections<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>) -> Result<Ledger, InboxError> {
    Ok(open(desk)?.load_folded().await?.0)
}

/// Appends those of a conversation's records that are corrections. A request that comes again appends again, because an
/// earlier try may have died before it came here, or have seen less: the fold takes it once.
///
/// # Errors
/// The store's: do it again with the same key.
pub(crate) async fn append_corrections<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: &Conversation,
    records: &[EventId],
) -> Result<(), InboxError> {
    let corrections: Vec<Brought> = records.iter().filter_map(|id| Brought::of(conversation, *id)).collect();
    if corrections.is_empty() {
        return Ok(());
    }
    let journal = open(desk)?;
    let encoded: Vec<Vec<u8>> =
        corrections.iter().map(serde_json::to_vec).collect::<Result<_, _>>().map_err(|_| InboxError::Unencodable)?;
    let events: Vec<_> =
        corrections.iter().zip(&encoded).map(|(one, bytes)| (event_id(one), bytes.as_slice())).collect();
    let sequences = journal.append_all(&events).await?;
    if sequences.start().saturating_sub(1) / SPAN_ENTRIES != sequences.end() / SPAN_ENTRIES {
        // Stores the snapshot that is due now, so that nobody has to read far; the next load finds it due again.
        let _: Result<(Ledger, _), StoreError> = journal.load_folded().await;
    }
    Ok(())
}

fn event_id(brought: &Brought) -> sellerdesk_journal::EventId {
    sellerdesk_journal::EventId(brought.id.bytes())
}
