//! The desk's rules without Wasm, on the host's store: the fast way to fill one.

use sellerdesk_contract::wit;
use sellerdesk_host::store::{Store as HostStore, StoreError as HostStoreError};
use sellerdesk_inbox::rules::{Facts, Judgement, MessageInput, Moment, Standing};
use sellerdesk_inbox::{Clock, Rules};
use sellerdesk_journal::{Store, StoreError};
use std::cell::Cell;
use std::sync::Arc;

/// The host's store as the journal's.
pub struct NativeStore(pub Arc<dyn HostStore>);

impl Store for NativeStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(key).await.map_err(translate)
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.0.set(key, value).await.map_err(translate)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.0.delete(key).await.map_err(translate)
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.0.exists(key).await.map_err(translate)
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.0.increment(key, by).await.map_err(translate)
    }
}

fn translate(error: HostStoreError) -> StoreError {
    StoreError::Unavailable { message: error.to_string() }
}

/// A clock that stands until it is moved.
pub struct NativeClock(Cell<i64>);

impl NativeClock {
    /// A clock at `now_ms`, in milliseconds since the epoch.
    pub fn at(now_ms: i64) -> Self {
        Self(Cell::new(now_ms))
    }

    /// Moves it on.
    pub fn advance(&self, by_ms: i64) {
        self.0.set(self.0.get().saturating_add(by_ms));
    }
}

impl Clock for NativeClock {
    fn wall_ms(&self) -> i64 {
        self.0.get()
    }

    fn monotonic_ms(&self) -> i64 {
        self.0.get()
    }
}

/// The pure components, called as plain functions.
pub struct NativeRules;

impl Rules for NativeRules {
    fn judge(&self, input: MessageInput<'_>) -> Judgement {
        classifier::classify(&wit::intent::Input::from(input)).into()
    }

    fn select(&self, facts: &Facts, settings: Option<&str>) -> String {
        clocks::select(facts.into(), settings)
    }

    fn with_present_hours(&self, policy: &str, facts: &Facts, settings: &str) -> Option<String> {
        clocks::with_present_hours(policy, facts.into(), settings)
    }

    fn evaluate(&self, moments: &[Moment], policy: &str) -> Standing {
        let moments = moments.iter().map(Into::into).collect();
        clocks::evaluate(moments, policy).map_or_else(|_| Standing::default(), Into::into)
    }
}
