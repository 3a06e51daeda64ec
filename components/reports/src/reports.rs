//! The reports.

use crate::query::{Query, parse, shown};
use crate::routes::To;
use crate::table::Table;
use sellerdesk_accounts::AccountId;
use sellerdesk_classify::Category;
use sellerdesk_ledger::tally::{Agent, CLOCKS, Days, Histogram, Sums, TARGETS, list_tallied, read_tally};
use sellerdesk_ledger::{LedgerError, percent};
use sellerdesk_shell::{Answer, Asked, Kind, Problem, SpinStore, SystemClock, instant, json, log};
use serde_json::{Value, json as object};

/// Accounts that one report sums up.
const ACCOUNTS_MAX: usize = 50;
const HOUR_MS: i64 = 3_600_000;

/// Answers a report.
pub async fn get(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, .. } = asked;
    let query = parse(&request.query)?;
    let store = SpinStore::open().await?;
    let mut ids = list_tallied(&store, &SystemClock).await.map_err(problem)?;
    let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    ids.retain(|id| who.sees(id.channel(), id.account()));
    ids.retain(|id| is(&query.channel, id.channel()) && is(&query.account, id.account()));
    let is_partial = ids.len() > ACCOUNTS_MAX;
    ids.truncate(ACCOUNTS_MAX);
    let mut accounts: Vec<(AccountId, Days)> = Vec::new();
    let mut total = Sums::default();
    for id in ids {
        let days = read_tally(&store, &SystemClock, &id, query.from, query.to).await.map_err(problem)?;
        days.values().for_each(|sums| total.merge(sums));
        accounts.push((id, days));
    }
    let (name, table) = match to {
        To::Responses => ("responses", responses(&accounts)),
        To::Agents => ("agents", agents(&total)),
        To::Categories => ("categories", categories(&total)),
        To::Sla => ("sla", targets(&total)),
    };
    if query.is_csv {
        return Ok(table.csv(name));
    }
    Ok(json(200, &whole(&query, &table, &total, is_partial)))
}

fn whole(query: &Query, table: &Table, total: &Sums, is_partial: bool) -> Value {
    let now = SystemClock::now_ms();
    let total_row = Table { columns: response_columns(), rows: vec![response_cells(total, now)] };
    let waits = |hours: i64| total.overdue(hours, now);
    let waiting: u64 = total.waiting.values().sum();
    object!({
        "from": shown(query.from),
        "to": shown(query.to),
        "rows": table.objects(),
        "total": total_row.objects().pop(),
        "backlog": {
            "waiting": waiting,
            "oldest_since": total.waiting.keys().next().map(|hour| instant(hour * HOUR_MS)),
            "over_4h": waits(4),
            "over_12h": waits(12),
            "over_24h": waits(24),
            "over_48h": waits(48),
        },
        "is_partial": is_partial,
    })
}

fn response_columns() -> Vec<&'static str> {
    vec![
        "opened",
        "received",
        "answered",
        "waiting",
        "within_12h",
        "rate_12h_percent",
        "within_24h",
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
    ]
}

fn response_cells(sums: &Sums, now: i64) -> Vec<Value> {
    let answered = sums.responses.count();
    let rate = |within: u64, hours: i64| share(within, answered + sums.overdue(hours, now));
    let mut cells = vec![
        object!(sums.opened),
        object!(sums.received),
        object!(answered),
        object!(sums.waiting.values().sum::<u64>()),
        object!(sums.within_12h),
        rate(sums.within_12h, 12),
        object!(sums.within_24h),
        rate(sums.within_24h, 24),
        object!(sums.automatic),
        object!(sums.failed),
        object!(sums.resolved),
        object!(sums.reopened),
    ];
    for histogram in [&sums.first, &sums.responses, &sums.resolution] {
        cells.extend([50, 90].map(|percent| quantile(histogram, percent)));
    }
    cells
}

fn responses(accounts: &[(AccountId, Days)]) -> Table {
    let now = SystemClock::now_ms();
    let mut columns = vec!["day", "channel", "account"];
    columns.extend(response_columns());
    let mut rows = Vec::new();
    for (id, days) in accounts {
        for (day, sums) in days {
            let mut row = vec![object!(shown(*day)), object!(id.channel()), object!(id.account())];
            row.extend(response_cells(sums, now));
            rows.push(row);
        }
    }
    Table { columns, rows }
}

fn agents(total: &Sums) -> Table {
    let columns = vec!["agent", "answered", "response_median_s", "response_p90_s", "resolved", "reopened"];
    let row = |(name, agent): (&String, &Agent)| {
        vec![
            if name.is_empty() { Value::Null } else { object!(name) },
            object!(agent.responses.count()),
            quantile(&agent.responses, 50),
            quantile(&agent.responses, 90),
            object!(agent.resolved),
            object!(agent.reopened),
        ]
    };
    Table { columns, rows: total.agents.iter().map(row).collect() }
}

fn categories(total: &Sums) -> Table {
    let name = |place: u8| Category::ALL.get(usize::from(place)).map_or("general", |category| category.name());
    let row = |(place, count): (&u8, &u64)| vec![object!(name(*place)), object!(count), share(*count, total.opened)];
    let mut rows: Vec<Vec<Value>> = total.categories.iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.get(1).and_then(Value::as_u64)));
    Table { columns: vec!["category", "opened", "percent"], rows }
}

fn targets(total: &Sums) -> Table {
    let name = |names: &[&'static str], place: u8| names.get(usize::from(place)).copied().unwrap_or_default();
    let row = |((clock, target), (met, missed)): (&(u8, u8), &(u64, u64))| {
        let names = [object!(name(&CLOCKS, *clock)), object!(name(&TARGETS, *target))];
        names.into_iter().chain([object!(met), object!(missed), share(*met, met + missed)]).collect()
    };
    let columns = vec!["clock", "target", "met", "missed", "percent"];
    Table { columns, rows: total.targets.iter().map(row).collect() }
}

/// A part of a whole in percent, four decimals, cut; null of nothing.
fn share(part: u64, whole: u64) -> Value {
    if whole == 0 {
        return Value::Null;
    }
    object!(percent(part.saturating_mul(1_000_000) / whole))
}

/// The longest duration of the bucket that the quantile is in: it is at most this, and at most a sixteenth less.
fn quantile(histogram: &Histogram, percent: u64) -> Value {
    histogram.quantile(percent).map_or(Value::Null, |bucket| object!(bucket.to))
}

fn problem(error: LedgerError) -> Problem {
    log("store-failed", &[("error", &error)]);
    let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
    Problem::new(kind, "the sums can't be read just now")
}
