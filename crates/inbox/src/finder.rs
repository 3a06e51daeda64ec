//! Finding conversations that the list no longer has: by an order's number, and by the buyer's id or name.
//!
//! A journal for each of them, named by a hash, holds the newest [`FOUND_MAX`] conversations; it is fed by what
//! [follows](fn@crate::follow) from events. A request reads it and those conversations, however many there are.

use crate::follow::Following;
use crate::limits::FOUND_MAX;
use crate::record::What;
use crate::row::Row;
use crate::{Desk, InboxError, Rules, journal_of};
use sellerdesk_canonical::{ConversationId, EventId};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Conversations, those noted last at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Found(Vec<ConversationId>);

impl Fold for Found {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        let Ok(id) = serde_json::from_slice::<ConversationId>(&entry.payload) else { return };
        self.0.retain(|known| *known != id);
        self.0.push(id);
        if self.0.len() > FOUND_MAX {
            self.0.remove(0);
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Notes what new records can be found by: a step of what follows.
///
/// # Errors
/// The store's; then it has to be done again, and counts once.
pub async fn note_terms<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    following: &Following<'_>,
) -> Result<(), InboxError> {
    let mut terms = BTreeSet::new();
    for record in following.records {
        let What::Delivered(delivered) = &record.what else { continue };
        let event = &delivered.event;
        let buyer = event.buyer.as_ref();
        let words = [
            event.order_id.as_deref(),
            buyer.map(|buyer| buyer.id.as_str()),
            buyer.and_then(|buyer| buyer.name.as_deref()),
        ];
        terms.extend(words.into_iter().flatten().map(normal).filter(|term| !term.is_empty()));
    }
    for term in terms {
        let journal = journal(desk, &term)?;
        let (found, _) = journal.load_folded::<Found>().await?;
        if found.0.contains(&following.id) {
            continue;
        }
        let payload = serde_json::to_vec(&following.id).map_err(|_| InboxError::Unencodable)?;
        let id = EventId::recorded(following.id, &format!("found:{}:{}", term, following.at));
        journal.append(sellerdesk_journal::EventId(id.bytes()), &payload).await?;
    }
    Ok(())
}

/// Lines of the conversations that an order's number, or a buyer's id or whole name, was in, the newest first; closed ones
/// too, at most [`FOUND_MAX`].
///
/// # Errors
/// The store's.
pub async fn find<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>, words: &str) -> Result<Vec<Row>, InboxError> {
    let term = normal(words);
    if term.is_empty() {
        return Ok(Vec::new());
    }
    let (found, _) = journal(desk, &term)?.load_folded::<Found>().await?;
    let mut rows = Vec::with_capacity(found.0.len());
    for id in found.0.into_iter().rev() {
        match journal_of::open(desk, id).await {
            // Of somebody who was forgotten, nobody finds anything by their name or id.
            Ok(opened) => rows.extend(
                Row::of(&opened.conversation, opened.loaded.head, true, desk.rules)
                    .filter(|_| still_says(&opened.conversation, &term)),
            ),
            Err(InboxError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.updated_at, row.conversation)));
    Ok(rows)
}

fn still_says(conversation: &crate::conversation::Conversation, term: &str) -> bool {
    let named = [&conversation.order_ids, &conversation.buyer_ids, &conversation.buyer_names];
    named.into_iter().flatten().any(|named| normal(&named.1) == term)
}

/// In lower case, blanks single, without the `#` that people put before orders.
fn normal(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_start_matches('#').to_owned()
}

fn journal<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    term: &str,
) -> Result<Journal<'a, S, C>, InboxError> {
    let hash = EventId::delivered("finder", "term", term);
    Ok(Journal::open(desk.store, desk.clock, &format!("q1:{hash}"))?)
}
