//! `POST /tasks/digest`: last week against the shop's aims, in a line for each account and team. The sweep asks for it once
//! a week and tells it.

use crate::sources::{Team, problem, teams};
use sellerdesk_ledger::tally::{Days, Histogram, Sums, day_of, list_tallied, read_tally};
use sellerdesk_ledger::{Line, list_summaries, percent};
use sellerdesk_shell::{Answer, Incoming, Kind, Problem, SpinStore, SystemClock, bearer_is, json, variable};
use serde::Deserialize;
use serde_json::{Value, json as object};

/// Accounts and teams that one digest tells of.
const LINES_MAX: usize = 100;
const DAYS: i32 = 7;
/// The aims: any answer within two hours, an urgent one within one, 98 % within a day, half a percent of defects.
const ANSWER_S: u64 = 2 * 3_600;
const URGENT_S: u64 = 3_600;
const WITHIN_24H_PPM: u64 = 980_000;
const ODR_PERCENT: &str = "0.5";
/// 0.5 % in millionths.
const ODR_PPM: u64 = 5_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The week's Monday, in days since 1970-01-01: it and the six days after it are summed up.
    monday: i32,
}

/// Answers `{"lines": [{"channel", "account", "team", "detail", "is_missed"}]}`.
pub async fn post(request: &Incoming) -> Answer {
    if !bearer_is(request, &variable("task_token").await?) {
        return Err(Problem::new(Kind::Unauthorized, "this path wants the task token as a bearer token"));
    }
    let Ask { monday } = request.json()?;
    if !(0..=day_of(SystemClock::now_ms()) + 10_000).contains(&monday) {
        return Err(Problem::field("monday", "a day since 1970-01-01"));
    }
    let store = SpinStore::open().await?;
    let ids = list_tallied(&store, &SystemClock).await.map_err(problem)?;
    let summaries = list_summaries(&store, &SystemClock, None, LINES_MAX).await.map_err(problem)?;
    let mut lines = Vec::new();
    let mut all: Vec<Days> = Vec::new();
    let end_ms = i64::from(monday + DAYS) * 86_400_000;
    for id in ids.into_iter().take(LINES_MAX) {
        let days = read_tally(&store, &SystemClock, &id, monday, monday + DAYS - 1).await.map_err(problem)?;
        let summary = summaries.iter().find(|(known, _)| *known == id).and_then(|(_, summary)| summary.as_ref());
        let odr = summary.and_then(|summary| summary.lines.iter().find(|line| line.metric.ends_with("-odr")));
        if let Some((detail, is_missed)) = said(&whole(&[&days], None), odr, end_ms) {
            lines.push(line(id.channel(), id.account(), "", &detail, is_missed));
        }
        all.push(days);
    }
    for Team { id, members } in teams(&store).await?.into_iter().take(LINES_MAX.saturating_sub(lines.len())) {
        let days: Vec<&Days> = all.iter().collect();
        if let Some((detail, is_missed)) = said(&whole(&days, Some(&members)), None, end_ms) {
            lines.push(line("", "", &id, &detail, is_missed));
        }
    }
    Ok(json(200, &object!({ "lines": lines })))
}

fn line(channel: &str, account: &str, team: &str, detail: &str, is_missed: bool) -> Value {
    object!({ "channel": channel, "account": account, "team": team, "detail": detail, "is_missed": is_missed })
}

fn whole(days: &[&Days], agents: Option<&[String]>) -> Sums {
    let mut whole = Sums::default();
    days.iter().flat_map(|days| days.values()).for_each(|day| whole.merge(&day.whole(agents)));
    whole
}

/// The week in one line, and whether it missed an aim; nothing of a week without messages.
fn said(sums: &Sums, odr: Option<&Line>, end_ms: i64) -> Option<(String, bool)> {
    if sums.received == 0 && sums.resolved == 0 {
        return None;
    }
    let mut parts = vec![format!("{} in, {} answered", sums.received, sums.responses.count())];
    let mut is_missed = false;
    let mut aim = |name: &str, value: String, wanted: &str, is_met: bool| {
        is_missed |= !is_met;
        parts.push(format!("{name} {value} ({} {wanted})", if is_met { "✓" } else { "✗" }));
    };
    let median = |histogram: &Histogram| histogram.quantile(50).map(|bucket| bucket.to);
    if let Some(seconds) = median(&sums.responses) {
        aim("median", lasting(seconds), "2h", seconds <= ANSWER_S);
    }
    let judged = sums.responses.count() + sums.overdue(24, end_ms);
    if let Some(ppm) = sums.within_24h.saturating_mul(1_000_000).checked_div(judged) {
        aim("24 h", format!("{} %", short(&percent(ppm))), "98 %", ppm >= WITHIN_24H_PPM);
    }
    if let Some(seconds) = median(&sums.urgent) {
        aim("urgent", lasting(seconds), "1h", seconds <= URGENT_S);
    }
    let defective = odr.and_then(|line| line.numerator.saturating_mul(1_000_000).checked_div(line.denominator));
    if let Some(ppm) = defective {
        aim("ODR", format!("{} %", short(&percent(ppm))), &format!("{ODR_PERCENT} %"), ppm < ODR_PPM);
    }
    Some((parts.join(", "), is_missed))
}

/// Two decimals of four.
fn short(percent: &str) -> &str {
    percent.find('.').and_then(|point| percent.get(..point + 3)).unwrap_or(percent)
}

fn lasting(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    if hours == 0 { format!("{minutes}m") } else { format!("{hours}h {minutes:02}m") }
}
