//! What a report is asked for.

use chrono::DateTime;
use sellerdesk_ledger::tally::day_of;
use sellerdesk_shell::{FieldError, Problem, SystemClock, instant};

/// Days of a report unless asked otherwise, and at most.
const DAYS_DEFAULT: i32 = 30;
const DAYS_MAX: i32 = 400;

/// A period, and whose.
pub struct Query {
    /// First day since 1970-01-01, UTC.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Only this channel.
    pub channel: Option<String>,
    /// Only this account.
    pub account: Option<String>,
    /// Only what this team's members have.
    pub team: Option<String>,
    /// How the responses are divided.
    pub by: By,
    /// CSV instead of JSON.
    pub is_csv: bool,
}

/// Rows of the responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One for each day and account.
    DayAndAccount,
    /// One for each day.
    Day,
    /// One for each account.
    Account,
    /// One for each channel.
    Channel,
}

/// Reads the parameters; all that are wrong are named at once.
pub fn parse(query: &str) -> Result<Query, Problem> {
    let today = day_of(SystemClock::now_ms());
    let (mut from, mut to) = (None, None);
    let mut parsed =
        Query { from: 0, to: today, channel: None, account: None, team: None, by: By::DayAndAccount, is_csv: false };
    let mut errors = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let wrong = match name.as_ref() {
            "from" => set(&mut from, day(&value)).then_some("a day such as 2026-01-14"),
            "to" => set(&mut to, day(&value)).then_some("a day such as 2026-01-14"),
            "channel" => set(&mut parsed.channel, Some(value.into_owned())).then_some(""),
            "account" => set(&mut parsed.account, Some(value.into_owned())).then_some(""),
            "team" => set(&mut parsed.team, Some(value.into_owned())).then_some(""),
            "by" => match value.as_ref() {
                "day" => division(&mut parsed.by, By::Day),
                "account" => division(&mut parsed.by, By::Account),
                "channel" => division(&mut parsed.by, By::Channel),
                _ => Some("day, account or channel"),
            },
            "format" => {
                parsed.is_csv = value == "csv";
                (!parsed.is_csv && value != "json").then_some("json or csv")
            }
            _ => Some("there is no such parameter"),
        };
        let detail = wrong.map(str::to_owned);
        errors.extend(detail.map(|detail| FieldError { field: name.chars().take(40).collect(), detail }));
    }
    parsed.to = to.unwrap_or(today);
    parsed.from = from.unwrap_or(parsed.to.saturating_sub(DAYS_DEFAULT - 1));
    if errors.is_empty() && !(0..DAYS_MAX).contains(&parsed.to.saturating_sub(parsed.from)) {
        errors.push(FieldError { field: "from".to_owned(), detail: format!("up to {DAYS_MAX} days before `to`") });
    }
    if errors.is_empty() { Ok(parsed) } else { Err(Problem::invalid(errors)) }
}

/// Divides; never wrong.
fn division(place: &mut By, by: By) -> Option<&'static str> {
    *place = by;
    None
}

/// Sets a value; whether there was none to set.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_missing = value.is_none();
    *place = value;
    is_missing
}

fn day(text: &str) -> Option<i32> {
    DateTime::parse_from_rfc3339(&format!("{text}T00:00:00Z")).ok().map(|at| day_of(at.timestamp_millis()))
}

/// `YYYY-MM-DD`.
pub fn shown(day: i32) -> String {
    instant(i64::from(day) * 86_400_000).chars().take(10).collect()
}
