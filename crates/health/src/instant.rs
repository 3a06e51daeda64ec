//! Instants: text in JSON, milliseconds in compact encodings.

use sellerdesk_deadline::{format_instant, parse_instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

const MESSAGE: &str = "must be an RFC 3339 instant such as 2026-01-14T15:00:00Z";

/// Writes an instant.
pub fn serialize<S: Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return at.serialize(serializer);
    }
    let text = format_instant(*at).ok_or_else(|| S::Error::custom("instant out of range"))?;
    text.serialize(serializer)
}

/// Reads an instant.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    if !deserializer.is_human_readable() {
        return i64::deserialize(deserializer);
    }
    let text = String::deserialize(deserializer)?;
    parse_instant(&text).ok_or_else(|| D::Error::custom(MESSAGE))
}

/// Instants that may be missing.
pub mod optional {
    use super::*;

    /// Writes an instant, or null.
    pub fn serialize<S: Serializer>(at: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return at.serialize(serializer);
        }
        at.and_then(format_instant).serialize(serializer)
    }

    /// Reads an instant, or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        if !deserializer.is_human_readable() {
            return Option::deserialize(deserializer);
        }
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| parse_instant(&text).ok_or_else(|| D::Error::custom(MESSAGE))).transpose()
    }
}
