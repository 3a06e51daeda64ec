//! Dates.

use super::Locale;
use chrono::{DateTime, Datelike, NaiveDate};

/// Bytes of an RFC 3339 `full-date`.
const DATE_BYTES: usize = "2026-03-05".len();

/// Reads an RFC 3339 date, or the date of an RFC 3339 date-time in its own offset (the day the
/// marketplace shows). `None` for anything else.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    // chrono's own parser takes spaces and single digits, so the length is checked first.
    if text.len() == DATE_BYTES {
        return NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    }
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.date_naive())
}

impl Locale {
    /// `March 5, 2026`, `5. März 2026`, `2026年3月5日`.
    pub(crate) fn date_long(&self, date: NaiveDate) -> String {
        self.date(date, self.date_long)
    }

    /// `3/5/2026`, `05.03.2026`, `2026/03/05`.
    pub(crate) fn date_short(&self, date: NaiveDate) -> String {
        self.date(date, self.date_short)
    }

    fn date(&self, date: NaiveDate, pattern: &str) -> String {
        let mut text = String::with_capacity(pattern.len() + 16);
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                text.push(character);
                continue;
            }
            match characters.next() {
                Some('d') => text.push_str(&self.day(date.day())),
                Some('D') => text.push_str(&format!("{:02}", date.day())),
                Some('m') => text.push_str(&date.month().to_string()),
                Some('M') => text.push_str(&format!("{:02}", date.month())),
                Some('y') => text.push_str(&date.year().to_string()),
                _ => text.push_str(self.months.get(date.month0() as usize).copied().unwrap_or_default()),
            }
        }
        text
    }

    fn day(&self, day: u32) -> String {
        match self.first_day {
            Some(first) if day == 1 => first.to_owned(),
            _ => day.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::parse_date;
    use crate::locale::resolve;

    #[test]
    fn takes_dates_and_instants_only() {
        for text in ["2026-03-05", "2026-03-05T23:30:00-08:00", "2026-03-05t00:00:00.5z"] {
            assert_eq!(parse_date(text).unwrap().to_string(), "2026-03-05", "{text}");
        }
        for text in ["", "2026-02-29", "2026-3-05", " 2026-3-5 ", "05.03.2026", "2026-03-05T25:00:00Z", "+12026-03-05"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn long_and_short_by_locale() {
        for (tag, long, short) in [
            ("en", "March 5, 2026", "3/5/2026"),
            ("en-GB", "5 March 2026", "05/03/2026"),
            ("de", "5. März 2026", "05.03.2026"),
            ("fr", "5 mars 2026", "05/03/2026"),
            ("es", "5 de marzo de 2026", "5/3/2026"),
            ("it", "5 marzo 2026", "05/03/2026"),
            ("pt", "5 de março de 2026", "05/03/2026"),
            ("ja", "2026年3月5日", "2026/03/05"),
            ("zh", "2026年3月5日", "2026/3/5"),
        ] {
            let (locale, date) = (resolve(tag).unwrap(), parse_date("2026-03-05").unwrap());
            assert_eq!((locale.date_long(date).as_str(), locale.date_short(date).as_str()), (long, short));
        }
    }

    #[test]
    fn the_first_of_a_month() {
        for (tag, long) in [
            ("fr", "1er mars 2026"),
            ("it", "1º marzo 2026"),
            ("pt", "1º de março de 2026"),
            ("pt-PT", "1 de março de 2026"),
            ("de", "1. März 2026"),
        ] {
            assert_eq!(resolve(tag).unwrap().date_long(parse_date("2026-03-01").unwrap()), long);
        }
    }
}
