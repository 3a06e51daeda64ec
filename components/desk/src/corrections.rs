//! `GET /api/v1/reports/corrections`: what agents corrected, counted, and as labelled text.

use crate::Answer;
use sellerdesk_classify::corrections::{CSV_HEADER, TrainingRow, confusion};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::corrections::Correction;
use sellerdesk_inbox::limits::{CORRECTIONS_KEPT_MAX, EXPORT_ROWS_MAX, LIST_ROWS_DEFAULT};
use sellerdesk_inbox::{Desk, Labelled, export_corrections, read_corrections};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{
    FieldError, Incoming, Kind, Problem, SpinStore, SystemClock, cursor, instant, json, parse_cursor, raw, with_header,
};
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

/// Corrections are counted over all accounts: whoever sees only some of them sees none of this.
fn all_accounts(who: &Principal) -> Result<(), Problem> {
    let is_limited = who.accounts.is_some();
    if is_limited { Err(Problem::new(Kind::Forbidden, "this is about all accounts, and you see some")) } else { Ok(()) }
}

/// The counts, and the newest corrections.
pub async fn report(request: &Incoming, who: &Principal) -> Answer {
    all_accounts(who)?;
    let asked = Query::parse(&request.query, &["limit"], CORRECTIONS_KEPT_MAX)?;
    let store = SpinStore::open().await?;
    let ledger = read_corrections(Desk::new(&store, &SystemClock, &Composed)).await.map_err(problem)?;
    let report = confusion(ledger.confusions.iter().map(|(pair, often)| (*pair, *often)));
    let categories = report
        .categories
        .iter()
        .map(|one| object!({ "category": one.category, "was": one.predicted, "now": one.corrected }));
    let confusions =
        report.confusions.iter().map(|one| object!({ "was": one.predicted, "now": one.corrected, "count": one.count }));
    Ok(json(
        200,
        &object!({
            "total": report.total,
            "confusions": confusions.collect::<Vec<_>>(),
            "categories": categories.collect::<Vec<_>>(),
            "languages": counted("language", &ledger.languages),
            "channels": counted("channel", &ledger.channels),
            "recent": ledger.recent().take(asked.limit).map(shown).collect::<Vec<_>>(),
        }),
    ))
}

fn counted(name: &str, counts: &BTreeMap<String, u64>) -> Vec<Value> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    counts.into_iter().map(|(value, count)| object!({ name: value, "count": count })).collect()
}

fn shown(correction: Correction) -> Value {
    object!({
        "id": correction.id,
        "conversation": correction.conversation,
        "record": correction.item,
        "at": instant(correction.at),
        "by": correction.by,
        "was": correction.was,
        "now": correction.now,
        "language": correction.language,
        "channel": correction.channel,
    })
}

/// A page of corrected messages; where there is another one, `Link` names it.
pub async fn export(request: &Incoming, who: &Principal) -> Answer {
    all_accounts(who)?;
    let asked = Query::parse(&request.query, &["format", "cursor", "limit"], EXPORT_ROWS_MAX)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let page = export_corrections(desk, asked.after, asked.limit).await.map_err(problem)?;
    let mut body = String::new();
    // Once a file: pages are put one after the other.
    if asked.is_csv && asked.after == 0 {
        body.push_str(CSV_HEADER);
    }
    for row in &page.rows {
        body.push_str(&line(row, asked.is_csv));
    }
    let (format, media_type) =
        if asked.is_csv { ("csv", "text/csv; charset=utf-8") } else { ("jsonl", "application/jsonl") };
    let headers = [
        ("content-type", media_type.to_owned()),
        ("content-disposition", format!("attachment; filename=\"corrections.{format}\"")),
        ("x-content-type-options", "nosniff".to_owned()),
        ("cache-control", "no-store".to_owned()),
    ];
    let answer = raw(200, &headers.map(|(name, value)| (name.to_owned(), value)), body.into_bytes());
    Ok(match page.next {
        Some(next) => {
            let (next, limit) = (cursor(&next.to_be_bytes()), asked.limit);
            let path = "/api/v1/reports/corrections/export";
            with_header(answer, "link", &format!("<{path}?format={format}&limit={limit}&cursor={next}>; rel=\"next\""))
        }
        None => answer,
    })
}

fn line(row: &Labelled, is_csv: bool) -> String {
    let Labelled { correction, text, subject } = row;
    let id = correction.item.to_string();
    let row = TrainingRow {
        id: &id,
        text,
        subject: subject.as_deref(),
        language: &correction.language,
        channel: &correction.channel,
        label: correction.now,
        was: correction.was,
    };
    if is_csv { row.csv() } else { row.json() }
}

struct Query {
    is_csv: bool,
    after: u64,
    limit: usize,
}

impl Query {
    /// Reads the parameters; all that are wrong are named at once.
    fn parse(query: &str, names: &[&str], limit_max: usize) -> Result<Self, Problem> {
        let mut parsed = Self { is_csv: false, after: 0, limit: LIST_ROWS_DEFAULT };
        let mut errors = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let known = names.contains(&name.as_ref());
            let taken = if known {
                parsed.take(&name, &value, limit_max)
            } else {
                Err("there is no such parameter".to_owned())
            };
            if let Err(detail) = taken {
                errors.push(FieldError { field: name.chars().take(40).collect(), detail });
            }
        }
        if errors.is_empty() { Ok(parsed) } else { Err(Problem::invalid(errors)) }
    }

    fn take(&mut self, name: &str, value: &str, limit_max: usize) -> Result<(), String> {
        match (name, value) {
            ("format", "jsonl") => self.is_csv = false,
            ("format", "csv") => self.is_csv = true,
            ("format", _) => return Err("one of jsonl, csv".to_owned()),
            ("cursor", _) => {
                let bytes = parse_cursor(value)?.try_into().map_err(|_| "a cursor as a page gave it".to_owned())?;
                self.after = u64::from_be_bytes(bytes);
            }
            _ => {
                let limit = value.parse().ok().filter(|limit| (1..=limit_max).contains(limit));
                self.limit = limit.ok_or_else(|| format!("a number from 1 to {limit_max}"))?;
            }
        }
        Ok(())
    }
}
