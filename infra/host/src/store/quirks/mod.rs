//! Stores that misbehave as Spin's other backends do, over any store.
//!
//! What each does is read from spinframework/spin `crates/key-value-{redis,aws,azure}`; the
//! table in the project's architecture document sums it up. They exist so that every test can
//! run against every backend's semantics without the backend.

mod cosmos;
mod dynamo;
mod redis;

use std::sync::Arc;

use super::Store;

pub use cosmos::CosmosQuirks;
pub use dynamo::DynamoQuirks;

/// Which backend's misbehaviour to put over the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quirks {
    /// The store as it is.
    #[default]
    None,
    /// Redis: batch reads fail, compare-and-swap applies and reports failure, listings repeat
    /// keys, counters are ASCII digits.
    Redis,
    /// DynamoDB: small batches, stale reads, contended counters.
    Dynamo(DynamoQuirks),
    /// Cosmos DB: forbidden key characters, counters that can't be read.
    Cosmos(CosmosQuirks),
}

impl Quirks {
    /// The store with this misbehaviour.
    #[must_use]
    pub fn wrap(self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        match self {
            Self::None => store,
            Self::Redis => Arc::new(redis::RedisLike::new(store)),
            Self::Dynamo(quirks) => Arc::new(dynamo::DynamoLike::new(store, quirks)),
            Self::Cosmos(quirks) => Arc::new(cosmos::CosmosLike::new(store, quirks)),
        }
    }
}
