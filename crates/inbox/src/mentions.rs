//! Who is mentioned in notes: a journal for each agent, fed by what [follows](fn@crate::follow) from notes.

use crate::action::Action;
use crate::follow::Following;
use crate::limits::MENTIONS_KEPT_MAX;
use crate::record::What;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Entry, EventIds, Fold, Journal, Store};
use serde::{Deserialize, Serialize};

/// That somebody was mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Where.
    pub conversation: ConversationId,
    /// The note.
    pub note: EventId,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

/// The newest mentions of one agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Mentions {
    newest: Vec<Mention>,
    #[serde(with = "crate::conversation::ids_as_bytes")]
    ids: EventIds,
}

impl Fold for Mentions {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        let Ok(mention) = serde_json::from_slice::<Mention>(&entry.payload) else { return };
        if !self.ids.insert(entry.event_id) {
            return;
        }
        let place = self.newest.partition_point(|other| (other.at, other.note) < (mention.at, mention.note));
        self.newest.insert(place, mention);
        if self.newest.len() > MENTIONS_KEPT_MAX {
            self.newest.remove(0);
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

/// Names that new notes mention, as they were written.
pub fn mentioned<'a>(following: &'a Following<'_>) -> impl Iterator<Item = (&'a str, Mention)> {
    let notes = following.records.iter().filter_map(|record| {
        let What::Acted(acted) = &record.what else { return None };
        let Action::Noted { mentions, .. } = &acted.action else { return None };
        let (note, at, by) = (record.id, acted.at, acted.by.clone());
        Some((mentions, Mention { conversation: following.id, note, at, by }))
    });
    notes.flat_map(|(mentions, mention)| mentions.iter().map(move |name| (name.as_str(), mention.clone())))
}

/// Notes that an agent was mentioned; once for a note.
///
/// # Errors
/// The store's; then it has to be done again.
pub async fn note_mention<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    agent: &str,
    mention: &Mention,
) -> Result<(), InboxError> {
    let payload = serde_json::to_vec(mention).map_err(|_| InboxError::Unencodable)?;
    let journal = journal(desk, agent)?;
    let (known, _) = journal.load_folded::<Mentions>().await?;
    let id = sellerdesk_journal::EventId(mention.note.bytes());
    if !known.ids.contains(id) {
        journal.append(id, &payload).await?;
    }
    Ok(())
}

/// The newest mentions of an agent, the newest first; at most [`MENTIONS_KEPT_MAX`].
///
/// # Errors
/// The store's.
pub async fn read_mentions<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    agent: &str,
) -> Result<Vec<Mention>, InboxError> {
    let (mentions, _) = journal(desk, agent)?.load_folded::<Mentions>().await?;
    Ok(mentions.newest.into_iter().rev().collect())
}

/// By the agent's id: names change.
fn journal<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    agent: &str,
) -> Result<Journal<'a, S, C>, InboxError> {
    Ok(Journal::open(desk.store, desk.clock, &format!("m1:{agent}"))?)
}
