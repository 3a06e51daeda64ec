//! What somebody has read: for each conversation, how many messages and events there were.
//!
//! One key for each person, with the [`READ_MARKS_MAX`] conversations marked last. A count, not an instant: a message
//! that a marketplace delivers late is new although it is older. Of two writes at once one is lost, and what it was about
//! is shown as unread once more.

use crate::TeamError;
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::Store;
use serde::{Deserialize, Serialize};

/// Conversations that are remembered for one person.
pub const READ_MARKS_MAX: usize = 1_000;
/// Conversations that are marked at once.
pub const MARKED_MAX: usize = 100;

/// What somebody has read of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMark {
    /// Which.
    pub conversation: ConversationId,
    /// Messages and events that there were; 0: unread again.
    pub items: u32,
}

/// What somebody has read, marked last at the end.
///
/// # Errors
/// The store's.
pub async fn read_marks<S: Store>(store: &S, who: &str) -> Result<Vec<ReadMark>, TeamError> {
    let bytes = store.get(&key(who)).await?.unwrap_or_default();
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Puts down what somebody has read; writes nothing where it is known.
///
/// # Errors
/// The store's.
pub async fn mark_read<S: Store>(store: &S, who: &str, new: &[ReadMark]) -> Result<(), TeamError> {
    let mut marks = read_marks(store, who).await?;
    if new.iter().all(|mark| marks.contains(mark)) {
        return Ok(());
    }
    marks.retain(|known| new.iter().all(|mark| mark.conversation != known.conversation));
    marks.extend(new.iter().filter(|mark| mark.items > 0));
    let surplus = marks.len().saturating_sub(READ_MARKS_MAX);
    marks.drain(..surplus);
    let bytes = serde_json::to_vec(&marks).unwrap_or_default();
    Ok(store.set(&key(who), &bytes).await?)
}

fn key(who: &str) -> String {
    format!("r1:{who}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use sellerdesk_journal::memory::MemoryStore;
    use sellerdesk_journal::simulation::by_hand::now;

    fn mark(number: usize, items: u32) -> ReadMark {
        ReadMark { conversation: ConversationId::derive("standard", "main", &number.to_string()), items }
    }

    #[test]
    fn each_has_their_own_and_the_newest_holds() {
        let store = MemoryStore::default();
        now(mark_read(&store, "mia", &[mark(1, 2), mark(2, 5)])).unwrap();
        now(mark_read(&store, "mia", &[mark(1, 3)])).unwrap();
        assert_eq!(now(read_marks(&store, "mia")).unwrap(), [mark(2, 5), mark(1, 3)]);
        assert_eq!(now(read_marks(&store, "leo")).unwrap(), []);
        now(mark_read(&store, "mia", &[mark(2, 0)])).unwrap();
        assert_eq!(now(read_marks(&store, "mia")).unwrap(), [mark(1, 3)]);
    }

    #[test]
    fn the_oldest_are_forgotten_and_nothing_is_written_twice() {
        let store = MemoryStore::default();
        for number in 0..READ_MARKS_MAX + 3 {
            now(mark_read(&store, "mia", &[mark(number, 1)])).unwrap();
        }
        let marks = now(read_marks(&store, "mia")).unwrap();
        assert_eq!((marks.len(), marks.first().copied()), (READ_MARKS_MAX, Some(mark(3, 1))));
        let before = store.operations();
        now(mark_read(&store, "mia", &[mark(7, 1)])).unwrap();
        assert_eq!(store.operations().writes, before.writes);
    }
}
