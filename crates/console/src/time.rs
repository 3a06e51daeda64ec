//! Instants as people read them; the script puts them into the browser's own zone. No library of dates: one would cost
//! 50 KB of Wasm.

use crate::words::Words;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// From here on a deadline counts as close, in milliseconds.
const SOON_MS: i64 = HOUR_MS;
/// From here on as coming, in milliseconds.
const NEAR_MS: i64 = 4 * HOUR_MS;

/// Milliseconds since the epoch of an instant as the API writes it: RFC 3339, UTC, with or without a fraction.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    if date.len() != 10 || time.len() < 8 {
        return None;
    }
    let fraction = time.get(8..)?.strip_prefix('.').unwrap_or_default();
    let ms: String = fraction.chars().chain("000".chars()).take(3).collect();
    let days = days_of(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    Some(
        days * DAY_MS
            + number(11, 13)? * HOUR_MS
            + number(14, 16)? * MINUTE_MS
            + number(17, 19)? * 1_000
            + ms.parse::<i64>().ok()?,
    )
}

/// RFC 3339, UTC, in whole seconds.
pub(crate) fn instant(at_ms: i64) -> String {
    let ((year, month, day), ms) = (date_of(at_ms.div_euclid(DAY_MS)), at_ms.rem_euclid(DAY_MS));
    let (hour, minute, second) = (ms / HOUR_MS, ms % HOUR_MS / MINUTE_MS, ms % MINUTE_MS / 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2026-11-22 08:20 UTC`.
pub(crate) fn absolute(at_ms: i64) -> String {
    let instant = instant(at_ms);
    format!("{} {} UTC", instant.get(..10).unwrap_or_default(), instant.get(11..16).unwrap_or_default())
}

/// Days since the epoch of a date; years begin in March, so that the leap day is their last.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day since the epoch: year, month, day.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// How pressing a deadline is: a class of the style sheet.
pub(crate) fn urgency(now_ms: i64, at_ms: i64) -> &'static str {
    match at_ms - now_ms {
        left if left <= 0 => "late",
        left if left <= SOON_MS => "soon",
        left if left <= NEAR_MS => "near",
        _ => "calm",
    }
}

/// `in 2h 05m`, `3d 4h late`.
pub(crate) fn until(words: &Words, now_ms: i64, at_ms: i64) -> String {
    let span = span(words, (at_ms - now_ms).abs());
    let form = if at_ms > now_ms { words.due_in } else { words.due_late };
    form.replace("{}", &span)
}

/// `5m ago`.
pub(crate) fn ago(words: &Words, now_ms: i64, at_ms: i64) -> String {
    words.ago.replace("{}", &span(words, (now_ms - at_ms).max(0)))
}

/// `2h 05m`: the two largest units.
pub(crate) fn span(words: &Words, ms: i64) -> String {
    let (d, h, m) = (words.unit_d, words.unit_h, words.unit_m);
    let (days, hours, minutes) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    match (days, hours) {
        (0, 0) => format!("{minutes}{m}"),
        (0, _) => format!("{hours}{h} {minutes:02}{m}"),
        _ => format!("{days}{d} {hours}{h}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, SecondsFormat};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn instants_are_those_of_a_library_of_dates(at_ms in -60_000_000_000_000_i64..250_000_000_000_000) {
            let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
            prop_assert_eq!(instant(at_ms), at.to_rfc3339_opts(SecondsFormat::Secs, true));
            for format in [SecondsFormat::Secs, SecondsFormat::Millis, SecondsFormat::Micros] {
                let text = at.to_rfc3339_opts(format, true);
                let wanted = if format == SecondsFormat::Secs { at_ms.div_euclid(1_000) * 1_000 } else { at_ms };
                prop_assert_eq!(parse(&text), Some(wanted), "{}", text);
            }
        }

        #[test]
        fn any_text_is_an_instant_or_none(text in "\\PC{0,30}") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn spans_are_said_in_two_units() {
        let words = &crate::words::EN;
        for (ms, said) in [(59_000, "in 0m"), (3_660_000, "in 1h 01m"), (-90_000_000, "1d 1h late"), (0, "0m late")] {
            assert_eq!(until(words, 0, ms), said);
        }
    }
}
