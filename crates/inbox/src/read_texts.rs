//! What was said and what happened in a conversation, without clocks and rules: for counting words, and as evidence.

use crate::InboxError;
use crate::conversation::Conversation;
use crate::limits::{RECORDS_PAGE_MAX, TEXTS_BYTES_MAX};
use crate::record::{Record, What};
use crate::rules::risk_name;
use sellerdesk_canonical::{Author, ConversationId, Happening, Instant};
use sellerdesk_journal::{Clock, Journal, Store};

/// One line of what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When, by the marketplace.
    pub at: Instant,
    /// `buyer`, `seller`, `automatic`, `platform`; an event's or an order change's name.
    pub who: String,
    /// The words; an event's reference and reason.
    pub text: String,
}

/// A conversation as evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The orders it names.
    pub orders: Vec<String>,
    /// What happened, by time.
    pub said: Vec<Said>,
    /// Older records exist that aren't here.
    pub has_older: bool,
}

/// The texts of the buyer's newest messages, at most [`TEXTS_BYTES_MAX`] bytes of them; none of what was forgotten. The
/// cost of one look at the conversation.
///
/// # Errors
/// The store's.
pub async fn read_texts<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: ConversationId,
) -> Result<Vec<String>, InboxError> {
    let (_, records, _) = newest(store, clock, id).await?;
    let mut texts = Vec::new();
    let mut left = TEXTS_BYTES_MAX;
    for record in records.into_iter().rev() {
        let What::Delivered(delivered) = record.what else { continue };
        let Happening::Message(message) = delivered.event.happening else { continue };
        if message.author != Author::Buyer || message.text.is_empty() || left == 0 {
            continue;
        }
        let text = message.text.get(..message.text.floor_char_boundary(left)).unwrap_or_default().to_owned();
        left = left.saturating_sub(text.len());
        texts.push(text);
    }
    Ok(texts)
}

/// What a conversation proves: messages, events and changes of the order with their times; nothing of what was forgotten.
///
/// # Errors
/// The store's.
pub async fn read_transcript<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: ConversationId,
) -> Result<Transcript, InboxError> {
    let (conversation, records, has_older) = newest(store, clock, id).await?;
    let said = |record: Record| {
        let What::Delivered(delivered) = record.what else { return None };
        let (who, text) = match delivered.event.happening {
            Happening::Message(message) => (author(message.author).to_owned(), message.text),
            Happening::Risk(risk) => {
                let state = format!("{:?}", risk.state).to_lowercase();
                let text = format!("{} {}", risk.reference, risk.reason.unwrap_or_default());
                (format!("{} {state}", risk_name(risk.kind)), text)
            }
            Happening::Order(change) => ("order".to_owned(), change.status),
            Happening::Failed(_) => return None,
        };
        Some(Said { at: delivered.event.at, who, text })
    };
    let mut said: Vec<Said> = records.into_iter().filter_map(said).collect();
    said.sort_by_key(|said| said.at);
    let orders = conversation.order_ids.iter().map(|named| named.1.clone()).collect();
    Ok(Transcript { orders, said, has_older })
}

fn author(author: Author) -> &'static str {
    match author {
        Author::Buyer => "buyer",
        Author::Seller => "seller",
        Author::Automatic => "automatic",
        Author::Platform => "platform",
    }
}

async fn newest<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: ConversationId,
) -> Result<(Conversation, Vec<Record>, bool), InboxError> {
    let journal = Journal::open(store, clock, &format!("c1:{id}"))?;
    let (conversation, loaded): (Conversation, _) = journal.load_folded().await?;
    let first = loaded.head.saturating_sub(RECORDS_PAGE_MAX as u64).saturating_add(1);
    let mut seen = std::collections::HashSet::new();
    let entries = journal.read_range(&loaded, first).await?;
    let entries = entries.iter().filter(|(_, entry)| seen.insert(entry.event_id));
    let read = |(sequence, entry): &(u64, sellerdesk_journal::Entry)| {
        Some(conversation.visible(*sequence, Record::decode(&entry.payload).ok()?))
    };
    let records = entries.filter_map(read).collect();
    Ok((conversation, records, first > 1))
}
