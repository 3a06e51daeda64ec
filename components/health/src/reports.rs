//! `/api/v1/accounts/{channel}/{account}/reports/{kind}`: marketplaces' own reports, as they are downloaded there.

use crate::Answer;
use crate::problem::{parameters, problem};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{RowProblem, limits::SITE_BYTES_MAX};
use sellerdesk_ledger::{ReportKind, Upload, forget_uploads, put_report, read_account, read_report};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, instant, json, raw};
use serde_json::{Value, json as object};

/// `PUT …?site=de`: keeps the bytes, takes what the rows say, and tells what wasn't understood.
pub async fn put(id: &AccountId, kind: &str, request: &Incoming) -> Answer {
    let kind = parse(kind)?;
    let [site] = parameters(request, ["site"])?;
    let site = site.unwrap_or_default();
    if site.len() > SITE_BYTES_MAX || !site.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Err(Problem::field("site", "up to 16 lower-case letters or digits, such as `de`"));
    }
    let store = SpinStore::open().await?;
    let upload = put_report(&store, &SystemClock, id, kind, &site, &request.body).await.map_err(problem)?;
    Ok(json(200, &shown(&upload)))
}

/// `GET`: the newest uploads of the kind; `GET …?upload=<id>`: the bytes of one, to save, never to render.
pub async fn get(id: &AccountId, kind: &str, request: &Incoming) -> Answer {
    let kind = parse(kind)?;
    let [upload] = parameters(request, ["upload"])?;
    let store = SpinStore::open().await?;
    if let Some(upload) = upload {
        let bytes = read_report(&store, &SystemClock, id, &upload).await.map_err(problem)?;
        let headers = [
            ("content-type", "application/octet-stream"),
            ("content-disposition", "attachment; filename=\"report.bin\""),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        return Ok(raw(200, &headers, bytes));
    }
    let account = read_account(&store, &SystemClock, id).await.map_err(problem)?;
    let uploads = account.uploads.iter().rev().filter(|upload| upload.kind == kind.name());
    Ok(json(200, &object!({ "uploads": uploads.map(shown).collect::<Vec<_>>() })))
}

/// `DELETE`: the bytes of all uploads of the kind; what was read from them stays.
pub async fn delete(id: &AccountId, kind: &str) -> Answer {
    let kind = parse(kind)?;
    let store = SpinStore::open().await?;
    let deleted = forget_uploads(&store, &SystemClock, id, Some(kind.name()), i64::MAX).await.map_err(problem)?;
    Ok(json(200, &object!({ "deleted": deleted })))
}

fn parse(kind: &str) -> Result<ReportKind, Problem> {
    ReportKind::parse(kind).ok_or_else(|| {
        let names: Vec<&str> = ReportKind::ALL.iter().map(|(name, _)| *name).collect();
        Problem::new(Kind::NotFound, format!("the kinds of report are {}", names.join(", ")))
    })
}

/// An upload's summary.
pub fn shown(upload: &Upload) -> Value {
    let problem = |it: &RowProblem| object!({ "row": it.row, "field": it.field, "detail": it.message });
    object!({
        "id": upload.id,
        "kind": upload.kind,
        "site": upload.site,
        "at": instant(upload.at),
        "bytes": upload.bytes,
        "is_kept": upload.parts > 0,
        "rows": upload.rows,
        "facts": upload.facts,
        "refused": upload.refused,
        "errors": upload.problems.iter().map(problem).collect::<Vec<_>>(),
        "not_understood": upload.unread,
        "statuses": upload.statuses.iter().map(|(site, status)| object!({ "site": site, "status": status })).collect::<Vec<_>>(),
        "warnings": upload.warnings.iter().map(|(site, warning, status)| {
            object!({ "site": site, "warning": warning, "status": status })
        }).collect::<Vec<_>>(),
        "official_figures": upload.figures.len(),
    })
}
