//! The tables of a version 2 `spin.toml`, key for key as Spin's
//! `crates/manifest/src/schema/v2.rs` and `common.rs` define them. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestTable {
    pub(super) spin_manifest_version: i64,
    pub(super) application: ApplicationTable,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, VariableTable>,
    #[serde(default)]
    pub(super) trigger: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    pub(super) component: BTreeMap<String, ComponentTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationTable {
    pub(super) name: String,
    #[serde(default)]
    pub(super) version: String,
    #[serde(default, rename = "description")]
    pub(super) _description: String,
    #[serde(default, rename = "authors")]
    pub(super) _authors: Vec<String>,
    /// Checked by `spin build` only.
    #[serde(default, rename = "targets")]
    pub(super) _targets: Vec<Value>,
    #[serde(default)]
    pub(super) trigger: BTreeMap<String, Table>,
    /// For other tools; Spin ignores it too.
    #[serde(default, rename = "tool")]
    pub(super) _tool: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VariableTable {
    #[serde(default, rename = "description")]
    pub(super) _description: Option<String>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) default: Option<String>,
    #[serde(default)]
    pub(super) secret: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpTriggerTable {
    #[serde(default)]
    pub(super) id: String,
    pub(super) component: Option<Value>,
    pub(super) components: Option<Value>,
    #[serde(default)]
    pub(super) dependencies: Table,
    pub(super) route: Value,
    pub(super) static_response: Option<StaticResponseTable>,
    pub(super) executor: Option<ExecutorTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivateRouteTable {
    pub(super) private: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaticResponseTable {
    pub(super) status_code: Option<u16>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ExecutorTable {
    #[serde(rename = "type")]
    pub(super) kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentTable {
    pub(super) source: Value,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) files: Vec<Value>,
    #[serde(default)]
    pub(super) exclude_files: Vec<String>,
    #[serde(default)]
    pub(super) allowed_http_hosts: Vec<String>,
    #[serde(default)]
    pub(super) allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    pub(super) key_value_stores: Vec<String>,
    #[serde(default)]
    pub(super) sqlite_databases: Vec<String>,
    #[serde(default)]
    pub(super) ai_models: Vec<String>,
    /// Checked by `spin build` only.
    #[serde(rename = "targets")]
    pub(super) _targets: Option<Vec<Value>>,
    pub(super) build: Option<BuildTable>,
    /// For other tools; Spin ignores it too.
    #[serde(default, rename = "tool")]
    pub(super) _tool: BTreeMap<String, Table>,
    pub(super) dependencies_inherit_configuration: Option<bool>,
    #[serde(default)]
    pub(super) dependencies: BTreeMap<String, Value>,
    /// Build profiles; without `--profile` Spin uses none of them, and this host has no such flag.
    #[serde(default, rename = "profile")]
    pub(super) _profile: BTreeMap<String, ProfileTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuildTable {
    pub(super) command: CommandsValue,
    pub(super) workdir: Option<String>,
    #[serde(default)]
    pub(super) watch: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum CommandsValue {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileTable {
    #[serde(rename = "source")]
    pub(super) _source: Option<Value>,
    #[serde(default, rename = "environment")]
    pub(super) _environment: BTreeMap<String, String>,
    #[serde(default, rename = "dependencies")]
    pub(super) _dependencies: BTreeMap<String, Value>,
    #[serde(rename = "build")]
    pub(super) _build: Option<ProfileBuildTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileBuildTable {
    #[serde(rename = "command")]
    pub(super) _command: CommandsValue,
}

/// All the forms a dependency table can take; which keys go together is checked afterwards, so
/// that the error names the key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DependencyTable {
    pub(super) component: Option<String>,
    pub(super) path: Option<String>,
    pub(super) export: Option<String>,
    pub(super) version: Option<String>,
    pub(super) registry: Option<String>,
    pub(super) package: Option<String>,
    pub(super) url: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) inherit_configuration: Option<InheritValue>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum InheritValue {
    All(bool),
    Some(Vec<String>),
}
