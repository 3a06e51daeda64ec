//! The folder in which a desk keeps what outlives it.

use anyhow::{Context, Result};
use sellerdesk_host::StoreSpec;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The store's file; the name is Spin's own, so that both hosts find the same data.
const SQLITE_FILE: &str = "sqlite_key_value.db";
/// Secrets, unless `--variables` names another file.
const VARIABLES_FILE: &str = "variables.toml";

/// A state folder that exists and can be written.
#[derive(Clone, Debug)]
pub struct State {
    folder: PathBuf,
}

impl State {
    /// Opens or creates the folder.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn open(folder: &Path) -> Result<Self> {
        let unwritable = || format!("the state folder {} can't be written", folder.display());
        fs::create_dir_all(folder).with_context(unwritable)?;
        let folder_absolute = folder.canonicalize().with_context(unwritable)?;
        tempfile::tempfile_in(&folder_absolute).with_context(unwritable)?;
        Ok(Self { folder: folder_absolute })
    }

    /// The folder, absolute.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The SQLite file.
    pub fn sqlite_file(&self) -> PathBuf {
        self.folder.join(SQLITE_FILE)
    }

    /// The secrets' file.
    pub fn variables_file(&self) -> PathBuf {
        self.folder.join(VARIABLES_FILE)
    }

    /// The store that `--kv` names; plain `sqlite` is the file in this folder.
    pub fn store(&self, named: &StoreSpec) -> StoreSpec {
        match named {
            StoreSpec::Sqlite(None) => StoreSpec::Sqlite(Some(self.sqlite_file())),
            other => other.clone(),
        }
    }

    /// Writes a file that only its owner may read, whole or not at all.
    pub fn write_private(&self, file: &Path, text: &str) -> Result<()> {
        let unwritable = || format!("{} can't be written", file.display());
        // Temporary files are created with mode 0600.
        let mut unfinished = tempfile::NamedTempFile::new_in(&self.folder).with_context(unwritable)?;
        unfinished.write_all(text.as_bytes()).with_context(unwritable)?;
        unfinished.persist(file).map(drop).with_context(unwritable)
    }
}
