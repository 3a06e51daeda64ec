//! What follows from an event once it is stored.

use crate::conversation::Conversation;
use crate::record::Record;
use crate::row::Row;
use crate::{Desk, InboxError, Rules, journal_of, read};
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_journal::{Clock, Store};

/// A conversation with what is new in it.
pub struct Following<'a> {
    /// Which.
    pub id: ConversationId,
    /// As of when.
    pub at: Instant,
    /// As it stands, what is new included.
    pub conversation: &'a Conversation,
    /// Its line in the inbox.
    pub row: &'a Row,
    /// What is new, in the order it was stored.
    pub records: &'a [Record],
}

/// Runs `steps` over a conversation's records, and appends the records that they answer.
///
/// # Errors
/// Those of the steps and the store's.
pub async fn follow<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
    at: Instant,
    steps: impl AsyncFn(&Following<'_>) -> Result<Vec<Record>, InboxError>,
) -> Result<usize, InboxError> {
    let view = read(desk, id).await?;
    let mut opened = journal_of::open(desk, id).await?;
    let following = Following { id, at, conversation: &opened.conversation, row: &view.row, records: &view.records };
    let outcome = steps(&following).await?;
    if !outcome.is_empty() {
        opened.append_own(desk, &outcome).await?;
    }
    Ok(view.records.len())
}
