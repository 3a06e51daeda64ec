//! How instants and cursors look in the API.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat};

/// RFC 3339, UTC, of milliseconds since the epoch.
pub fn instant(at_ms: i64) -> String {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The same, where there is one.
pub fn optional_instant(at_ms: Option<i64>) -> Option<String> {
    at_ms.map(instant)
}

/// A place in a list as clients see it.
pub fn cursor(key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// The place that a client's cursor stands for.
///
/// # Errors
/// What a cursor is.
pub fn parse_cursor(cursor: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD.decode(cursor).map_err(|_| "a cursor as a list gave it".to_owned())
}
