//! What is known of each channel (`channels.toml`), read by the build scripts of those who need a part of it: how long a
//! text it takes, whose rules hold there, where links may lead. Nothing of this crate is in a component.

use serde::Deserialize;

/// One channel of `channels.toml`, which says what the fields mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Lower case, without hyphens and underscores.
    pub name: String,
    /// Whose rules hold.
    pub kind: Kind,
    /// The longest text, 0 for no limit of its own.
    #[serde(default)]
    pub length_max: u32,
    /// Whether `length_max` counts bytes of UTF-8 rather than UTF-16 units.
    #[serde(default)]
    pub counts_bytes: bool,
    /// Whether it shows markup as it is written.
    pub is_plain_text: bool,
    /// Its document on what messages may say; empty where there is none.
    #[serde(default)]
    pub policy: String,
    /// When the document was last read, ISO 8601; empty when it couldn't be.
    #[serde(default)]
    pub checked: String,
    /// Hosts that links may lead to, with everything below them.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// Whose rules hold on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A marketplace's.
    Marketplace,
    /// Those of a messenger the buyer chose.
    Social,
    /// The seller's own.
    OwnShop,
}

#[derive(Deserialize)]
struct File {
    channel: Vec<Channel>,
}

/// All channels, in order of the file: the first stands for any that isn't there.
///
/// # Errors
/// What is wrong with the file, for the person who edits it.
pub fn read() -> Result<Vec<Channel>, String> {
    let file: File =
        toml::from_str(include_str!("../channels.toml")).map_err(|error| format!("channels.toml: {error}"))?;
    Ok(file.channel)
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_plain_and_stand_once() -> Result<(), String> {
        let mut names: Vec<String> = super::read()?.into_iter().map(|channel| channel.name).collect();
        let is_plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(names.first().is_some_and(|name| name == "unknown") && names.iter().all(is_plain), "{names:?}");
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        Ok(())
    }
}
