//! A checked calendar, and the walk over the instants at which it is open.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    FieldProblem,
    calendar::Calendar,
    check_calendar,
    instant::{DAY_MS, INSTANT_MS_MAX},
};

/// How far from its start open time is searched: 20 years of 366 days, in milliseconds.
///
/// Walking that far visits 7,320 days; an hour a week adds up to 1,045 hours in it.
pub const HORIZON_MS: i64 = 20 * 366 * DAY_MS;

/// One window of a local day, in milliseconds after local midnight; overnight ones exceed a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayWindow {
    pub opens: i64,
    pub closes: i64,
}

/// A calendar that was checked, ready to be asked.
///
/// Compiling reads one zone of the compiled-in database, a few microseconds.
#[derive(Debug, Clone)]
pub struct OpenHours {
    pub(crate) zone: TimeZone,
    /// Monday first; each day sorted by opening and free of overlaps.
    pub(crate) weekly: [Vec<DayWindow>; 7],
    /// Day number to the windows that replace the weekly ones, sorted by day; holidays are empty.
    pub(crate) exceptions: Vec<(i64, Vec<DayWindow>)>,
}

impl OpenHours {
    /// Checks a calendar; `path` is where it stands in the request, such as `calendar`.
    ///
    /// # Errors
    /// Every refused field: unknown zone, bad time or date, equal opening and closing time, too
    /// many windows, overrides or holidays, or a calendar that never opens.
    pub fn compile(calendar: &Calendar, path: &str) -> Result<Self, Vec<FieldProblem>> {
        check_calendar::check_calendar(calendar, path)
    }

    fn windows(&self, day: i64) -> &[DayWindow] {
        if let Ok(found) = self.exceptions.binary_search_by_key(&day, |(exception, _)| *exception) {
            return self.exceptions.get(found).map_or(&[], |(_, windows)| windows.as_slice());
        }
        // Day 0, 1970-01-01, was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.weekly.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Whether it is open at an instant: from an opening time on, and no longer at the closing time.
    pub fn is_open(&self, at: i64) -> bool {
        self.intervals(at).next().is_some_and(|(opens, _)| opens == at)
    }

    /// The open intervals `[from, to)` from `start` on, ascending and disjoint, up to the horizon.
    pub(crate) fn intervals(&self, start: i64) -> OpenIntervals<'_> {
        let end = start.saturating_add(HORIZON_MS).min(INSTANT_MS_MAX);
        let stretch = Stretch::at(&self.zone, start, end);
        OpenIntervals { hours: self, end, day: stretch.first_day(), stretch, window: 0, covered_to: start }
    }
}

/// A stretch of time with one UTC offset, in which local time is a shift of UTC.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
    offset: i64,
}

impl Stretch {
    fn at(zone: &TimeZone, from: i64, end: i64) -> Self {
        // `end` is within the years that jiff knows; a stretch without transition is the fallback.
        let Ok(timestamp) = Timestamp::from_millisecond(from) else {
            return Self { from, to: end, offset: 0 };
        };
        let offset = i64::from(zone.to_offset(timestamp).seconds()) * 1_000;
        let next =
            zone.following(timestamp).map(|transition| transition.timestamp().as_millisecond()).find(|at| *at > from);
        Self { from, to: next.map_or(end, |at| at.min(end)), offset }
    }

    /// The local day before the first one, because its windows may run overnight.
    fn first_day(&self) -> i64 {
        (self.from + self.offset).div_euclid(DAY_MS) - 1
    }
}

/// See [`OpenHours::intervals`].
#[derive(Debug)]
pub(crate) struct OpenIntervals<'a> {
    hours: &'a OpenHours,
    end: i64,
    stretch: Stretch,
    day: i64,
    window: usize,
    /// Everything before this is already counted: windows may overlap across midnight.
    covered_to: i64,
}

impl Iterator for OpenIntervals<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            let Stretch { from, to, offset } = self.stretch;
            if from >= self.end {
                return None;
            }
            if self.day * DAY_MS - offset >= to {
                self.stretch = Stretch::at(&self.hours.zone, to, self.end);
                self.day = self.stretch.first_day();
                self.window = 0;
                continue;
            }
            let Some(window) = self.hours.windows(self.day).get(self.window) else {
                self.day += 1;
                self.window = 0;
                continue;
            };
            self.window += 1;
            let midnight = self.day * DAY_MS - offset;
            let opens = (midnight + window.opens).max(from).max(self.covered_to);
            let closes = (midnight + window.closes).min(to);
            if opens < closes {
                self.covered_to = closes;
                return Some((opens, closes));
            }
        }
    }
}
