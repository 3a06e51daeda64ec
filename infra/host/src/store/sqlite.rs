//! A store in one SQLite file, interchangeable with Spin's `.spin/sqlite_key_value.db`.
//!
//! Table, counter encoding and transactions are those of spinframework/spin
//! `crates/key-value-spin/src/store.rs`. Spin sets no pragma, so neither do we: the rollback
//! journal with `synchronous = FULL`, one fsync-ed transaction for each write.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};
use tokio::runtime::{Handle, RuntimeFlavor};

use super::{Entries, STORE_LABEL, Store, StoreError, Swap, SwapError, counter};

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,

    PRIMARY KEY (store, key)
)";
const SELECT: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const SELECT_KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?1";
const UPSERT: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
    ON CONFLICT(store, key) DO UPDATE SET value = ?3";
const UPDATE_IF_UNCHANGED: &str = "UPDATE spin_key_value SET value = ?3 WHERE store = ?1 AND key = ?2 AND value = ?4";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";

/// A store in a SQLite file. Several processes may share the file.
#[derive(Clone)]
pub struct SqliteStore {
    connection: Arc<Mutex<Connection>>,
    /// Spin's store panics while holding its lock when a counter is malformed; every later
    /// operation then panics too.
    poisoned: Arc<AtomicBool>,
}

impl SqliteStore {
    /// Opens the file, creating it and its folder when missing.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the folder or the file can't be created or is no database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(StoreError::failed)?;
        }
        let connection = Connection::open(path).map_err(StoreError::failed)?;
        connection.execute(CREATE_TABLE, []).map_err(StoreError::failed)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), poisoned: Arc::new(AtomicBool::new(false)) })
    }

    fn with<R>(&self, work: impl FnOnce(&mut Connection) -> Result<R, StoreError>) -> Result<R, StoreError> {
        blocking(|| {
            if self.poisoned.load(Ordering::SeqCst) {
                return Err(StoreError::Trapped("the store is poisoned by an earlier malformed counter".into()));
            }
            let mut connection: MutexGuard<'_, Connection> =
                self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        })
    }
}

/// Runs work that waits for the disk without stalling the other tasks of this thread.
fn blocking<R>(work: impl FnOnce() -> R) -> R {
    let on_worker_thread =
        Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if on_worker_thread { tokio::task::block_in_place(work) } else { work() }
}

fn select(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    connection
        .prepare_cached(SELECT)
        .and_then(|mut statement| statement.query_row(params![STORE_LABEL, key], |row| row.get(0)).optional())
        .map_err(StoreError::failed)
}

fn upsert(connection: &Connection, key: &str, value: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached(UPSERT)
        .and_then(|mut statement| statement.execute(params![STORE_LABEL, key, value]))
        .map(drop)
        .map_err(StoreError::failed)
}

fn delete(connection: &Connection, key: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(DELETE)
        .and_then(|mut statement| statement.execute(params![STORE_LABEL, key]))
        .map(drop)
        .map_err(StoreError::failed)
}

#[async_trait]
impl Store for SqliteStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|connection| select(connection, key))
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.with(|connection| upsert(connection, key, value))
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.with(|connection| delete(connection, key))
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.with(|connection| Ok(select(connection, key)?.is_some()))
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(SELECT_KEYS).map_err(StoreError::failed)?;
            statement
                .query_map(params![STORE_LABEL], |row| row.get(0))
                .and_then(Iterator::collect)
                .map_err(StoreError::failed)
        })
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction().map_err(StoreError::failed)?;
            let mut entries = Entries::with_capacity(keys.len());
            for key in keys {
                if let Some(value) = select(&transaction, &key)? {
                    entries.push((key, Some(value)));
                }
            }
            Ok(entries)
        })
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction().map_err(StoreError::failed)?;
            for (key, value) in entries {
                upsert(&transaction, &key, &value)?;
            }
            transaction.commit().map_err(StoreError::failed)
        })
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction().map_err(StoreError::failed)?;
            for key in keys {
                delete(&transaction, &key)?;
            }
            transaction.commit().map_err(StoreError::failed)
        })
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction().map_err(StoreError::failed)?;
            let current = select(&transaction, key)?;
            let value = counter::add_little_endian(current.as_deref(), delta).inspect_err(|error| {
                if matches!(error, StoreError::Trapped(_)) {
                    self.poisoned.store(true, Ordering::SeqCst);
                }
            })?;
            upsert(&transaction, key, &value.to_le_bytes())?;
            transaction.commit().map_err(StoreError::failed)?;
            Ok(value)
        })
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(SqliteSwap { store: self.clone(), key: key.to_owned(), expected: Mutex::new(None) }))
    }
}

struct SqliteSwap {
    store: SqliteStore,
    key: String,
    expected: Mutex<Option<Vec<u8>>>,
}

#[async_trait]
impl Swap for SqliteSwap {
    fn key(&self) -> &str {
        &self.key
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.store.with(|connection| select(connection, &self.key))?;
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&value);
        Ok(value)
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let updated = self.store.with(|connection| match &expected {
            Some(expected) => connection
                .prepare_cached(UPDATE_IF_UNCHANGED)
                .and_then(|mut statement| statement.execute(params![STORE_LABEL, self.key, value, expected]))
                .map_err(StoreError::failed),
            // Without an expected value the swap is an upsert: two creators both win, as in Spin.
            None => upsert(connection, &self.key, &value).map(|()| 1),
        })?;
        if updated == 1 { Ok(()) } else { Err(SwapError::Mismatch("failed to update 1 row".into())) }
    }
}
