//! Business hours as a table of open minutes, from offsets written out here: no time zone library, no walk over
//! windows.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One minute and one day, in milliseconds and in minutes.
pub const MINUTE_MS: i64 = 60_000;
pub const DAY_MINUTES: i64 = 24 * 60;

/// A window in minutes after local midnight; one that closes before it opens runs into the next date.
pub type Window = (i64, i64);

/// A zone's UTC offsets in minutes, each from a minute since the epoch on; the first holds since ever.
#[derive(Debug)]
pub struct Zone {
    pub name: &'static str,
    offsets: &'static [(i64, i64)],
}

pub static BERLIN: Zone = Zone {
    name: "Europe/Berlin",
    offsets: &[
        (i64::MIN, 60),
        (minute_of(2026, 3, 29, 1, 0), 120),
        (minute_of(2026, 10, 25, 1, 0), 60),
        (minute_of(2027, 3, 28, 1, 0), 120),
    ],
};
pub static NEW_YORK: Zone = Zone {
    name: "America/New_York",
    offsets: &[
        (i64::MIN, -300),
        (minute_of(2026, 3, 8, 7, 0), -240),
        (minute_of(2026, 11, 1, 6, 0), -300),
        (minute_of(2027, 3, 14, 7, 0), -240),
    ],
};
pub static SHANGHAI: Zone = Zone { name: "Asia/Shanghai", offsets: &[(i64::MIN, 480)] };
pub static BUENOS_AIRES: Zone = Zone { name: "America/Argentina/Buenos_Aires", offsets: &[(i64::MIN, -180)] };

/// Minutes from 1970-01-01T00:00Z to a UTC date and time.
pub const fn minute_of(year: i64, month: i64, day: i64, hour: i64, minute: i64) -> i64 {
    day_of(year, month, day) * DAY_MINUTES + hour * 60 + minute
}

/// Days from 1970-01-01 to a date, counted from the March before it so that the leap day comes last.
pub const fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// `YYYY-MM-DD` of a day of the years in use.
pub fn date_of(day: i64) -> String {
    for year in 2026..2028 {
        for month in (1..=12).rev() {
            if day_of(year, month, 1) <= day && day < day_of(year + 1, 1, 1) {
                return format!("{year}-{month:02}-{:02}", day - day_of(year, month, 1) + 1);
            }
        }
    }
    "out of range".to_owned()
}

/// A business calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub zone: &'static Zone,
    /// Monday first.
    pub weekly: [Vec<Window>; 7],
    /// Windows of single dates.
    pub overrides: BTreeMap<i64, Vec<Window>>,
    /// Dates on which no window opens.
    pub holidays: BTreeSet<i64>,
}

impl Calendar {
    /// The same windows on some weekdays, 0 for Monday.
    pub fn new(zone: &'static Zone, days: &[usize], windows: &[Window]) -> Self {
        let mut weekly: [Vec<Window>; 7] = Default::default();
        for day in days {
            weekly[*day] = windows.to_vec();
        }
        Self { zone, weekly, overrides: BTreeMap::new(), holidays: BTreeSet::new() }
    }

    fn windows(&self, day: i64) -> &[Window] {
        if self.holidays.contains(&day) {
            return &[];
        }
        // Day 0 was a Thursday.
        self.overrides.get(&day).unwrap_or(&self.weekly[(day + 3).rem_euclid(7) as usize])
    }

    /// Whether the minute that begins at `minute` since the epoch is open.
    pub fn is_open(&self, minute: i64) -> bool {
        let offset = self.zone.offsets.iter().rev().find(|(from, _)| *from <= minute).map_or(0, |(_, offset)| *offset);
        let (day, of_day) = ((minute + offset).div_euclid(DAY_MINUTES), (minute + offset).rem_euclid(DAY_MINUTES));
        let opened_today = |(opens, closes): &Window| of_day >= *opens && (of_day < *closes || closes < opens);
        let opened_yesterday = |(opens, closes): &Window| closes < opens && of_day < *closes;
        self.windows(day).iter().any(opened_today) || self.windows(day - 1).iter().any(opened_yesterday)
    }

    /// As operators write it.
    pub fn json(&self) -> Value {
        let time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let list = |windows: &[Window]| -> Vec<Value> {
            windows.iter().map(|(opens, closes)| json!([time(*opens), time(*closes)])).collect()
        };
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekly: BTreeMap<_, _> = names.iter().zip(&self.weekly).map(|(name, day)| (*name, list(day))).collect();
        let overrides: BTreeMap<_, _> = self.overrides.iter().map(|(day, it)| (date_of(*day), list(it))).collect();
        let holidays: Vec<_> = self.holidays.iter().map(|day| date_of(*day)).collect();
        json!({ "zone": self.zone.name, "weekly": weekly, "overrides": overrides, "holidays": holidays })
    }
}

/// How many minutes are open before each minute of the simulated time.
pub struct Hours {
    begin: i64,
    sums: Vec<i64>,
}

impl std::fmt::Debug for Hours {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hours")
    }
}

/// What is reached after the simulated time.
pub const BEYOND: i64 = i64::MAX;

impl Hours {
    /// Looks at each minute from `begin` to `end`.
    pub fn new(begin: i64, end: i64, is_open: impl Fn(i64) -> bool) -> Self {
        let mut sums = vec![0];
        let mut sum = 0;
        for minute in begin..end {
            sum += i64::from(is_open(minute));
            sums.push(sum);
        }
        Self { begin, sums }
    }

    fn before(&self, minute: i64) -> i64 {
        self.sums[((minute - self.begin).max(0) as usize).min(self.sums.len() - 1)]
    }

    /// The first minute at which `share` open minutes outside the pauses have passed since `start`; [`BEYOND`] where
    /// the simulated time ends before that, `None` where a pause without an end does.
    ///
    /// `pauses` are ascending and disjoint; one without an end has `i64::MAX` there.
    pub fn reach(&self, start: i64, share: i64, pauses: &[(i64, i64)]) -> Option<i64> {
        let mut left = share;
        let mut from = start;
        for (paused, resumed) in pauses.iter().filter(|(_, resumed)| *resumed > start) {
            let to = (*paused).max(from);
            let open = self.before(to) - self.before(from);
            if open >= left {
                return Some(self.first(from, left));
            }
            left -= open;
            from = *resumed;
        }
        match from {
            i64::MAX => None,
            from if self.before(i64::MAX) - self.before(from) < left => Some(BEYOND),
            from => Some(self.first(from, left)),
        }
    }

    fn first(&self, from: i64, left: i64) -> i64 {
        let wanted = self.before(from) + left;
        self.begin + self.sums.partition_point(|sum| *sum < wanted) as i64
    }
}
