//! Names of dependencies and the imports they satisfy: the rules of spinframework/spin
//! `crates/compose/src/lib.rs` (`matches_import`) and `crates/manifest/src/schema/v2.rs`
//! (`ComponentDependencies::validate`).

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use semver::{BuildMetadata, Prerelease, Version};

/// A key of `[component.<id>.dependencies]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DependencyName {
    /// A bare name, such as `renderer`.
    Plain(String),
    /// `namespace:package[/interface][@version]`.
    Package {
        /// `namespace:package`.
        package: String,
        /// One interface of it; without, the dependency satisfies every imported one.
        interface: Option<String>,
        /// An exact version; without, any.
        version: Option<Version>,
    },
}

/// What satisfies a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DependencySource {
    /// Another component of the manifest; only its binary counts.
    Component(String),
    /// A Wasm file.
    Path(PathBuf),
}

/// Which of its consumer's capabilities a dependency may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inherit {
    /// All of them.
    All,
    /// These configuration keys; none by default.
    Some(BTreeSet<String>),
}

impl Inherit {
    /// Whether the capability of the configuration key `set` is handed on.
    #[must_use]
    pub fn includes(&self, set: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(sets) => sets.contains(set),
        }
    }
}

/// One dependency of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Which imports it satisfies.
    pub name: DependencyName,
    /// What satisfies them.
    pub source: DependencySource,
    /// The export to use instead of the one named like the import.
    pub export: Option<String>,
    /// What it may use of its consumer's configuration.
    pub inherit: Inherit,
}

/// A dependency name that isn't one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither a plain name nor namespace:package[/interface][@version]")]
pub struct DependencyNameError(String);

impl FromStr for DependencyName {
    type Err = DependencyNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || DependencyNameError(text.to_owned());
        let Some((package, interface, version)) = split_name(text) else {
            return is_kebab_case(text).then(|| Self::Plain(text.to_owned())).ok_or_else(invalid);
        };
        let (namespace, name) = package.split_once(':').ok_or_else(invalid)?;
        let words = [Some(namespace), Some(name), interface];
        if !words.into_iter().flatten().all(is_kebab_case) {
            return Err(invalid());
        }
        Ok(Self::Package {
            package: package.to_owned(),
            interface: interface.map(str::to_owned),
            version: version.map(Version::parse).transpose().map_err(|_| invalid())?,
        })
    }
}

impl fmt::Display for DependencyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(name) => formatter.write_str(name),
            Self::Package { package, interface, version } => {
                formatter.write_str(package)?;
                if let Some(interface) = interface {
                    write!(formatter, "/{interface}")?;
                }
                if let Some(version) = version {
                    write!(formatter, "@{version}")?;
                }
                Ok(())
            }
        }
    }
}

impl DependencyName {
    /// Whether it satisfies the component import `import`, such as `a:b/c@1.0.0` or `c`.
    #[must_use]
    pub fn matches_import(&self, import: &str) -> bool {
        match (self, split_name(import)) {
            (Self::Plain(name), None) => name == import,
            (
                Self::Package { package, interface, version },
                Some((import_package, import_interface, import_version)),
            ) => {
                let same_interface = interface.is_none() || interface.as_deref() == import_interface;
                let same_version = version.as_ref().is_none_or(|version| {
                    import_version.and_then(|text| Version::parse(text).ok()).as_ref() == Some(version)
                });
                package == import_package && same_interface && same_version
            }
            _ => false,
        }
    }

    /// Whether two dependencies of one component could satisfy the same import.
    #[must_use]
    pub fn conflicts_with(&self, other: &Self) -> bool {
        let (
            Self::Package { package, interface, version },
            Self::Package { package: other_package, interface: other_interface, version: other_version },
        ) = (self, other)
        else {
            return self == other;
        };
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        let incompatible = match (version, other_version) {
            (Some(a), Some(b)) => compatibility_class(a) != compatibility_class(b),
            _ => false,
        };
        package == other_package && !differ(interface, other_interface) && !incompatible
    }
}

/// Splits `package[/interface][@version]`; `None` for a plain name.
fn split_name(text: &str) -> Option<(&str, Option<&str>, Option<&str>)> {
    if !text.contains([':', '/']) {
        return None;
    }
    let (path, version) = match text.split_once('@') {
        Some((path, version)) => (path, Some(version)),
        None => (text, None),
    };
    Some(match path.split_once('/') {
        Some((package, interface)) => (package, Some(interface), version),
        None => (path, None, version),
    })
}

/// The version with everything zeroed that semver lets change compatibly.
fn compatibility_class(version: &Version) -> Version {
    let mut class = version.clone();
    class.build = BuildMetadata::EMPTY;
    if class.pre != Prerelease::EMPTY {
        return class;
    }
    if class.major > 0 {
        class.minor = 0;
    }
    if class.major > 0 || class.minor > 0 {
        class.patch = 0;
    }
    class
}

/// Whether `text` is a kebab-case identifier, as component ids and WIT names are.
pub(super) fn is_kebab_case(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            word.starts_with(|c: char| c.is_ascii_alphabetic())
                && word.chars().all(|c| c.is_ascii_alphanumeric())
                && !(word.contains(|c: char| c.is_ascii_lowercase()) && word.contains(|c: char| c.is_ascii_uppercase()))
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn name(text: &str) -> DependencyName {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_matches_the_imports_spin_matches() {
        for (dependency, import) in [
            ("foo:bar/baz@0.1.0", "foo:bar/baz@0.1.0"),
            ("foo:bar/baz", "foo:bar/baz@0.1.0"),
            ("foo:bar/baz", "foo:bar/baz"),
            ("foo:bar", "foo:bar/baz@0.1.0"),
            ("foo:bar@0.1.0", "foo:bar/baz@0.1.0"),
            ("foo-bar", "foo-bar"),
        ] {
            assert!(name(dependency).matches_import(import), "{dependency} {import}");
        }
        for (dependency, import) in [
            ("foo:bar/baz@0.1.0", "foo:bar/baz"),
            ("foo:bar/baz@0.1.0", "foo:bar/baz@0.1.1"),
            ("foo:bar/baz", "foo:bar/bub@0.1.0"),
            ("foo:bar", "foo:bub/bib"),
            ("foo:bar@0.1.0", "foo:bar/baz"),
            ("foo:bar/baz", "foo-bar"),
            ("foo-bar", "foo:bar/baz"),
        ] {
            assert!(!name(dependency).matches_import(import), "{dependency} {import}");
        }
    }

    #[test]
    fn overlapping_names_conflict() {
        for (a, b) in [
            ("foo:bar", "foo:bar@0.1.0"),
            ("foo:bar/baz@0.1.0", "foo:bar@0.1.0"),
            ("foo:bar@0.2.1", "foo:bar@0.2.2"),
            ("foo:bar/baz", "foo:bar"),
        ] {
            assert!(name(a).conflicts_with(&name(b)), "{a} {b}");
        }
        for (a, b) in [("foo:bar@0.1.0", "foo:bar@0.2.0"), ("foo:bar/baz", "foo:bar/bub"), ("foo:bar", "foo:baz")] {
            assert!(!name(a).conflicts_with(&name(b)), "{a} {b}");
        }
    }

    #[test]
    fn names_survive_printing_and_bad_ones_are_refused() {
        for text in ["plain", "a:b", "a:b/c", "a:b@1.0.0", "a:b/c@1.2.3-rc.1"] {
            assert_eq!(name(text).to_string(), text);
        }
        for text in ["", "Under_score", "a:", ":b", "a:b/", "a/b", "a:b@x"] {
            assert!(text.parse::<DependencyName>().is_err(), "{text:?}");
        }
    }
}
