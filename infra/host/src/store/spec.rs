//! Naming a store on the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{MemoryStore, RedisStore, SqliteStore, Store, StoreError};

/// Where Spin keeps its default store, relative to the manifest's folder.
const SQLITE_DEFAULT_PATH: &str = ".spin/sqlite_key_value.db";

/// Which store to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreSpec {
    /// In memory, gone when the host stops.
    Memory,
    /// A SQLite file; without a path, Spin's own default beside the manifest.
    Sqlite(Option<PathBuf>),
    /// A Redis server's URL.
    Redis(String),
}

/// A store name that names no store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no store: expected memory, sqlite, sqlite:PATH or redis://HOST[:PORT]")]
pub struct StoreSpecError(String);

impl StoreSpec {
    /// Parses `memory`, `sqlite`, `sqlite:PATH` or `redis://...`.
    ///
    /// # Errors
    /// [`StoreSpecError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, StoreSpecError> {
        match text {
            "memory" => Ok(Self::Memory),
            "sqlite" => Ok(Self::Sqlite(None)),
            _ => match text.split_once(':') {
                Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(Some(path.into()))),
                Some(("redis", rest)) if rest.starts_with("//") => Ok(Self::Redis(text.into())),
                _ => Err(StoreSpecError(text.into())),
            },
        }
    }

    /// Opens the store; `manifest_folder` is what SQLite's default path is relative to.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when the file or the server can't be opened.
    pub async fn open(&self, manifest_folder: &Path) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::Memory => Arc::new(MemoryStore::default()),
            Self::Sqlite(Some(path)) => Arc::new(SqliteStore::open(path)?),
            Self::Sqlite(None) => Arc::new(SqliteStore::open(&manifest_folder.join(SQLITE_DEFAULT_PATH))?),
            Self::Redis(url) => Arc::new(RedisStore::connect(url).await?),
        })
    }
}

impl std::str::FromStr for StoreSpec {
    type Err = StoreSpecError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_form_parses() {
        assert_eq!(StoreSpec::parse("memory"), Ok(StoreSpec::Memory));
        assert_eq!(StoreSpec::parse("sqlite"), Ok(StoreSpec::Sqlite(None)));
        assert_eq!(StoreSpec::parse("sqlite:/tmp/a.db"), Ok(StoreSpec::Sqlite(Some("/tmp/a.db".into()))));
        assert_eq!(StoreSpec::parse("redis://localhost:6379"), Ok(StoreSpec::Redis("redis://localhost:6379".into())));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "sqlite:", "redis:", "redis", "postgres://x", "Memory"] {
            assert!(StoreSpec::parse(text).is_err(), "{text:?}");
        }
    }
}
