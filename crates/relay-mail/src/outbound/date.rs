//! Instants as they are written, without the patterns of `chrono`, whose interpreter is larger than all of this.

use chrono::{DateTime, Datelike, Timelike, Utc};
use sellerdesk_canonical::Instant;

/// Months as RFC 5322 names them.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Days as RFC 5322 names them.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `20150830T123600Z` (ISO 8601, basic); `None` beyond what a calendar holds.
pub fn compact(instant: Instant) -> Option<String> {
    let at = DateTime::from_timestamp_millis(instant)?;
    let (hour, minute, second) = time(&at);
    Some(format!("{:04}{:02}{:02}T{hour:02}{minute:02}{second:02}Z", at.year(), at.month(), at.day()))
}

/// `Sun, 30 Aug 2015 12:36:00 +0000` (RFC 5322, section 3.3); the first second of 1970 beyond what a calendar holds.
pub fn header(instant: Instant) -> String {
    let at = DateTime::from_timestamp_millis(instant).unwrap_or_default();
    let name = |names: &[&'static str], at: u32| names.iter().copied().nth(at as usize).unwrap_or_default();
    let (weekday, month) = (name(&DAYS, at.weekday().num_days_from_monday()), name(&MONTHS, at.month0()));
    let (hour, minute, second) = time(&at);
    format!("{weekday}, {} {month} {:04} {hour:02}:{minute:02}:{second:02} +0000", at.day(), at.year())
}

fn time(at: &DateTime<Utc>) -> (u32, u32, u32) {
    (at.hour(), at.minute(), at.second())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// From the year 1970 to 9999.
        #[test]
        fn dates_are_written_as_chrono_writes_them(instant in 0..253_402_300_800_000i64) {
            let at = DateTime::from_timestamp_millis(instant).unwrap();
            prop_assert_eq!(compact(instant).unwrap(), at.format("%Y%m%dT%H%M%SZ").to_string());
            prop_assert_eq!(header(instant), at.to_rfc2822());
        }
    }

    #[test]
    fn what_no_calendar_holds_is_not_written() {
        assert_eq!(compact(i64::MAX), None);
        assert_eq!(header(i64::MAX), "Thu, 1 Jan 1970 00:00:00 +0000");
    }
}
