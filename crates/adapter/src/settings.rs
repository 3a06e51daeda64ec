//! An account's settings: a JSON object with secrets in it, so nothing here prints a value.

use crate::Error;
use crate::json::{self, Fields};
use serde_json::Value;

/// Longest settings of one account, in bytes.
pub const SETTINGS_BYTES_MAX: usize = 16 * 1024;
/// Shortest secret taken, in bytes: with an empty one anybody could sign.
pub const SECRET_BYTES_MIN: usize = 8;
/// Longest secret taken, in bytes.
pub const SECRET_BYTES_MAX: usize = 1_000;
/// Texts taken from a list.
pub const TEXTS_MAX: usize = 100;

/// The current webhook secret's key.
const SECRET: &str = "secret";
/// The key of the secret before the current one, while the marketplace is changing over.
const PREVIOUS_SECRET: &str = "previous_secret";

/// Parsed settings. Every error is [`Error::Settings`], naming the key.
pub struct Settings(Value);

impl Settings {
    /// Parses an account's settings.
    pub fn parse(settings: &str) -> Result<Self, Error> {
        let problem = |_| wrong("(all)", "must be a JSON object of at most 16 KiB");
        let value = json::parse(settings.as_bytes(), SETTINGS_BYTES_MAX).map_err(problem)?;
        Fields::root(&value).map_err(problem)?;
        Ok(Self(value))
    }

    /// The secrets a webhook may be signed with: `secret`, which has to be there, then `previous_secret`.
    pub fn secrets(&self) -> Result<Vec<&str>, Error> {
        let current = self.secret(SECRET)?.ok_or_else(|| wrong(SECRET, "is missing"))?;
        Ok([Some(current), self.secret(PREVIOUS_SECRET)?].into_iter().flatten().collect())
    }

    /// A text that may be absent; never empty.
    pub fn text(&self, key: &'static str) -> Result<Option<&str>, Error> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(wrong(key, "must be text and not empty")),
        }
    }

    /// A list of at most [`TEXTS_MAX`] texts; empty where it is absent.
    pub fn texts(&self, key: &'static str) -> Result<Vec<&str>, Error> {
        let problem = || wrong(key, "must be a list of at most 100 texts");
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= TEXTS_MAX => {
                items.iter().map(|item| item.as_str().ok_or_else(problem)).collect()
            }
            Some(_) => Err(problem()),
        }
    }

    /// A whole number from `least` to `most` that may be absent.
    pub fn whole(&self, key: &'static str, least: i64, most: i64) -> Result<Option<i64>, Error> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value
                .as_i64()
                .filter(|number| (least..=most).contains(number))
                .map(Some)
                .ok_or_else(|| wrong(key, "must be a whole number within its range")),
        }
    }

    /// Settings within settings, such as those of a second way in; they may be absent. Their errors name their own
    /// keys.
    pub fn nested(&self, key: &'static str) -> Result<Option<Self>, Error> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) if value.is_object() => Ok(Some(Self(value.clone()))),
            Some(_) => Err(wrong(key, "must be a JSON object")),
        }
    }

    /// `true` or `false`, which may be absent.
    pub fn flag(&self, key: &'static str) -> Result<Option<bool>, Error> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_bool().map(Some).ok_or_else(|| wrong(key, "must be true or false")),
        }
    }

    fn secret(&self, key: &'static str) -> Result<Option<&str>, Error> {
        let secret = self.text(key)?;
        if secret.is_some_and(|secret| !(SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&secret.len())) {
            return Err(wrong(key, "must be 8 to 1000 bytes long"));
        }
        Ok(secret)
    }
}

fn wrong(key: &str, problem: &'static str) -> Error {
    Error::Settings { key: key.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(settings: &str) -> String {
        Settings::parse(settings).and_then(|settings| settings.secrets().map(drop)).unwrap_err().to_string()
    }

    #[test]
    fn both_secrets_are_offered_the_current_one_first() {
        let settings = Settings::parse(r#"{"previous_secret":"old-secret","secret":"new-secret"}"#).unwrap();
        assert_eq!(settings.secrets().unwrap(), ["new-secret", "old-secret"]);
        let settings = Settings::parse(r#"{"previous_secret":null,"secret":"new-secret"}"#).unwrap();
        assert_eq!(settings.secrets().unwrap(), ["new-secret"]);
    }

    #[test]
    fn a_wrong_setting_is_named_and_never_quoted() {
        assert_eq!(refused("{}"), "setting secret is missing");
        assert_eq!(refused(r#"{"secret":null}"#), "setting secret is missing");
        assert_eq!(refused(r#"{"secret":""}"#), "setting secret must be text and not empty");
        assert_eq!(refused(r#"{"secret":12345678}"#), "setting secret must be text and not empty");
        assert_eq!(refused(r#"{"secret":"hunter2"}"#), "setting secret must be 8 to 1000 bytes long");
        assert_eq!(
            refused(r#"{"secret":"long-enough","previous_secret":"short"}"#),
            "setting previous_secret must be 8 to 1000 bytes long"
        );
        for broken in ["", "[]", "null", r#"{"secret":"hunter2"#] {
            assert_eq!(refused(broken), "setting (all) must be a JSON object of at most 16 KiB");
        }
    }

    #[test]
    fn settings_within_settings_are_settings() {
        let settings = Settings::parse(r#"{"mail":{"secret":"long-enough"},"bad":[]}"#).unwrap();
        assert_eq!(settings.nested("mail").unwrap().unwrap().secrets().unwrap(), ["long-enough"]);
        assert!(settings.nested("absent").unwrap().is_none());
        assert!(settings.nested("bad").is_err());
    }

    #[test]
    fn lists_and_numbers_are_bounded() {
        let settings = Settings::parse(r#"{"own":["a","b"],"skew":120,"bad":[1]}"#).unwrap();
        assert_eq!(settings.texts("own").unwrap(), ["a", "b"]);
        assert_eq!(settings.texts("absent").unwrap(), Vec::<&str>::new());
        assert!(settings.texts("bad").is_err() && settings.texts("skew").is_err());
        assert_eq!(settings.whole("skew", 1, 120).unwrap(), Some(120));
        assert!(settings.whole("skew", 1, 119).is_err() && settings.whole("own", 0, 1).is_err());
    }
}
