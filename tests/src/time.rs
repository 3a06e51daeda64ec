//! Instants, in milliseconds since the Unix epoch, as the channels write them.

use chrono::{DateTime, SecondsFormat, Utc};

/// One hour, in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;
/// One day, in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// One minute, in milliseconds.
pub const MINUTE_MS: i64 = 60_000;

/// RFC 3339 in UTC with milliseconds: `2026-01-05T10:00:00.000Z`.
pub fn rfc3339(instant_ms: i64) -> String {
    utc(instant_ms).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// RFC 2822, whole seconds, as in a mail's `Date`.
pub fn rfc2822(instant_ms: i64) -> String {
    utc(instant_ms).to_rfc2822()
}

/// Milliseconds since the epoch of an RFC 3339 instant.
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp_millis())
}

/// An instant beyond all calendars is the epoch: nobody sends one.
fn utc(instant_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(instant_ms).unwrap_or_default()
}
