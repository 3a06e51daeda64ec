//! Dates as reports write them.

use sellerdesk_deadline::{FieldProblem, parse_instant};

use crate::zone::day_of;

const DAY_MS: i64 = 86_400_000;
const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Which number of `03/04/26` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// The order that a report's dates have: told by a number over 12, else by the site.
pub(super) fn order_of<'a>(dates: impl Iterator<Item = &'a str>, site: &str) -> DateOrder {
    for date in dates {
        let mut numbers = date.split(['/', '.', '-']).map(|part| part.trim().parse::<u32>().unwrap_or_default());
        match (numbers.next(), numbers.next()) {
            (Some(13..=31), _) => return DateOrder::DayFirst,
            (_, Some(13..=31)) => return DateOrder::MonthFirst,
            _ => {}
        }
    }
    if site == "us" { DateOrder::MonthFirst } else { DateOrder::DayFirst }
}

/// Milliseconds of a date or instant. A date without a time is its noon in UTC: within the local day almost everywhere.
pub(super) fn read_date(column: &str, text: &str, order: DateOrder) -> Result<i64, FieldProblem> {
    let text = text.trim();
    let at = parse_instant(text).or_else(|| parse_short_instant(text)).or_else(|| parse_date(text, order));
    at.ok_or_else(|| FieldProblem::new(column, "is no date that reports have"))
}

/// `2020-10-21T00:00Z`, `2026-01-14 15:00:00 UTC`, `2026-01-14T15:00:00+0000`, without seconds or zone.
fn parse_short_instant(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', ' '])?;
    let rest = rest.strip_suffix(" UTC").or(rest.strip_suffix(" GMT")).unwrap_or(rest);
    let end = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at_checked(end)?;
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let offset = match (offset.len(), offset.split_at_checked(3)) {
        (0, _) => "Z".to_owned(),
        (5, Some((hours, minutes))) => format!("{hours}:{minutes}"),
        _ => offset.to_owned(),
    };
    parse_instant(&format!("{date}T{time}{offset}"))
}

/// `2026-02-19`, `2026/02/19`, `19-Feb-2026`, `02/19/26`, `19.02.2026`.
fn parse_date(text: &str, order: DateOrder) -> Option<i64> {
    let date = text.split_whitespace().next()?;
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let name = second.get(..3).unwrap_or_default().to_ascii_lowercase();
    let month_named = MONTHS.iter().position(|month| *month == name);
    let (year, month, day) = match (month_named, first.len(), order) {
        (Some(month), ..) => (*third, month as u32 + 1, *first),
        (None, 4, _) => (*first, second.parse().ok()?, *third),
        (None, _, DateOrder::MonthFirst) => (*third, first.parse().ok()?, *second),
        (None, _, DateOrder::DayFirst) => (*third, second.parse().ok()?, *first),
    };
    let year: i16 = match year.len() {
        4 => year.parse().ok()?,
        2 => 2_000 + year.parse::<i16>().ok()?,
        _ => return None,
    };
    let day = day_of(year, i8::try_from(month).ok()?, day.parse().ok()?)?;
    Some(i64::from(day) * DAY_MS + DAY_MS / 2)
}
