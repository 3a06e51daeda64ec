//! `GET /api/v1/audit`.

use crate::{Answer, present};
use sellerdesk_people::limits::{AUDIT_PAGE_DEFAULT, AUDIT_PAGE_MAX};
use sellerdesk_people::read_audit;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, cursor, json, parse_cursor};
use serde_json::json as object;

/// The newest entries, or those before a cursor.
pub async fn list(request: &Incoming) -> Answer {
    let (mut before, mut limit) = (None, AUDIT_PAGE_DEFAULT);
    for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
        match name.as_ref() {
            "cursor" => before = Some(place(&value).map_err(|detail| Problem::field("cursor", detail))?),
            "limit" => {
                let given = value.parse().ok().filter(|limit| (1..=AUDIT_PAGE_MAX).contains(limit));
                let detail = || format!("a number from 1 to {AUDIT_PAGE_MAX}");
                limit = given.ok_or_else(|| Problem::field("limit", detail()))?;
            }
            _ => return Err(Problem::field("query", "there is no such parameter")),
        }
    }
    let store = SpinStore::open().await?;
    let page = read_audit(&store, &SystemClock, before, limit).await?;
    let entries: Vec<_> = page.entries.iter().map(|(number, record)| present::record(*number, record)).collect();
    let next = page.next.map(|number| cursor(&number.to_be_bytes()));
    Ok(json(200, &object!({ "entries": entries, "next": next })))
}

fn place(text: &str) -> Result<u64, String> {
    let bytes = parse_cursor(text)?;
    Ok(u64::from_be_bytes(bytes.try_into().map_err(|_| "a cursor as a list gave it".to_owned())?))
}
