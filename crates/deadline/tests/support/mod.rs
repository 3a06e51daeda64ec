//! Random calendars, instants and pauses, on a grid of 30 seconds.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};
use proptest::{collection::vec, prelude::*};
use sellerdesk_deadline::{Calendar, Pause, Weekly, Window};

pub const GRID_MS: i64 = 30_000;
pub const DAY_MS: i64 = 86_400_000;
/// 1990-01-01T00:00:00Z; since then every offset is a multiple of the grid.
const YEAR_1990_MS: i64 = 631_152_000_000;
const DAYS_TO_2040: i64 = 18_262;

/// Every zone of the database.
pub fn zones() -> Vec<String> {
    let database = TimeZoneDatabase::bundled();
    let names = database.available();
    names.map(|name| name.as_str().to_owned()).collect()
}

pub fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

fn window() -> impl Strategy<Value = Window> {
    let write = |half_minute: i64| {
        let second = half_minute * 30;
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        match second % 60 {
            0 => format!("{hour:02}:{minute:02}"),
            rest => format!("{hour:02}:{minute:02}:{rest:02}"),
        }
    };
    // Hours and quarters most of the time, so that windows touch and meet the clock changes.
    let grid = prop_oneof![Just(120_i64), Just(30), Just(1)];
    grid.prop_flat_map(move |grid| {
        let last = 2_880 / grid;
        (0..last, 1..=last)
            .prop_filter("equal times are refused", |(opens, closes)| opens != closes)
            .prop_map(move |(opens, closes)| Window(write(opens * grid), write(closes * grid)))
    })
}

/// A calendar that opens on some weekday, with exceptions in the weeks after `start`.
fn calendar(zone: String, start: i64) -> impl Strategy<Value = Calendar> {
    let day = || prop_oneof![2 => Just(vec![]), 3 => vec(window(), 1..3), 1 => vec(window(), 3..5)];
    let weekdays = [day(), day(), day(), day(), day(), day()];
    let date = move || {
        (0..30_i64).prop_map(move |days| {
            let at = Timestamp::from_millisecond(start + days * DAY_MS).unwrap();
            TimeZone::UTC.to_datetime(at).date().to_string()
        })
    };
    let overrides = vec((date(), vec(window(), 0..3)), 0..4);
    (weekdays, vec(window(), 1..3), overrides, vec(date(), 0..4)).prop_map(
        move |(weekdays, sun, overrides, holidays)| {
            let [mon, tue, wed, thu, fri, sat] = weekdays;
            Calendar {
                zone: zone.clone(),
                weekly: Weekly { mon, tue, wed, thu, fri, sat, sun },
                overrides: overrides.into_iter().collect::<BTreeMap<_, _>>(),
                holidays,
            }
        },
    )
}

/// An instant, often within days before a clock change of its zone.
fn start(zone_name: String) -> impl Strategy<Value = i64> {
    let slots = DAYS_TO_2040 * DAY_MS / GRID_MS;
    (0..slots, 0..4 * DAY_MS / GRID_MS, any::<bool>()).prop_map(move |(slot, before, near)| {
        let start = YEAR_1990_MS + slot * GRID_MS;
        let timestamp = Timestamp::from_millisecond(start).unwrap();
        let zone = zone(&zone_name);
        let change = zone.following(timestamp).next();
        match change.map(|change| change.timestamp().as_millisecond()) {
            Some(change) if near => change - before * GRID_MS,
            _ => start,
        }
    })
}

/// A calendar in any zone and an instant to begin at.
pub fn calendar_and_start() -> impl Strategy<Value = (Calendar, i64)> {
    proptest::sample::select(zones()).prop_flat_map(|zone| {
        start(zone.clone()).prop_flat_map(move |start| (calendar(zone.clone(), start), Just(start)))
    })
}

/// Pauses within three weeks of `start`, in any order, overlapping or not; ended ones only.
pub fn pauses(start: i64) -> impl Strategy<Value = Vec<Pause>> {
    let slots = 21 * DAY_MS / GRID_MS;
    vec((-100..slots, 0..2 * DAY_MS / GRID_MS), 0..4).prop_map(move |pauses| {
        let pause = |(from, length): (i64, i64)| {
            let from = start + from * GRID_MS;
            (from, Some(from + length * GRID_MS))
        };
        pauses.into_iter().map(pause).collect()
    })
}

/// A target of up to 60 hours.
pub fn target() -> impl Strategy<Value = i64> {
    prop_oneof![(1..240_i64), (1..7_200_i64)].prop_map(|slots| slots * GRID_MS)
}
