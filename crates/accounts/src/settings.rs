//! Checking settings before they are sealed: afterwards nobody who could say so will look at them for a while.

use crate::limits::{SECRET_BYTES_MAX, SECRET_BYTES_MIN, SETTINGS_BYTES_MAX};
use crate::{AccountError, Part};
use serde_json::{Map, Value};

/// The webhook secrets that a channel may have; which of them it needs is its adapter's business.
const SECRETS: [&str; 2] = ["secret", "previous_secret"];

/// Checks what every channel's settings have in common. The problem never quotes a value.
pub fn check(part: Part, settings: &str) -> Result<(), AccountError> {
    let wrong = |problem| AccountError::Settings { part, problem };
    if settings.len() > SETTINGS_BYTES_MAX {
        return Err(wrong("must be at most 16 KiB long"));
    }
    let fields: Map<String, Value> = serde_json::from_str(settings).map_err(|_| wrong("must be a JSON object"))?;
    if part == Part::Hook && !SECRETS.iter().all(|name| is_secret(fields.get(*name))) {
        return Err(wrong("secret and previous_secret must be text of 8 to 1000 bytes"));
    }
    Ok(())
}

fn is_secret(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(secret)) => (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&secret.len()),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_an_object_and_secrets_are_long_enough() {
        let secret = |length| format!(r#"{{"secret":"{}"}}"#, "x".repeat(length));
        for settings in ["{}", r#"{"secret":null,"shop":7}"#, &secret(8), &secret(1_000)] {
            assert_eq!(check(Part::Hook, settings), Ok(()));
        }
        let short = r#"{"secret":"long-enough","previous_secret":"hunter2"}"#;
        for settings in [&secret(0), &secret(7), &secret(1_001), r#"{"secret":12345678}"#, short] {
            let error = check(Part::Hook, settings).map_err(|error| error.to_string());
            let text = "hook settings: secret and previous_secret must be text of 8 to 1000 bytes";
            assert_eq!(error, Err(text.to_owned()));
            assert_eq!(check(Part::Api, settings), Ok(()), "an API may call anything a secret");
        }
        for settings in ["", "[]", "null", "{", r#"{"secret":"hunter2"#, "{} {}"] {
            let error = check(Part::Api, settings).map_err(|error| error.to_string());
            assert_eq!(error, Err("api settings: must be a JSON object".to_owned()));
        }
    }

    #[test]
    fn settings_are_bounded() {
        let padded = |length| format!("{{{}}}", " ".repeat(length - 2));
        assert_eq!(check(Part::Api, &padded(SETTINGS_BYTES_MAX)), Ok(()));
        assert!(check(Part::Api, &padded(SETTINGS_BYTES_MAX + 1)).is_err());
        assert!(check(Part::Api, &"[".repeat(SETTINGS_BYTES_MAX)).is_err());
    }
}
