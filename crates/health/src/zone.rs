//! The marketplaces' local days.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};

const UTC: &str = "UTC";

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
    own: Option<TimeZone>,
    by_site: BTreeMap<String, TimeZone>,
}

impl Zones {
    /// With the account's own zone for all its sites, or an empty name for each site's.
    pub fn new(own: &str) -> Self {
        Self { own: find(own), by_site: BTreeMap::new() }
    }

    /// The day since 1970-01-01 that `at` lies on at a site.
    pub fn day(&mut self, site: &str, at: i64) -> i32 {
        let zone = match &self.own {
            Some(own) => own,
            None => {
                if !self.by_site.contains_key(site) {
                    let zone = find(site_zone(site)).unwrap_or(TimeZone::UTC);
                    self.by_site.insert(site.to_owned(), zone);
                }
                let Some(zone) = self.by_site.get(site) else { return 0 };
                zone
            }
        };
        let Ok(timestamp) = Timestamp::from_millisecond(at) else { return 0 };
        let offset_ms = i64::from(zone.to_offset(timestamp).seconds()) * 1_000;
        i32::try_from((at + offset_ms).div_euclid(86_400_000)).unwrap_or_default()
    }
}

/// Whether there is such an IANA zone.
pub fn is_zone(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<TimeZone> {
    if name.is_empty() {
        return None;
    }
    TimeZoneDatabase::bundled().get(name).ok()
}

/// Year, month and day of a day since 1970-01-01.
pub fn civil(day: i32) -> (i16, i8, i8) {
    let date = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(i64::from(day).clamp(-700_000, 190_000)));
    date.map_or((1970, 1, 1), |date| (date.year(), date.month(), date.day()))
}

/// The day since 1970-01-01, if there is such a date.
pub fn day_of(year: i16, month: i8, day: i8) -> Option<i32> {
    let date = Date::new(year, month, day).ok()?;
    let midnight = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    i32::try_from(midnight.as_second().div_euclid(86_400)).ok()
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
