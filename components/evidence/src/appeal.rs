//! `GET /api/v1/accounts/{channel}/{account}/appeal?from=&to=`: a draft of a plan of action with its evidence, to save.

use crate::problem::{parameters, problem};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::parse_day;
use sellerdesk_ledger::tally::day_of;
use sellerdesk_ledger::{Period, write_appeal};
use sellerdesk_shell::{Answer, Incoming, Problem, SpinStore, SystemClock, raw};

/// Days unless asked otherwise, and at most.
const DAYS_DEFAULT: i32 = 30;
const DAYS_MAX: i32 = 180;

/// Answers the archive.
pub async fn get(id: &AccountId, request: &Incoming) -> Answer {
    let [from, to] = parameters(request, ["from", "to"])?;
    let day = |name: &'static str, text: Option<String>| {
        text.map(|text| parse_day(&text).ok_or_else(|| Problem::field(name, "a day such as 2026-01-14"))).transpose()
    };
    let to = day("to", to)?.unwrap_or_else(|| day_of(SystemClock::now_ms()));
    let from = day("from", from)?.unwrap_or(to.saturating_sub(DAYS_DEFAULT - 1));
    if !(0..DAYS_MAX).contains(&to.saturating_sub(from)) {
        return Err(Problem::field("from", format!("up to {DAYS_MAX} days before `to`")));
    }
    let store = SpinStore::open().await?;
    let archive = write_appeal(&store, &SystemClock, id, &Period { from, to }).await.map_err(problem)?;
    let headers = [
        ("content-type", "application/zip"),
        ("content-disposition", "attachment; filename=\"appeal.zip\""),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ];
    Ok(raw(200, &headers.map(|(name, value)| (name.to_owned(), value.to_owned())), archive))
}
