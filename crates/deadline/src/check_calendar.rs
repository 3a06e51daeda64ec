//! Turns a calendar as written into open hours, or into the list of what is wrong with it.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::{
    FieldProblem, OpenHours,
    calendar::{Calendar, HOLIDAYS_MAX, OVERRIDES_MAX, WINDOWS_PER_DAY_MAX, Window},
    instant::{DAY_MS, parse_day, parse_time_of_day},
    open_hours::DayWindow,
};

/// The longest name in the database has 32 bytes.
const ZONE_BYTES_MAX: usize = 64;
/// A list of problems is for people: the rest adds nothing.
const PROBLEMS_MAX: usize = 50;

pub(crate) fn check_calendar(calendar: &Calendar, path: &str) -> Result<OpenHours, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let zone = find_zone(&calendar.zone);
    if zone.is_none() {
        let message = "is not a name of the IANA time zone database";
        problems.push(FieldProblem::new(format!("{path}.zone"), message));
    }
    let weekly =
        calendar.weekly.days().map(|(day, windows)| check_day(windows, &format!("{path}.weekly.{day}"), &mut problems));
    let exceptions = check_exceptions(calendar, path, &mut problems);
    if problems.is_empty() {
        let opens = weekly.iter().any(|windows| !windows.is_empty())
            || exceptions.iter().any(|(_, windows)| !windows.is_empty());
        if !opens {
            problems.push(FieldProblem::new(path, "never opens"));
        }
    }
    match zone {
        Some(zone) if problems.is_empty() => Ok(OpenHours { zone, weekly, exceptions }),
        _ => {
            problems.truncate(PROBLEMS_MAX);
            Err(problems)
        }
    }
}

/// Finds a zone by the exact name; the database itself ignores case and knows placeholders.
pub(crate) fn find_zone(name: &str) -> Option<TimeZone> {
    if name.len() > ZONE_BYTES_MAX {
        return None;
    }
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    (zone.iana_name() == Some(name)).then_some(zone)
}

fn check_exceptions(calendar: &Calendar, path: &str, problems: &mut Vec<FieldProblem>) -> Vec<(i64, Vec<DayWindow>)> {
    let mut exceptions = Vec::new();
    if calendar.holidays.len() > HOLIDAYS_MAX {
        let message = format!("has more than {HOLIDAYS_MAX} dates");
        problems.push(FieldProblem::new(format!("{path}.holidays"), message));
        return exceptions;
    }
    if calendar.overrides.len() > OVERRIDES_MAX {
        let message = format!("has more than {OVERRIDES_MAX} dates");
        problems.push(FieldProblem::new(format!("{path}.overrides"), message));
        return exceptions;
    }
    for (index, date) in calendar.holidays.iter().enumerate() {
        match parse_day(date) {
            Some(day) => exceptions.push((day, Vec::new())),
            None => problems
                .push(FieldProblem::new(format!("{path}.holidays[{index}]"), "is not a date in the form YYYY-MM-DD")),
        }
    }
    for (date, windows) in &calendar.overrides {
        let Some(day) = parse_day(date) else {
            // The key is the caller's text: it is named only by the field that holds it.
            problems.push(FieldProblem::new(
                format!("{path}.overrides"),
                "has a key that is not a date in the form YYYY-MM-DD",
            ));
            continue;
        };
        let field = format!("{path}.overrides.{date}");
        exceptions.push((day, check_day(windows, &field, problems)));
    }
    // Stable: of equal days the holiday comes first and is the one that is kept.
    exceptions.sort_by_key(|(day, _)| *day);
    exceptions.dedup_by_key(|(day, _)| *day);
    exceptions
}

fn check_day(windows: &[Window], field: &str, problems: &mut Vec<FieldProblem>) -> Vec<DayWindow> {
    if windows.len() > WINDOWS_PER_DAY_MAX {
        let message = format!("has more than {WINDOWS_PER_DAY_MAX} windows");
        problems.push(FieldProblem::new(field, message));
        return Vec::new();
    }
    let mut checked = Vec::with_capacity(windows.len());
    for (index, window) in windows.iter().enumerate() {
        match check_window(window) {
            Ok(window) => checked.push(window),
            Err(message) => problems.push(FieldProblem::new(format!("{field}[{index}]"), message)),
        }
    }
    merge(checked)
}

fn check_window(Window(opens, closes): &Window) -> Result<DayWindow, &'static str> {
    let form = "is not two times in the form HH:MM or HH:MM:SS, at most 24:00";
    let opens = parse_time_of_day(opens).ok_or(form)?;
    let closes = parse_time_of_day(closes).ok_or(form)?;
    if opens == DAY_MS {
        return Err("opens at 24:00, which is 00:00 of the next day");
    }
    match closes.cmp(&opens) {
        std::cmp::Ordering::Greater => Ok(DayWindow { opens, closes }),
        std::cmp::Ordering::Less => Ok(DayWindow { opens, closes: closes + DAY_MS }),
        std::cmp::Ordering::Equal => Err("opens and closes at the same time; a whole day is 00:00 to 24:00"),
    }
}

fn merge(mut windows: Vec<DayWindow>) -> Vec<DayWindow> {
    windows.sort_by_key(|window| window.opens);
    let mut merged: Vec<DayWindow> = Vec::with_capacity(windows.len());
    for window in windows {
        match merged.last_mut() {
            Some(last) if window.opens <= last.closes => {
                last.closes = last.closes.max(window.closes);
            }
            _ => merged.push(window),
        }
    }
    merged
}
