//! What follows from an event once it is stored.

use crate::conversation::Conversation;
use crate::record::Record;
use crate::row::Row;
use sellerdesk_canonical::{ConversationId, Instant};

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
