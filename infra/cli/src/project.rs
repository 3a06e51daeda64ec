//! Where things are in a checkout.

use anyhow::{Context, Result, bail};
use sellerdesk_host::Manifest;
use std::path::{Path, PathBuf};

/// The application's manifest, at the root of the checkout.
const MANIFEST: &str = "spin.toml";
/// This crate's folder below the root.
const OWN_FOLDER: &str = "infra/cli";
/// Machine code, below the target folder; the black-box suite uses the same.
const COMPILED_FOLDER: &str = "compiled";

/// A checkout of the project.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its root folder.
    pub root: PathBuf,
    /// What `spin.toml` says.
    pub manifest: Manifest,
}

impl Project {
    /// The checkout that the current folder is in; failing that, the one this program was built from.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().context("the current folder can't be told")?;
        let is_root = |folder: &Path| folder.join(MANIFEST).is_file() && folder.join(OWN_FOLDER).is_dir();
        let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let Some(root) = here.ancestors().chain(built_from).find(|folder| is_root(folder)) else {
            bail!("no {MANIFEST} here or above: run this inside a checkout of SellerDesk");
        };
        let root = root.to_owned();
        let manifest = Manifest::read(&root.join(MANIFEST))?;
        Ok(Self { root, manifest })
    }

    /// The manifest's path.
    pub fn manifest_file(&self) -> PathBuf {
        self.root.join(MANIFEST)
    }

    /// Where cargo puts what it builds.
    pub fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// Where machine code is kept.
    pub fn compiled(&self) -> PathBuf {
        self.target().join(COMPILED_FOLDER)
    }
}
