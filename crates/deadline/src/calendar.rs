//! A business calendar as it is written, stored and answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Windows that one day may have.
pub const WINDOWS_PER_DAY_MAX: usize = 24;
/// Days that one calendar may override: nearly three years of single days.
pub const OVERRIDES_MAX: usize = 1_000;
/// Holidays that one calendar may have.
pub const HOLIDAYS_MAX: usize = 1_000;

/// When a team works, in its own local time.
///
/// `{"zone":"America/New_York","weekly":{"mon":[["09:00","17:00"]]},
/// "overrides":{"2026-02-14":[["09:00","18:00"]]},"holidays":["2026-02-15"]}`.
/// `tz` is accepted for `zone`; `overrides` and `holidays` may be left out, a missing weekday is
/// closed. On one date a holiday wins over an override, and an override replaces the weekly hours
/// of its date. Overlapping windows are merged.
///
/// This is the text as written; [`crate::OpenHours::compile`] checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// A name of the IANA time zone database, spelt as there, such as `Asia/Shanghai`.
    #[serde(alias = "tz")]
    pub zone: String,
    /// The regular week.
    pub weekly: Weekly,
    /// `YYYY-MM-DD` to the windows of that local date; an empty list is a closed day.
    #[serde(default)]
    pub overrides: BTreeMap<String, Vec<Window>>,
    /// `YYYY-MM-DD`, local dates on which no window starts.
    #[serde(default)]
    pub holidays: Vec<String>,
}

/// Opening and closing time, `HH:MM` or `HH:MM:SS`, local.
///
/// It closes up to `24:00`. One that closes before it opens runs overnight into the next date and
/// belongs to the date on which it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window(pub String, pub String);

/// The windows of each weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Weekly {
    /// Monday.
    pub mon: Vec<Window>,
    /// Tuesday.
    pub tue: Vec<Window>,
    /// Wednesday.
    pub wed: Vec<Window>,
    /// Thursday.
    pub thu: Vec<Window>,
    /// Friday.
    pub fri: Vec<Window>,
    /// Saturday.
    pub sat: Vec<Window>,
    /// Sunday.
    pub sun: Vec<Window>,
}

impl Weekly {
    /// Each day with its JSON name, Monday first.
    pub(crate) fn days(&self) -> [(&'static str, &[Window]); 7] {
        [
            ("mon", &self.mon),
            ("tue", &self.tue),
            ("wed", &self.wed),
            ("thu", &self.thu),
            ("fri", &self.fri),
            ("sat", &self.sat),
            ("sun", &self.sun),
        ]
    }
}
