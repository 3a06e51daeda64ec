//! The matrix: which store, how it misbehaves, how long instances live.

use sellerdesk_host::{CosmosQuirks, DynamoQuirks, Quirks, Reuse};
use std::fmt;
use std::time::Duration;

/// How long a read of the DynamoDB-like store may be behind, in milliseconds.
const STALE_WINDOW_MS: u64 = 20;

/// Where the desk keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// A map.
    Memory,
    /// A file in a folder of its own.
    Sqlite,
    /// A database of a real server.
    Redis,
    /// A map that reports like Redis.
    RedisLike,
    /// A map with stale reads and contended counters.
    DynamoLike,
    /// A map with counters that can't be read.
    CosmosLike,
}

/// One column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The store.
    pub store: Store,
    /// A fresh instance for every request.
    pub no_reuse: bool,
}

impl Cell {
    /// All of them, the quickest first.
    pub const ALL: [Self; 9] = [
        Self::new(Store::Memory, false),
        Self::new(Store::Memory, true),
        Self::new(Store::Sqlite, false),
        Self::new(Store::Sqlite, true),
        Self::new(Store::Redis, false),
        Self::new(Store::Redis, true),
        Self::new(Store::RedisLike, false),
        Self::new(Store::DynamoLike, false),
        Self::new(Store::CosmosLike, false),
    ];

    const fn new(store: Store, no_reuse: bool) -> Self {
        Self { store, no_reuse }
    }

    /// Spin's default reuse, or none.
    pub fn reuse(self) -> Reuse {
        if self.no_reuse { Reuse::never() } else { Reuse::default() }
    }

    /// How the store misbehaves.
    pub fn quirks(self) -> Quirks {
        match self.store {
            Store::Memory | Store::Sqlite | Store::Redis => Quirks::None,
            Store::RedisLike => Quirks::Redis,
            Store::DynamoLike => {
                Quirks::Dynamo(DynamoQuirks { stale_window_ms: STALE_WINDOW_MS, ..DynamoQuirks::default() })
            }
            Store::CosmosLike => Quirks::Cosmos(CosmosQuirks::default()),
        }
    }

    /// How long to wait after a write until every read sees it.
    pub fn staleness(self) -> Duration {
        match self.store {
            Store::DynamoLike => Duration::from_millis(STALE_WINDOW_MS),
            _ => Duration::ZERO,
        }
    }
}

/// `memory-128`, `redis-1`, `dynamo-like-128`: the store and how many requests an instance takes.
impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let store = match self.store {
            Store::Memory => "memory",
            Store::Sqlite => "sqlite",
            Store::Redis => "redis",
            Store::RedisLike => "redis-like",
            Store::DynamoLike => "dynamo-like",
            Store::CosmosLike => "cosmos-like",
        };
        write!(formatter, "{store}-{}", if self.no_reuse { 1 } else { 128 })
    }
}
