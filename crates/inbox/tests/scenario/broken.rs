//! The actor's store as it is, or with what a broken use case would do to it.

use super::Build;
use sellerdesk_canonical::EventId;
use sellerdesk_inbox::index::INDEX_JOURNAL;
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_journal::simulation::Actor;
use sellerdesk_journal::{Entry, Store, StoreError};

/// A store between a use case and its actor.
pub struct Broken {
    pub actor: Actor,
    pub build: Build,
    /// Called when the use case begins to put its row into the index.
    pub before_row: Box<dyn Fn()>,
}

impl Broken {
    /// A point's entry as it would be with an id of its own for each attempt.
    fn salt(&self, value: &[u8]) -> Option<Vec<u8>> {
        let mut entry = Entry::decode("", value).ok()?;
        let mut record = Record::decode(&entry.payload).ok()?;
        if !matches!(record.what, What::Passed(_)) {
            return None;
        }
        record.id = EventId::delivered("", "", &self.actor.below(u64::MAX).to_string());
        entry.event_id = sellerdesk_journal::EventId(record.id.bytes());
        entry.payload = record.encode().ok()?;
        Some(entry.encode())
    }
}

impl Store for Broken {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.actor.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let salted = if self.build.salts_points { self.salt(value) } else { None };
        self.actor.set(key, salted.as_deref().unwrap_or(value)).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.actor.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.actor.exists(key).await
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        if key == format!("{INDEX_JOURNAL}:n") && by > 0 {
            (self.before_row)();
        }
        self.actor.increment(key, by).await
    }
}
