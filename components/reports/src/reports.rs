//! The reports.

use crate::query::{Query, parse, shown};
use crate::routes::To;
use crate::sources::{Source, read};
use crate::table::Table;
use crate::{digest, questions, tables};
use sellerdesk_ledger::tally::Sums;
use sellerdesk_shell::{Answer, Asked, SpinStore, SystemClock, instant, json};
use serde_json::{Value, json as object};

const HOUR_MS: i64 = 3_600_000;

/// Answers a report.
pub async fn get(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, .. } = asked;
    if matches!(to, To::Digest) {
        return digest::post(request).await;
    }
    let query = parse(&request.query)?;
    let store = SpinStore::open().await?;
    if matches!(to, To::Questions) {
        return questions::get(&store, &query, who).await;
    }
    let source = read(&store, &query, who).await?;
    let mut total = Sums::default();
    let days = source.accounts.iter().flat_map(|(_, days)| days.values());
    days.for_each(|day| total.merge(&day.whole(source.agents.as_deref())));
    let (name, table) = match to {
        To::Agents => ("agents", tables::agents(&source)),
        To::Categories => ("categories", tables::categories(&total)),
        To::Sla => ("sla", tables::targets(&total)),
        To::Templates => ("templates", tables::templates(&total)),
        To::Automations => ("automations", tables::automations(&total)),
        _ => ("responses", tables::responses(&source, query.by)),
    };
    if query.is_csv {
        return Ok(table.csv(name));
    }
    Ok(json(200, &whole(&query, &table, &total, &source)))
}

fn whole(query: &Query, table: &Table, total: &Sums, source: &Source) -> Value {
    let now = SystemClock::now_ms();
    let waits = |hours: i64| total.overdue(hours, now);
    let waiting: u64 = total.waiting.values().sum();
    object!({
        "from": shown(query.from),
        "to": shown(query.to),
        "rows": table.objects(),
        "total": tables::total(total, now).objects().pop(),
        "backlog": {
            "waiting": waiting,
            "oldest_since": total.waiting.keys().next().map(|hour| instant(hour * HOUR_MS)),
            "over_4h": waits(4),
            "over_12h": waits(12),
            "over_24h": waits(24),
            "over_48h": waits(48),
        },
        "is_partial": source.is_partial,
    })
}
