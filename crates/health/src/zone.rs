//! The marketplaces' local days. Offsets come from a table that the build makes of the tz database: exact from 2018 to
//! 2044, before and after them the nearest.

use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/zones.rs"));

const UTC: &str = "UTC";
const DAY_MS: i64 = 86_400_000;

/// How the offset of some zones changes.
#[derive(Debug)]
struct History {
    /// Minutes east of UTC at the beginning.
    first: i16,
    /// When they change, in seconds since 1970.
    times: &'static [u32],
    /// What to, one for each time.
    minutes: &'static [i16],
}

impl History {
    fn offset_ms(&self, at: i64) -> i64 {
        let second = u32::try_from(at.div_euclid(1_000).max(0)).unwrap_or(u32::MAX);
        let changes = self.times.partition_point(|time| *time <= second);
        let last = changes.checked_sub(1).and_then(|last| self.minutes.get(last));
        i64::from(*last.unwrap_or(&self.first)) * 60_000
    }
}

/// Whose clock a site's days run by. Amazon's American stores report in Pacific time, the European ones in their own;
/// checked against reports' "from" and "to" only for the United States (2026-10).
static SITE_ZONES: &[(&str, &str)] = &[
    ("ae", "Asia/Dubai"),
    ("ar", "America/Argentina/Buenos_Aires"),
    ("au", "Australia/Sydney"),
    ("be", "Europe/Brussels"),
    ("br", "America/Sao_Paulo"),
    ("ca", "America/Los_Angeles"),
    ("cl", "America/Santiago"),
    ("cn", "Asia/Shanghai"),
    ("co", "America/Bogota"),
    ("de", "Europe/Berlin"),
    ("eg", "Africa/Cairo"),
    ("es", "Europe/Madrid"),
    ("fr", "Europe/Paris"),
    ("gb", "Europe/London"),
    ("id", "Asia/Jakarta"),
    ("ie", "Europe/Dublin"),
    ("in", "Asia/Kolkata"),
    ("it", "Europe/Rome"),
    ("jp", "Asia/Tokyo"),
    ("mx", "America/Mexico_City"),
    ("my", "Asia/Kuala_Lumpur"),
    ("nl", "Europe/Amsterdam"),
    ("ph", "Asia/Manila"),
    ("pl", "Europe/Warsaw"),
    ("sa", "Asia/Riyadh"),
    ("se", "Europe/Stockholm"),
    ("sg", "Asia/Singapore"),
    ("th", "Asia/Bangkok"),
    ("tr", "Europe/Istanbul"),
    ("tw", "Asia/Taipei"),
    ("uk", "Europe/London"),
    ("us", "America/Los_Angeles"),
    ("vn", "Asia/Ho_Chi_Minh"),
];

/// The zone's name for a site; UTC for one that isn't known.
pub fn site_zone(site: &str) -> &'static str {
    SITE_ZONES.iter().find(|(of, _)| *of == site).map_or(UTC, |(_, zone)| zone)
}

/// Zones looked up once.
#[derive(Debug, Default)]
pub struct Zones {
    own: Option<&'static History>,
    by_site: BTreeMap<String, Option<&'static History>>,
}

impl Zones {
    /// With the account's own zone for all its sites, or an empty name for each site's.
    pub fn new(own: &str) -> Self {
        Self { own: find(own), by_site: BTreeMap::new() }
    }

    /// The day since 1970-01-01 that `at` lies on at a site.
    pub fn day(&mut self, site: &str, at: i64) -> i32 {
        let zone = self.own.or_else(|| match self.by_site.get(site) {
            Some(known) => *known,
            None => *self.by_site.entry(site.to_owned()).or_insert(find(site_zone(site))),
        });
        let offset_ms = zone.map_or(0, |zone| zone.offset_ms(at));
        i32::try_from(at.saturating_add(offset_ms).div_euclid(DAY_MS)).unwrap_or_default()
    }
}

/// A zone's local time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTime(&'static History);

impl LocalTime {
    /// By its name.
    pub fn of(name: &str) -> Option<Self> {
        find(name).map(Self)
    }

    /// The local day and the milliseconds since its midnight.
    pub fn local(self, at: i64) -> Option<(i32, i64)> {
        let local = at.checked_add(self.0.offset_ms(at))?;
        Some((i32::try_from(local.div_euclid(DAY_MS)).ok()?, local.rem_euclid(DAY_MS)))
    }

    /// The instant of a local time: of a repeated one the earlier, for a skipped one the instant before it.
    pub fn instant(self, day: i32, ms: i64) -> i64 {
        let local = i64::from(day) * DAY_MS + ms;
        let around = [-1, 1].map(|side| self.0.offset_ms(local + side * DAY_MS));
        let real = around.iter().map(|offset| local - offset).filter(|at| at + self.0.offset_ms(*at) == local);
        real.min().unwrap_or_else(|| local - around.into_iter().max().unwrap_or_default())
    }
}

/// Whether there is such an IANA zone.
pub fn is_zone(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<&'static History> {
    let name = name.to_ascii_lowercase();
    let place = NAMES.binary_search_by(|(known, _)| (*known).cmp(name.as_str())).ok()?;
    HISTORIES.get(usize::from(NAMES.get(place)?.1))
}

/// Year, month and day of a day since 1970-01-01 (the proleptic Gregorian calendar, by eras of 400 years).
pub fn civil(day: i32) -> (i16, i8, i8) {
    let days = i64::from(day.clamp(-700_000, 2_900_000)) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i16::try_from(year).unwrap_or(1970), i8::try_from(month).unwrap_or(1), i8::try_from(of_month).unwrap_or(1))
}

/// The day since 1970-01-01, if there is such a date.
pub fn day_of(year: i16, month: i8, day: i8) -> Option<i32> {
    if !(1..=12).contains(&month) || !(1..=9_999).contains(&year) {
        return None;
    }
    let (of_year, month, of_month) = (i64::from(year) - i64::from(month <= 2), i64::from(month), i64::from(day));
    let (era, year_of_era) = (of_year.div_euclid(400), of_year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + of_month - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    // A day that its month doesn't have would be one of the next.
    let found = i32::try_from(days).ok()?;
    (civil(found) == (year, i8::try_from(month).ok()?, day)).then_some(found)
}

/// `YYYY-MM-DD`.
pub fn format_day(day: i32) -> String {
    let (year, month, of_month) = civil(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// Reads `YYYY-MM-DD`.
pub fn parse_day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (text.len() == 10).then(|| day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;
    use jiff::{Span, Timestamp, civil::Date, tz::TimeZoneDatabase};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_are_those_of_the_tz_database(at in 1_514_764_800_000_i64..2_366_841_600_000) {
            let database = TimeZoneDatabase::bundled();
            for name in database.available() {
                let zone = database.get(name.as_str()).unwrap();
                let wanted = zone.to_datetime(Timestamp::from_millisecond(at).unwrap()).date();
                let day = Zones::new(name.as_str()).day("", at);
                let (year, month, of_month) = civil(day);
                prop_assert_eq!(Date::new(year, month, of_month).unwrap(), wanted, "{}", name);
            }
        }

        #[test]
        fn dates_are_those_of_a_library_of_dates(day in -700_000_i32..2_900_000, month in -1_i8..15, of_month in -1_i8..34) {
            let date = Date::constant(1970, 1, 1).checked_add(Span::new().days(i64::from(day))).unwrap();
            prop_assert_eq!(civil(day), (date.year(), date.month(), date.day()));
            if date.year() > 0 {
                prop_assert_eq!(day_of(date.year(), date.month(), date.day()), Some(day));
            }
            let is_date = Date::new(date.year(), month, of_month).is_ok() && date.year() > 0;
            prop_assert_eq!(day_of(date.year(), month, of_month).is_some(), is_date);
        }
    }

    #[test]
    fn zones_are_found_in_any_case() {
        assert!(is_zone("Europe/Berlin") && is_zone("europe/berlin") && is_zone("UTC"));
        assert!(!is_zone("") && !is_zone("Mars/Base"));
        for (_, zone) in SITE_ZONES {
            assert!(is_zone(zone), "{zone}");
        }
    }
}
