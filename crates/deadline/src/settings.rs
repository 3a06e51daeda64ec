//! What operators set: their own policies before the presets, and the calendars of their accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Calendar, Facts, FieldProblem, OpenHours, Row, Selected, check_rows, presets, select};

/// Calendars that one desk may have.
pub const CALENDARS_MAX: usize = 50;
/// Bytes of one calendar as JSON: each conversation's policy snapshot holds its calendar.
pub const CALENDAR_BYTES_MAX: usize = 6 * 1024;
/// Accounts that may have a calendar of their own.
pub const ACCOUNTS_MAX: usize = 1_000;
const NAME_BYTES_MAX: usize = 64;

/// Both documents; the default has nothing but the presets, round the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The operator's own rows; the presets follow them, and the last of those holds for everything.
    pub policies: Vec<Row>,
    /// Business hours.
    pub calendars: Calendars,
}

/// The calendars, and which account has which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Calendars {
    /// By name.
    pub calendars: BTreeMap<String, Calendar>,
    /// `<channel>/<account>` to the name of its calendar.
    pub accounts: BTreeMap<String, String>,
    /// The calendar of every other account; without one they run round the clock.
    pub default: Option<String>,
}

impl Settings {
    /// The first policy that fits, with the account's business hours filled in, and the marketplace's limit.
    pub fn select(&self, facts: &Facts) -> Option<Selected> {
        let hours = self.calendars.of(&facts.channel, &facts.account);
        // Most desks have few rows of their own: the presets are made only if none of them fits.
        select(&self.policies, facts, hours).or_else(|| select(&presets(), facts, hours))
    }

    /// Whether an account is within its business hours; `None`: it has no calendar, or an unusable one.
    pub fn is_open(&self, channel: &str, account: &str, at: i64) -> Option<bool> {
        let hours = OpenHours::compile(self.calendars.of(channel, account)?, "calendar").ok()?;
        Some(hours.is_open(at))
    }

    /// The snapshot with the business hours that hold now, if that changes anything. A policy's own calendar stays.
    pub fn with_present_hours(&self, selected: &Selected, facts: &Facts) -> Option<Selected> {
        let hours = self.calendars.of(&facts.channel, &facts.account);
        if !selected.business_hours || selected.policy.calendar.as_ref() == hours {
            return None;
        }
        let mut present = selected.clone();
        present.policy.calendar = hours.cloned();
        Some(present)
    }
}

impl Calendars {
    /// The business hours of an account.
    pub fn of(&self, channel: &str, account: &str) -> Option<&Calendar> {
        let own = self.accounts.get(&format!("{channel}/{account}"));
        own.or(self.default.as_ref()).and_then(|name| self.calendars.get(name))
    }
}

/// What is wrong with the documents; empty if nothing.
///
/// Besides what [`check_rows`] and [`OpenHours::compile`] refuse: names that no calendar has, and calendars too long
/// to be kept with each conversation.
pub fn check_settings(settings: &Settings) -> Vec<FieldProblem> {
    let mut problems = check_rows(&settings.policies, "policies");
    let Calendars { calendars, accounts, default } = &settings.calendars;
    if calendars.len() > CALENDARS_MAX {
        problems.push(FieldProblem::new("calendars.calendars", format!("has more than {CALENDARS_MAX} calendars")));
    }
    if accounts.len() > ACCOUNTS_MAX {
        problems.push(FieldProblem::new("calendars.accounts", format!("has more than {ACCOUNTS_MAX} accounts")));
    }
    for (name, calendar) in calendars.iter().take(CALENDARS_MAX) {
        let path = format!("calendars.calendars.{}", shown(name));
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            problems.push(FieldProblem::new(
                "calendars.calendars",
                format!("has a name that is not 1 to {NAME_BYTES_MAX} bytes"),
            ));
        }
        if serde_json::to_string(calendar).map_or(usize::MAX, |json| json.len()) > CALENDAR_BYTES_MAX {
            problems.push(FieldProblem::new(&path, format!("has more than {CALENDAR_BYTES_MAX} bytes")));
        } else if let Err(found) = OpenHours::compile(calendar, &path) {
            problems.extend(found);
        }
    }
    let is_unknown = |name: &String| !calendars.contains_key(name);
    for (account, _) in accounts.iter().take(ACCOUNTS_MAX).filter(|(_, name)| is_unknown(name)) {
        problems.push(FieldProblem::new(format!("calendars.accounts.{}", shown(account)), "names no calendar"));
    }
    if default.as_ref().is_some_and(is_unknown) {
        problems.push(FieldProblem::new("calendars.default", "names no calendar"));
    }
    problems
}

/// A caller's key as part of a field's path.
fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(NAME_BYTES_MAX).collect()
}
