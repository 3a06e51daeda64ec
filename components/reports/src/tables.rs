//! The tables of the reports.

use crate::query::{By, shown};
use crate::sources::Source;
use crate::table::Table;
use sellerdesk_accounts::AccountId;
use sellerdesk_classify::Category;
use sellerdesk_ledger::percent;
use sellerdesk_ledger::tally::{CLOCKS, Days, Histogram, Sums, TARGETS};
use sellerdesk_shell::SystemClock;
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

fn response_columns() -> Vec<&'static str> {
    vec![
        "opened",
        "received",
        "answered",
        "waiting",
        "within_12h",
        "judged_12h",
        "rate_12h_percent",
        "within_24h",
        "judged_24h",
        "rate_24h_percent",
        "automatic",
        "failed",
        "resolved",
        "reopened",
        "first_response_median_s",
        "first_response_p90_s",
        "response_median_s",
        "response_p90_s",
        "resolution_median_s",
        "resolution_p90_s",
        "urgent_median_s",
        "urgent_p90_s",
    ]
}

fn response_cells(sums: &Sums, now: i64) -> Vec<Value> {
    let answered = sums.responses.count();
    let judged = |hours: i64| answered + sums.overdue(hours, now);
    let mut cells = vec![
        object!(sums.opened),
        object!(sums.received),
        object!(answered),
        object!(sums.waiting.values().sum::<u64>()),
        object!(sums.within_12h),
        object!(judged(12)),
        share(sums.within_12h, judged(12)),
        object!(sums.within_24h),
        object!(judged(24)),
        share(sums.within_24h, judged(24)),
        object!(sums.automatic),
        object!(sums.failed),
        object!(sums.resolved),
        object!(sums.reopened),
    ];
    for histogram in [&sums.first, &sums.responses, &sums.resolution, &sums.urgent] {
        cells.extend([50, 90].map(|percent| quantile(histogram, percent)));
    }
    cells
}

/// All of a period in one row.
pub fn total(sums: &Sums, now: i64) -> Table {
    Table { columns: response_columns(), rows: vec![response_cells(sums, now)] }
}

/// Answers by day, account or channel.
pub fn responses(source: &Source, by: By) -> Table {
    let names: &[&'static str] = match by {
        By::DayAndAccount => &["day", "channel", "account"],
        By::Day => &["day"],
        By::Account => &["channel", "account"],
        By::Channel => &["channel"],
    };
    let mut rows: BTreeMap<(Option<i32>, &str, &str), Sums> = BTreeMap::new();
    for (id, days) in &source.accounts {
        for (day, sums) in days {
            let key = key(by, *day, id);
            rows.entry(key).or_default().merge(&sums.whole(source.agents.as_deref()));
        }
    }
    let now = SystemClock::now_ms();
    let row = |((day, channel, account), sums): (&(Option<i32>, &str, &str), &Sums)| {
        let cells = names.iter().map(|name| match *name {
            "day" => object!(day.map(shown)),
            "channel" => object!(channel),
            _ => object!(account),
        });
        cells.chain(response_cells(sums, now)).collect()
    };
    let columns = names.iter().copied().chain(response_columns()).collect();
    Table { columns, rows: rows.iter().map(row).collect() }
}

fn key(by: By, day: i32, id: &AccountId) -> (Option<i32>, &str, &str) {
    match by {
        By::DayAndAccount => (Some(day), id.channel(), id.account()),
        By::Day => (Some(day), "", ""),
        By::Account => (None, id.channel(), id.account()),
        By::Channel => (None, id.channel(), ""),
    }
}

/// By who has the conversations.
pub fn agents(source: &Source) -> Table {
    let mut agents: BTreeMap<&str, Sums> = BTreeMap::new();
    let is_wanted = |name: &String| source.agents.as_ref().is_none_or(|agents| agents.contains(name));
    let days = source.accounts.iter().flat_map(|(_, days): &(AccountId, Days)| days.values());
    for (name, sums) in days.flat_map(|day| &day.0).filter(|(name, _)| is_wanted(name)) {
        agents.entry(name).or_default().merge(sums);
    }
    let columns =
        vec!["agent", "answered", "response_median_s", "response_p90_s", "resolved", "reopened", "bad_feedback"];
    let row = |(name, sums): (&&str, &Sums)| {
        vec![
            if name.is_empty() { Value::Null } else { object!(name) },
            object!(sums.responses.count()),
            quantile(&sums.responses, 50),
            quantile(&sums.responses, 90),
            object!(sums.resolved),
            object!(sums.reopened),
            object!(sums.bad_feedback),
        ]
    };
    let acted =
        |(_, sums): &(&&str, &Sums)| sums.responses.count() + sums.resolved + sums.reopened + sums.bad_feedback > 0;
    Table { columns, rows: agents.iter().filter(acted).map(row).collect() }
}

/// Which templates replies were written from, and what came of them.
pub fn templates(total: &Sums) -> Table {
    let columns = vec!["template", "used", "automatic", "resolved", "resolved_percent", "reopened"];
    let mut rows: Vec<Vec<Value>> = total
        .templates
        .iter()
        .map(|(name, of)| {
            let name = if name.is_empty() { Value::Null } else { object!(name) };
            let resolved = share(of.resolved, of.used);
            vec![name, object!(of.used), object!(of.automatic), object!(of.resolved), resolved, object!(of.reopened)]
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.get(1).and_then(Value::as_u64)));
    Table { columns, rows }
}

/// What the shop's rules did, and didn't, and why.
pub fn automations(total: &Sums) -> Table {
    let row = |((rule, did, refusal), count): (&(String, String, String), &u64)| {
        let refusal = if refusal.is_empty() { Value::Null } else { object!(refusal) };
        vec![object!(rule), object!(did), refusal, object!(count)]
    };
    Table { columns: vec!["rule", "did", "refusal", "count"], rows: total.ran.iter().map(row).collect() }
}

/// What conversations were about.
pub fn categories(total: &Sums) -> Table {
    let name = |place: u8| Category::ALL.get(usize::from(place)).map_or("general", |category| category.name());
    let row = |(place, count): (&u8, &u64)| vec![object!(name(*place)), object!(count), share(*count, total.opened)];
    let mut rows: Vec<Vec<Value>> = total.categories.iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.get(1).and_then(Value::as_u64)));
    Table { columns: vec!["category", "opened", "percent"], rows }
}

/// Targets met and missed.
pub fn targets(total: &Sums) -> Table {
    let name = |names: &[&'static str], place: u8| names.get(usize::from(place)).copied().unwrap_or_default();
    let row = |((clock, target), (met, missed)): (&(u8, u8), &(u64, u64))| {
        let names = [object!(name(&CLOCKS, *clock)), object!(name(&TARGETS, *target))];
        names.into_iter().chain([object!(met), object!(missed), share(*met, met + missed)]).collect()
    };
    let columns = vec!["clock", "target", "met", "missed", "percent"];
    Table { columns, rows: total.targets.iter().map(row).collect() }
}

/// A part of a whole in percent, four decimals, cut; null of nothing.
pub fn share(part: u64, whole: u64) -> Value {
    if whole == 0 {
        return Value::Null;
    }
    object!(percent(part.saturating_mul(1_000_000) / whole))
}

/// The longest duration of the bucket that the quantile is in: it is at most this, and at most a sixteenth less.
fn quantile(histogram: &Histogram, percent: u64) -> Value {
    histogram.quantile(percent).map_or(Value::Null, |bucket| object!(bucket.to))
}
