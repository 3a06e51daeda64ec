//! The ids that a fold has seen.

use std::collections::BTreeSet;

use crate::EventId;

/// A set of event ids that goes into a snapshot: 16 bytes an id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventIds(BTreeSet<EventId>);

impl EventIds {
    /// Remembers `id` and answers whether it is new.
    pub fn insert(&mut self, id: EventId) -> bool {
        self.0.insert(id)
    }

    /// Whether `id` was seen.
    #[must_use]
    pub fn contains(&self, id: EventId) -> bool {
        self.0.contains(&id)
    }

    /// How many were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All ids, ascending.
    pub fn iter(&self) -> impl Iterator<Item = EventId> {
        self.0.iter().copied()
    }

    /// The ids one after the other, ascending.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|id| id.0).collect()
    }

    /// What [`encode`](Self::encode) wrote; `None` if it isn't a whole number of ids.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (ids, rest) = bytes.as_chunks();
        rest.is_empty().then(|| Self(ids.iter().copied().map(EventId).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_and_are_seen_once() {
        let mut ids = EventIds::default();
        assert!(ids.is_empty() && ids.insert(EventId([2; 16])) && ids.insert(EventId([1; 16])));
        assert!(!ids.insert(EventId([2; 16])) && ids.len() == 2);
        let back = EventIds::decode(&ids.encode());
        assert_eq!(back.as_ref(), Some(&ids));
        assert!(back.is_some_and(|back| back.contains(EventId([1; 16]))));
        assert_eq!(EventIds::decode(&[0; 17]), None);
    }
}
