//! Working hours as people type them, and as the API's calendars hold them.

use serde_json::{Value, json};

/// Words that say that a date is closed; so does a date alone.
const CLOSED: [&str; 4] = ["closed", "休息", "休", "-"];

/// `09:00-12:00, 13:00-18:00` of a day's windows.
pub(crate) fn windows_text(windows: &[Value]) -> String {
    let part = |window: &Value, at: usize| window.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let written: Vec<String> =
        windows.iter().map(|window| format!("{}-{}", part(window, 0), part(window, 1))).collect();
    written.join(", ")
}

/// The windows of such a text. What is no window stays as it is: who checks calendars names it.
pub(crate) fn windows(text: &str) -> Vec<Value> {
    pieces(text)
        .into_iter()
        .map(|piece| {
            let (opens, closes) = piece.split_once('-').unwrap_or((&piece, ""));
            json!([time(opens), time(closes)])
        })
        .collect()
}

/// What is between the commas: dashes of all kinds are one, with nothing around them.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '–' | '—' | '−' | '~' | '～' | '至' | '-' => {
                plain.truncate(plain.trim_end().len());
                plain.push('-');
            }
            '：' => plain.push(':'),
            '，' | '、' | ';' | '；' => plain.push(','),
            letter if letter.is_whitespace() && plain.ends_with('-') => {}
            letter => plain.push(letter),
        }
    }
    let pieces = plain.split(|letter: char| letter == ',' || letter.is_whitespace());
    pieces.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// `9:00` as `09:00`.
fn time(text: &str) -> String {
    let is_short = text.as_bytes().get(1) == Some(&b':') && text.starts_with(|first: char| first.is_ascii_digit());
    if is_short { format!("0{text}") } else { text.to_owned() }
}

/// A line for each date that has other hours.
pub(crate) fn overrides_text(overrides: &Value, closed: &str) -> String {
    let dates = overrides.as_object().into_iter().flatten();
    let line = |(date, windows): (&String, &Value)| {
        let windows = windows_text(windows.as_array().map(Vec::as_slice).unwrap_or_default());
        format!("{date} {}", if windows.is_empty() { closed } else { &windows })
    };
    dates.map(line).collect::<Vec<_>>().join("\n")
}

/// Dates and their windows; a date that is there twice is handed back as the error.
pub(crate) fn overrides(text: &str) -> Result<Value, String> {
    let mut dates = serde_json::Map::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (date, hours) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let is_closed = CLOSED.iter().any(|word| word.eq_ignore_ascii_case(hours.trim()));
        let windows = if is_closed { Vec::new() } else { windows(hours) };
        if dates.insert(date.trim_end_matches([':', '：']).to_owned(), Value::Array(windows)).is_some() {
            return Err(date.to_owned());
        }
    }
    Ok(Value::Object(dates))
}

/// Single words: dates, or accounts.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、' | ';' | '；'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test")]
mod tests {
    use super::{overrides, overrides_text, windows, windows_text, words};
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn hours_are_read_as_people_type_them() {
        for text in [
            "09:00-12:00, 13:00-18:00",
            "9:00 – 12:00，13：00～18：00",
            "09:00 -12:00 13:00至18:00",
            " 9:00-12:00;13:00-18:00 ",
        ] {
            assert_eq!(json!(windows(text)), json!([["09:00", "12:00"], ["13:00", "18:00"]]), "{text}");
        }
        assert_eq!(json!(windows("22:00-06:00,00:00-24:00")), json!([["22:00", "06:00"], ["00:00", "24:00"]]));
        // What is none is kept: whoever checks it names it.
        assert_eq!(json!(windows("morning")), json!([["morning", ""]]));
        assert_eq!(words("2026-10-01\r\n2026-10-02, 2026-10-03"), ["2026-10-01", "2026-10-02", "2026-10-03"]);
    }

    #[test]
    fn single_dates_have_hours_or_none() {
        let read = overrides("2026-02-14 9:00-13:00\n\n2026-02-16: closed\n2026-02-17 休息\n2026-02-18").unwrap();
        let wanted = json!({"2026-02-14": [["09:00", "13:00"]], "2026-02-16": [], "2026-02-17": [], "2026-02-18": []});
        assert_eq!(read, wanted);
        assert_eq!(overrides(&overrides_text(&read, "休息")).unwrap(), wanted);
        assert_eq!(overrides("2026-02-14\n2026-02-14 09:00-10:00").unwrap_err(), "2026-02-14");
    }

    proptest! {
        /// What a calendar holds is what its form says, and the other way round.
        #[test]
        fn hours_come_back_as_they_were(times in prop::collection::vec((0..24_u8, 0..60_u8, 0..25_u8), 0..6)) {
            let held: Vec<_> = times
                .iter()
                .map(|(hour, minute, end)| json!([format!("{hour:02}:{minute:02}"), format!("{end:02}:00")]))
                .collect();
            prop_assert_eq!(windows(&windows_text(&held)), held);
        }

        /// Whatever is typed, reading it never fails.
        #[test]
        fn anything_can_be_typed(text in r"(\PC|\n|[-0-9:, ]){0,40}") {
            let _ = (windows(&text), overrides(&text), words(&text));
        }
    }
}
