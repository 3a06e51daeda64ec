//! `GET /api/v1/export/conversations`: lines of the inbox to take away, as CSV or JSON lines, page by page.
//!
//! Without `since`: what the list shows, in its order. With it: every conversation in which something happened since then,
//! closed ones too, hour by hour; one that something happened to in several hours stands there as often, as it is now.

use crate::{Answer, present};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::{Desk, Filter, InboxError, list, of_hour, read_row};
use sellerdesk_people::Principal;
use sellerdesk_shell::{FieldError, Incoming, Problem, SpinStore, SystemClock, cursor, parse_cursor, raw};
use serde_json::Value;

/// Rows of a page.
const ROWS_MAX: usize = 100;
/// Hours looked through for a page.
const HOURS_MAX: i64 = 48;
const HOUR_MS: i64 = 3_600_000;

/// Columns, by the names of the API's fields.
const COLUMNS: [&str; 22] = [
    "id",
    "channel",
    "account",
    "status",
    "category",
    "priority",
    "assignee",
    "tags",
    "vip",
    "language",
    "buyer_name",
    "order_id",
    "subject",
    "excerpt",
    "items",
    "opened_at",
    "updated_at",
    "waiting_since",
    "marketplace_deadline",
    "company_deadline",
    "breached_at",
    "risk_events",
];

struct Asked {
    filter: Filter,
    is_csv: bool,
    after: Option<Vec<u8>>,
}

/// Answers one page; `Link: <…>; rel="next"` names the next.
pub async fn get(request: &Incoming, who: &Principal) -> Answer {
    let asked = parse(&request.query, who)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let (rows, next) = match asked.filter.since {
        None => {
            let listed = list(desk, &asked.filter, asked.after.as_ref(), ROWS_MAX).await.map_err(problem)?;
            (listed.rows, listed.next)
        }
        Some(since) => since_then(desk, &asked, since).await?,
    };
    let (media_type, body) = if asked.is_csv {
        ("text/csv; charset=utf-8", as_csv(&rows, asked.after.is_none()))
    } else {
        ("application/x-ndjson", rows.iter().map(|row| format!("{}\n", present::row(row))).collect())
    };
    let mut headers = vec![
        ("content-type", media_type.to_owned()),
        ("content-disposition", format!("attachment; filename=\"conversations.{}\"", extension(asked.is_csv))),
        ("cache-control", "no-store".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
    ];
    if let Some(next) = next {
        let query = with_cursor(&request.query, &cursor(&next));
        headers.push(("link", format!("<{}?{query}>; rel=\"next\"", request.path)));
    }
    let headers: Vec<_> = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(raw(200, &headers, body.into_bytes()))
}

fn extension(is_csv: bool) -> &'static str {
    if is_csv { "csv" } else { "jsonl" }
}

fn parse(query: &str, who: &Principal) -> Result<Asked, Problem> {
    let mut asked = Asked { filter: Filter::default(), is_csv: true, after: None };
    let mut errors = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let taken = match (name.as_ref(), value.as_ref()) {
            ("format", "csv") => Ok(true),
            ("format", "jsonl") => {
                asked.is_csv = false;
                Ok(true)
            }
            ("format", _) => Err("csv or jsonl".to_owned()),
            ("cursor", value) => parse_cursor(value).map(|after| {
                asked.after = Some(after);
                true
            }),
            (name, value) => asked.filter.set(name, value, &who.name),
        };
        let detail = match taken {
            Ok(true) => continue,
            Ok(false) => "there is no such parameter".to_owned(),
            Err(detail) => detail,
        };
        errors.push(FieldError { field: name.chars().take(40).collect(), detail });
    }
    if errors.is_empty() { Ok(asked) } else { Err(Problem::invalid(errors)) }
}

/// The conversations of the next hours; the cursor is the hour, and the place in it.
async fn since_then(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    asked: &Asked,
    since: i64,
) -> Result<(Vec<Row>, Option<Vec<u8>>), Problem> {
    let now = SystemClock::now_ms();
    let begin = (since.div_euclid(HOUR_MS), 0);
    let (mut hour, mut place) = match &asked.after {
        None => begin,
        Some(after) => read_place(after).ok_or_else(|| Problem::field("cursor", "one that this export gave"))?,
    };
    let last_looked = hour.saturating_add(HOURS_MAX);
    let mut rows = Vec::new();
    let mut looked_at = 0;
    while hour.saturating_mul(HOUR_MS) <= now {
        if hour >= last_looked {
            return Ok((rows, Some(write_place(hour, place))));
        }
        for id in of_hour(desk, hour).await.map_err(problem)?.into_iter().skip(place) {
            if looked_at >= ROWS_MAX {
                return Ok((rows, Some(write_place(hour, place))));
            }
            (looked_at, place) = (looked_at + 1, place + 1);
            match read_row(desk, id).await {
                Ok(row) => rows.extend(Some(row).filter(|row| asked.filter.wants(row, now))),
                Err(InboxError::NotFound) => {}
                Err(error) => return Err(problem(error)),
            }
        }
        (hour, place) = (hour.saturating_add(1), 0);
    }
    Ok((rows, None))
}

fn write_place(hour: i64, place: usize) -> Vec<u8> {
    format!("{hour}.{place}").into_bytes()
}

fn read_place(after: &[u8]) -> Option<(i64, usize)> {
    let (hour, place) = std::str::from_utf8(after).ok()?.split_once('.')?;
    Some((hour.parse().ok()?, place.parse().ok()?))
}

fn as_csv(rows: &[Row], is_first: bool) -> String {
    let mut table = if is_first { sellerdesk_csv::line(COLUMNS) } else { String::new() };
    for row in rows {
        let shown = present::row(row);
        let cells: Vec<String> = COLUMNS.iter().map(|name| cell(shown.get(*name))).collect();
        table.push_str(&sellerdesk_csv::line(cells.iter().map(String::as_str)));
    }
    table
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join("; "),
        Some(other) => other.to_string(),
    }
}

fn with_cursor(query: &str, cursor: &str) -> String {
    let mut written = form_urlencoded::Serializer::new(String::new());
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    for (name, value) in kept {
        written.append_pair(&name, &value);
    }
    written.append_pair("cursor", cursor);
    written.finish()
}
