//! Instants as marketplaces write them.

use chrono::DateTime;
use sellerdesk_canonical::Instant;

/// The earliest instant believed: 2000-01-01T00:00:00Z, in milliseconds.
pub const INSTANT_MIN_MS: Instant = 946_684_800_000;
/// The first instant no longer believed: 2100-01-01T00:00:00Z, in milliseconds.
pub const INSTANT_END_MS: Instant = 4_102_444_800_000;
/// Longest spelling of an instant that is parsed at all, in bytes.
pub const INSTANT_TEXT_BYTES_MAX: usize = 64;

/// An RFC 3339 date and time with an offset, in milliseconds (finer digits are dropped); `None` for any other
/// form and outside the years 2000 to 2099.
pub fn parse_rfc3339(text: &str) -> Option<Instant> {
    if text.len() > INSTANT_TEXT_BYTES_MAX {
        return None;
    }
    let instant = DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis();
    plausible(instant)
}

/// An instant in milliseconds, or `None` outside the years 2000 to 2099.
pub fn plausible(instant: Instant) -> Option<Instant> {
    (INSTANT_MIN_MS..INSTANT_END_MS).contains(&instant).then_some(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_fractions_are_understood() {
        for (text, instant) in [
            ("2000-01-01T00:00:00Z", INSTANT_MIN_MS),
            ("2099-12-31T23:59:59.999999Z", INSTANT_END_MS - 1),
            ("2021-12-30T19:00:00-05:00", 1_640_908_800_000),
            ("2021-12-31T05:30:00.250+05:30", 1_640_908_800_250),
        ] {
            assert_eq!(parse_rfc3339(text), Some(instant), "{text}");
        }
    }

    #[test]
    fn other_forms_and_far_years_are_refused() {
        for text in [
            "",
            "2021-12-30",
            "2021-12-30T19:00:00",
            "2021-02-30T19:00:00Z",
            "2021-12-30T25:00:00Z",
            "1999-12-31T23:59:59Z",
            "2100-01-01T00:00:00Z",
            "2100-01-01T01:00:00+00:30",
            "1640908800",
            " 2021-12-30T19:00:00Z",
            "2021-12-30T19:00:00Z\0",
            "-2021-12-30T19:00:00Z",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text:?}");
        }
        assert_eq!(parse_rfc3339(&format!("2021-12-30T19:00:00.{}Z", "0".repeat(100))), None);
    }
}
