//! The folds under test.

use sellerdesk_journal::{Entry, EventIds, Fold};

use super::event_id;

/// The fold under test: every event once, in the order of first sight.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    seen: EventIds,
    pub events: Vec<u8>,
}

impl Fold for Ledger {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        if self.seen.insert(entry.event_id) {
            self.events.extend(&entry.payload);
        }
    }

    fn encode(&self) -> Vec<u8> {
        self.events.clone()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut seen = EventIds::default();
        for event in bytes {
            seen.insert(event_id(*event));
        }
        Some(Self { seen, events: bytes.to_vec() })
    }
}

/// The same without its memory for ids.
#[derive(Clone, Debug, Default)]
pub struct ForgetfulLedger(pub Vec<u8>);

impl Fold for ForgetfulLedger {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        self.0.extend(&entry.payload);
    }

    fn encode(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}
