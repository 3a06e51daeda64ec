//! A store on a Redis (or Valkey) server, as Spin's `crates/key-value-redis` uses it.
//!
//! What is broken there is broken here: `get_many` always fails, and a compare-and-swap
//! applies its write and then reports failure. The store label is ignored; every
//! application on the server shares one key space.

use std::sync::Arc;

use async_trait::async_trait;
use redis::aio::ConnectionManager;
use redis::{AsyncCommands, Client, RedisError};

use super::{Entries, Store, StoreError, Swap, SwapError};

/// A store on a Redis server; one multiplexed connection that reconnects by itself.
#[derive(Clone)]
pub struct RedisStore {
    client: Client,
    connection: ConnectionManager,
}

impl RedisStore {
    /// Connects to `redis://[user:password@]host[:port][/database]`.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the URL is malformed or the server doesn't answer.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(StoreError::failed)?;
        let connection = client.get_connection_manager().await.map_err(StoreError::failed)?;
        Ok(Self { client, connection })
    }
}

/// Runs a command on a task of its own. A guest inside a synchronous call (`increment`) polls none of its other
/// calls; one of those would else hold a place in the connection's queue that the synchronous call waits for.
async fn detached<T: Send + 'static>(
    command: impl Future<Output = Result<T, RedisError>> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(command).await.map_err(StoreError::failed)?.map_err(StoreError::failed)
}

#[async_trait]
impl Store for RedisStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (mut connection, key) = (self.connection.clone(), key.to_owned());
        detached(async move { connection.get(key).await }).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let (mut connection, key, value) = (self.connection.clone(), key.to_owned(), value.to_owned());
        detached(async move { connection.set(key, value).await }).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let (mut connection, key) = (self.connection.clone(), key.to_owned());
        detached(async move { connection.del(key).await }).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        let (mut connection, key) = (self.connection.clone(), key.to_owned());
        detached(async move { connection.exists(key).await }).await
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection.clone();
        let mut scan = connection.scan::<String>().await.map_err(StoreError::failed)?;
        let mut keys = Vec::new();
        while let Some(key) = scan.next_item().await {
            keys.push(key);
        }
        Ok(keys)
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        // Spin sends KEYS with the keys as patterns; one pattern answers with the wrong shape,
        // several are a syntax error. Either way the call fails.
        self.connection.clone().keys::<_, Entries>(keys).await.map_err(StoreError::failed)
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        self.connection.clone().mset(&entries).await.map_err(StoreError::failed)
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        self.connection.clone().del(keys).await.map_err(StoreError::failed)
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let (mut connection, key) = (self.connection.clone(), key.to_owned());
        detached(async move { connection.incr(key, delta).await }).await
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        // WATCH belongs to a connection, so every handle has its own.
        let connection = self.client.get_connection_manager().await.map_err(StoreError::failed)?;
        Ok(Arc::new(RedisSwap { key: key.to_owned(), connection }))
    }
}

struct RedisSwap {
    key: String,
    connection: ConnectionManager,
}

#[async_trait]
impl Swap for RedisSwap {
    fn key(&self) -> &str {
        &self.key
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut connection = self.connection.clone();
        redis::cmd("WATCH").arg(&self.key).exec_async(&mut connection).await.map_err(StoreError::failed)?;
        connection.get(&self.key).await.map_err(StoreError::failed)
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        let mut connection = self.connection.clone();
        let applied: Result<(), RedisError> =
            redis::pipe().atomic().set(&self.key, value).query_async(&mut connection).await;
        // UNWATCH takes no argument; Spin gives it one, so this always fails.
        redis::cmd("UNWATCH")
            .arg(&self.key)
            .exec_async(&mut connection)
            .await
            .map_err(|error| SwapError::Mismatch(error.to_string()))?;
        applied.map_err(|error| SwapError::Mismatch(error.to_string()))
    }
}
