//! Instants, dates and times of day: text to numbers and back.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The earliest instant that is accepted: 1900-01-01T00:00:00Z, in milliseconds.
pub const INSTANT_MS_MIN: i64 = -2_208_988_800_000;
/// The first instant that is no longer accepted: 2500-01-01T00:00:00Z, in milliseconds.
pub const INSTANT_MS_MAX: i64 = 16_725_225_600_000;

/// An RFC 3339 instant with nanoseconds and a numeric offset.
const INSTANT_BYTES_MAX: usize = 40;

pub(crate) const SECOND_MS: i64 = 1_000;
pub(crate) const MINUTE_MS: i64 = 60 * SECOND_MS;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

pub(crate) fn is_in_range(at: i64) -> bool {
    (INSTANT_MS_MIN..INSTANT_MS_MAX).contains(&at)
}

/// Reads an RFC 3339 instant as milliseconds since the epoch, rounding finer fractions down.
///
/// `None` when it isn't RFC 3339 (a zone annotation in brackets isn't), is a leap second, or is out
/// of range. Read by hand: the general parser of `jiff` would add 280 KB to a component.
///
/// ```
/// use sellerdesk_deadline::parse_instant;
/// assert_eq!(parse_instant("2026-01-14T10:00:00-05:00"), parse_instant("2026-01-14T15:00:00Z"));
/// assert_eq!(parse_instant("2026-01-14"), None);
/// ```
pub fn parse_instant(text: &str) -> Option<i64> {
    if text.len() > INSTANT_BYTES_MAX {
        return None;
    }
    let (date, rest) = text.split_at_checked(10)?;
    let time = rest.strip_prefix(['T', 't'])?;
    let (time, rest) = time.split_at_checked(8)?;
    let (fraction_ms, offset) = match rest.strip_prefix('.') {
        Some(fraction) => parse_fraction(fraction)?,
        None => (0, rest),
    };
    let of_day = parse_time_of_day(time).filter(|of_day| *of_day < DAY_MS)?;
    let local = parse_day(date)? * DAY_MS + of_day + fraction_ms;
    let at = local - parse_offset(offset)?;
    is_in_range(at).then_some(at)
}

/// The milliseconds of the digits after the point, and what comes after them.
fn parse_fraction(text: &str) -> Option<(i64, &str)> {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = text.strip_suffix(rest).filter(|digits| !digits.is_empty())?;
    let padded = digits.bytes().chain(std::iter::repeat(b'0')).take(3);
    let milliseconds = padded.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some((milliseconds, rest))
}

/// `Z` or `±HH:MM`, in milliseconds to subtract from local time.
fn parse_offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, magnitude) = match text.as_bytes().first()? {
        b'+' => (1, text.strip_prefix('+')?),
        b'-' => (-1, text.strip_prefix('-')?),
        _ => return None,
    };
    let is_short = magnitude.len() == "00:00".len();
    let offset = parse_time_of_day(magnitude).filter(|offset| is_short && *offset < DAY_MS)?;
    Some(sign * offset)
}

/// Writes an instant as RFC 3339 in UTC, with a fraction only where there is one.
///
/// `None` when it is out of range.
pub fn format_instant(at: i64) -> Option<String> {
    if !is_in_range(at) {
        return None;
    }
    let timestamp = Timestamp::from_millisecond(at).ok()?;
    let utc = TimeZone::UTC.to_datetime(timestamp);
    let (year, month, day) = (utc.year(), utc.month(), utc.day());
    let (hour, minute, second) = (utc.hour(), utc.minute(), utc.second());
    let fraction = match utc.millisecond() {
        0 => String::new(),
        millisecond => format!(".{millisecond:03}"),
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// Reads `YYYY-MM-DD` as the number of days since 1970-01-01, if there is such a day.
pub(crate) fn parse_day(text: &str) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return None;
    };
    let year = two_digits(*y1, *y2)? * 100 + two_digits(*y3, *y4)?;
    let month = two_digits(*m1, *m2)?;
    let day = two_digits(*d1, *d2)?;
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let midnight = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(midnight.as_millisecond().div_euclid(DAY_MS))
}

/// Reads `HH:MM` or `HH:MM:SS`, up to `24:00`, as milliseconds after local midnight.
pub(crate) fn parse_time_of_day(text: &str) -> Option<i64> {
    let (hour, minute, second) = match text.as_bytes() {
        [h1, h2, b':', m1, m2] => (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?, 0),
        [h1, h2, b':', m1, m2, b':', s1, s2] => (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?, two_digits(*s1, *s2)?),
        _ => return None,
    };
    if minute > 59 || second > 59 {
        return None;
    }
    let of_day = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    (of_day <= DAY_MS).then_some(of_day)
}

fn two_digits(tens: u8, units: u8) -> Option<i64> {
    (tens.is_ascii_digit() && units.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(units - b'0'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn the_accepted_range_is_1900_to_2499() {
        assert_eq!(parse_instant("1900-01-01T00:00:00Z"), Some(INSTANT_MS_MIN));
        assert_eq!(parse_instant("2499-12-31T23:59:59.999Z"), Some(INSTANT_MS_MAX - 1));
        assert_eq!(parse_instant("2500-01-01T00:00:00Z"), None);
        assert_eq!(format_instant(i64::MAX), None);
    }

    #[test]
    fn only_rfc_3339_instants_are_read() {
        for refused in [
            "",
            "now",
            "2026-01-14T10:00Z",
            "2026-01-14 10:00:00Z",
            "2026-01-14T10:00:00",
            "2026-01-14T10:00:00.Z",
            "2026-01-14T10:00:00-0500",
            "2026-01-14T10:00:00-05:00[America/New_York]",
            "2026-02-30T10:00:00Z",
            "2026-01-14T10:00:00+05:0\u{e9}",
            "2026-01-14T10:00:00+05:00:00",
            "2026-01-14T10:00:00+24:00",
            "2026-01-14T24:00:00Z",
            "2026-01-14T23:59:60Z",
            "2026-01-14T10:00:00Zz",
            "2026-01-14T10:00:00.1234567890123456789012345678901Z",
        ] {
            assert_eq!(parse_instant(refused), None, "{refused}");
        }
        assert_eq!(parse_instant("1970-01-01T00:00:00.0019z"), Some(1));
        assert_eq!(parse_instant("1969-12-31T23:59:59.9999Z"), Some(-1));
        assert_eq!(parse_instant("1970-01-01T05:45:00.5+05:45"), Some(500));
        assert_eq!(parse_instant("1969-12-31T19:00:00-05:00"), Some(0));
    }

    #[test]
    fn written_instants_are_those_of_jiff() {
        for at in (INSTANT_MS_MIN..INSTANT_MS_MAX).step_by(98_765_432_109) {
            let text = format_instant(at).unwrap();
            let jiff: Timestamp = text.parse().unwrap();
            assert_eq!(jiff.as_millisecond(), at);
            assert_eq!(parse_instant(&text), Some(at));
        }
        assert_eq!(format_instant(1_500).unwrap(), "1970-01-01T00:00:01.500Z");
        assert_eq!(format_instant(-1).unwrap(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn times_of_day_run_to_24_00() {
        assert_eq!(parse_time_of_day("24:00"), Some(DAY_MS));
        assert_eq!(parse_time_of_day("09:30:15"), Some(34_215_000));
        for refused in ["24:01", "9:00", "09:60", "09:00:60", "09-00", "0９:00"] {
            assert_eq!(parse_time_of_day(refused), None, "{refused}");
        }
    }

    #[test]
    fn days_are_calendar_days() {
        assert_eq!(parse_day("1970-01-02"), Some(1));
        assert_eq!(parse_day("2028-02-29"), Some(21_243));
        for refused in ["2027-02-29", "2026-1-1", "2026/01/01", "20260101"] {
            assert_eq!(parse_day(refused), None, "{refused}");
        }
    }
}
