//! Compares with brute force: every 30 seconds, look at the local wall clock.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use proptest::prelude::*;
use sellerdesk_deadline::{Calendar, Pause, Problem, Window, deadline, elapsed};
use support::{DAY_MS, GRID_MS, calendar_and_start, pauses, target, zone};

/// How far the oracle looks.
const ORACLE_DAYS: i64 = 14;

fn windows(calendar: &Calendar, date: Date) -> &[Window] {
    let text = date.to_string();
    if calendar.holidays.contains(&text) {
        return &[];
    }
    if let Some(windows) = calendar.overrides.get(&text) {
        return windows;
    }
    let weekly = &calendar.weekly;
    match date.weekday().to_monday_zero_offset() {
        0 => &weekly.mon,
        1 => &weekly.tue,
        2 => &weekly.wed,
        3 => &weekly.thu,
        4 => &weekly.fri,
        5 => &weekly.sat,
        _ => &weekly.sun,
    }
}

/// A window as local date-times; `24:00` is the next midnight.
fn bounds(date: Date, Window(opens, closes): &Window) -> (DateTime, DateTime) {
    let at = |date: Date, text: &str| match text {
        "24:00" => date.tomorrow().unwrap().to_datetime(Time::midnight()),
        _ => date.to_datetime(text.parse().unwrap()),
    };
    let closing_date = if closes < opens { date.tomorrow().unwrap() } else { date };
    (at(date, opens), at(closing_date, closes))
}

/// Local date-times at which the calendar is open, from the day before `from` to the day after `to`.
fn local_windows(calendar: &Calendar, zone: &TimeZone, from: i64, to: i64) -> Vec<(DateTime, DateTime)> {
    let date = |at| {
        let timestamp = Timestamp::from_millisecond(at).unwrap();
        zone.to_datetime(timestamp).date()
    };
    let last = date(to).tomorrow().unwrap();
    let mut day = date(from).yesterday().unwrap();
    let mut found = Vec::new();
    while day <= last {
        found.extend(windows(calendar, day).iter().map(|window| bounds(day, window)));
        day = day.tomorrow().unwrap();
    }
    found
}

/// Open, unpaused time after each grid step from `start`.
fn brute_force(calendar: &Calendar, start: i64, pauses: &[Pause]) -> Vec<i64> {
    let zone = zone(&calendar.zone);
    let end = start + ORACLE_DAYS * DAY_MS;
    let windows = local_windows(calendar, &zone, start, end);
    let mut sums = vec![0];
    let mut sum = 0;
    let mut at = start;
    while at < end {
        let local = zone.to_datetime(Timestamp::from_millisecond(at).unwrap());
        let is_open = windows.iter().any(|(opens, closes)| *opens <= local && local < *closes);
        let is_paused = pauses.iter().any(|(from, to)| *from <= at && to.is_none_or(|to| at < to));
        if is_open && !is_paused {
            sum += GRID_MS;
        }
        sums.push(sum);
        at += GRID_MS;
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn agrees_with_brute_force(
        (calendar, start, pauses) in calendar_and_start().prop_flat_map(|(calendar, start)| {
            (Just(calendar), Just(start), pauses(start))
        }),
        targets in proptest::collection::vec(target(), 3),
        looks in proptest::collection::vec(0..ORACLE_DAYS * DAY_MS / GRID_MS, 3),
    ) {
        let sums = brute_force(&calendar, start, &pauses);
        for target in targets {
            let found = deadline(Some(&calendar), start, target, &pauses);
            match sums.iter().position(|sum| *sum == target) {
                Some(steps) => {
                    let expected = start + i64::try_from(steps).unwrap() * GRID_MS;
                    prop_assert_eq!(found, Ok(Some(expected)));
                }
                None => match found {
                    Ok(at) => prop_assert!(at.unwrap() > start + ORACLE_DAYS * DAY_MS),
                    Err(problem) => prop_assert_eq!(problem, Problem::BeyondHorizon),
                },
            }
        }
        for look in looks {
            let open = elapsed(Some(&calendar), start, start + look * GRID_MS, &pauses);
            let expected = sums.get(usize::try_from(look).unwrap()).copied();
            prop_assert_eq!(open.ok(), expected);
        }
    }
}
