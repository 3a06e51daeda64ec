//! Reads the project's `spin.toml`, manifest version 2, and refuses what it doesn't understand.

mod check;
mod dependency;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Value;

pub use dependency::{Dependency, DependencyName, DependencySource, Inherit};

use crate::template::Template;

/// A manifest may be this long; a larger file is surely not one.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// What is wrong with a manifest, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {at}: {problem}", file.display())]
pub struct ManifestError {
    /// The manifest.
    pub file: PathBuf,
    /// The table and key, such as `component.desk.build.command`.
    pub at: String,
    /// What is wrong there.
    pub problem: String,
}

/// An application, as its manifest describes it.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The manifest's path.
    pub file: PathBuf,
    /// The folder that paths in it are relative to.
    pub folder: PathBuf,
    /// `application.name`.
    pub name: String,
    /// `application.version`.
    pub version: String,
    /// `[variables]` by name.
    pub variables: BTreeMap<String, Variable>,
    /// `[[trigger.http]]`, in order.
    pub triggers: Vec<HttpTrigger>,
    /// `[component.<id>]` by id.
    pub components: BTreeMap<String, Component>,
}

/// An application variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its value when none is given; a variable without one is required.
    pub default: Option<String>,
    /// Whether its value must not be shown.
    pub secret: bool,
}

/// An HTTP trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpTrigger {
    /// The route pattern; `None` for a private trigger, reached by chaining only.
    pub route: Option<String>,
    /// What answers.
    pub target: TriggerTarget,
}

/// What answers a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerTarget {
    /// The component with this id.
    Component(String),
    /// The host itself, always the same.
    Static(StaticResponse),
}

/// A response the host gives without any component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers by name.
    pub headers: BTreeMap<String, String>,
    /// Body, empty by default.
    pub body: String,
}

/// A component.
#[derive(Clone, Debug)]
pub struct Component {
    /// The Wasm file.
    pub source: PathBuf,
    /// For people.
    pub description: String,
    /// Store labels it may open.
    pub key_value_stores: BTreeSet<String>,
    /// Its variables' templates by name.
    pub(crate) variables: BTreeMap<String, Template>,
    /// Hosts it may call; entries may be templates.
    pub(crate) allowed_outbound_hosts: Vec<Template>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// What is composed into it.
    pub dependencies: Vec<Dependency>,
    /// How to build it.
    pub build: Option<Build>,
}

/// How to build a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Shell commands, in order.
    pub commands: Vec<String>,
    /// Where to run them.
    pub workdir: PathBuf,
    /// Which files make a rebuild necessary: glob patterns relative to `workdir`.
    pub watch: Vec<String>,
}

impl Manifest {
    /// Reads and validates the manifest at `file`.
    ///
    /// # Errors
    /// [`ManifestError`] for the first thing that is wrong.
    pub fn read(file: &Path) -> Result<Self, ManifestError> {
        let context = Context { file };
        let unreadable = |error: std::io::Error| context.error("file", error);
        let length_bytes = std::fs::metadata(file).map_err(unreadable)?.len();
        if length_bytes > MANIFEST_BYTES_MAX {
            return Err(context.error("file", format!("longer than {MANIFEST_BYTES_MAX} bytes")));
        }
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        Self::parse(file, &text)
    }

    /// Validates the manifest `text`; `file` gives error messages a name and paths a base.
    ///
    /// # Errors
    /// [`ManifestError`] for the first thing that is wrong.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ManifestError> {
        let context = Context { file };
        let table: toml::Table = toml::from_str(text).map_err(|error| context.error("syntax", error))?;
        check::check(&context, context.decode("", Value::Table(table))?)
    }
}

/// Where error messages point.
struct Context<'a> {
    file: &'a Path,
}

impl Context<'_> {
    fn error(&self, at: impl Into<String>, problem: impl Display) -> ManifestError {
        ManifestError { file: self.file.to_owned(), at: at.into(), problem: problem.to_string().trim_end().to_owned() }
    }

    /// Decodes the value at `at`; an error names the key below it.
    fn decode<T: DeserializeOwned>(&self, at: &str, value: Value) -> Result<T, ManifestError> {
        serde_path_to_error::deserialize(value).map_err(|error| {
            let below = error.path().to_string();
            let at = match (at, below.as_str()) {
                ("", ".") => "manifest".to_owned(),
                ("", below) => below.to_owned(),
                (at, ".") => at.to_owned(),
                (at, below) => format!("{at}.{below}"),
            };
            self.error(at, error.into_inner())
        })
    }
}

#[cfg(test)]
mod tests;
