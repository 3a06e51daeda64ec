//! The actor's store as it is, or as a broken dispatcher would see it. It also tells which attempt was claimed last.

use super::Build;
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_journal::simulation::Actor;
use sellerdesk_journal::{Clock, Entry, EventId, Store, StoreError};
use std::cell::Cell;
use std::rc::Rc;

/// A store between a use case and its actor.
pub struct Shaken {
    pub actor: Actor,
    pub build: Build,
    pub attempt: Rc<Cell<u32>>,
}

impl Shaken {
    /// An entry that says nothing.
    fn filler(&self) -> Vec<u8> {
        let at_ms = self.actor.wall_ms();
        Entry { event_id: EventId([0; 16]), began_ms: at_ms, at_ms, payload: Vec::new() }.encode()
    }
}

/// Whether the key is that of an entry of a conversation.
fn is_entry(key: &str) -> bool {
    key.starts_with("c1:") && key.rsplit(':').next().is_some_and(|last| last.parse::<u64>().is_ok())
}

/// The attempt that an entry claims.
fn claimed(value: &[u8]) -> Option<u32> {
    let entry = Entry::decode("", value).ok()?;
    match Record::decode(&entry.payload).ok()?.what {
        What::Claimed(claimed) => Some(claimed.attempt),
        _ => None,
    }
}

impl Store for Shaken {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.actor.get(key).await?;
        Ok(match value {
            None if self.build.overlooks_holes && is_entry(key) => Some(self.filler()),
            Some(value) if self.build.overlooks_claims && is_entry(key) && claimed(&value).is_some() => {
                Some(self.filler())
            }
            value => value,
        })
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        if let Some(attempt) = claimed(value).filter(|_| is_entry(key)) {
            self.attempt.set(attempt);
        }
        self.actor.set(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.actor.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.actor.exists(key).await
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.actor.increment(key, by).await
    }
}
