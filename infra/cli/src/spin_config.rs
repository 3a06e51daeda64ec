//! Spin's runtime configuration for the store that `--kv` names; `infra/runtime-config/` explains the keys.

use anyhow::{Context, Result};
use sellerdesk_host::StoreSpec;
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct RuntimeConfig<'a> {
    key_value_store: Stores<'a>,
}

#[derive(Serialize)]
struct Stores<'a> {
    /// The only label that the components use.
    default: Store<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Store<'a> {
    /// SQLite; in memory without a path.
    Spin {
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<&'a Path>,
    },
    /// Redis or Valkey.
    Redis { url: &'a str },
}

/// The file's text.
pub fn runtime_config(store: &StoreSpec) -> Result<String> {
    let default = match store {
        StoreSpec::Memory => Store::Spin { path: None },
        StoreSpec::Sqlite(path) => Store::Spin { path: path.as_deref() },
        StoreSpec::Redis(url) => Store::Redis { url },
    };
    toml::to_string(&RuntimeConfig { key_value_store: Stores { default } }).context("Spin's runtime configuration")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn each_store_has_the_keys_that_spin_documents() {
        let text = |store| runtime_config(&store).unwrap();
        assert_eq!(text(StoreSpec::Memory), "[key_value_store.default]\ntype = \"spin\"\n");
        assert_eq!(
            text(StoreSpec::Sqlite(Some("/srv/desk.db".into()))),
            "[key_value_store.default]\ntype = \"spin\"\npath = \"/srv/desk.db\"\n"
        );
        assert_eq!(
            text(StoreSpec::Redis("redis://h:1".into())),
            "[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://h:1\"\n"
        );
    }
}
