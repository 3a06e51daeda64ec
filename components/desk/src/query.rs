//! Query parameters of lists.

use sellerdesk_inbox::Filter;
use sellerdesk_inbox::limits::{LIST_ROWS_DEFAULT, LIST_ROWS_MAX};
use sellerdesk_shell::{FieldError, Problem, parse_cursor};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longest search text, in bytes.
const SEARCH_BYTES_MAX: usize = 200;

/// What a list request asks for.
pub struct ListQuery {
    /// Which rows.
    pub filter: Filter,
    /// Where to go on.
    pub after: Option<Vec<u8>>,
    /// How many at most.
    pub limit: usize,
}

/// Reads the parameters; all that are wrong are named at once.
pub fn parse(query: &str) -> Result<ListQuery, Problem> {
    let mut parsed = ListQuery { filter: Filter::default(), after: None, limit: LIST_ROWS_DEFAULT };
    let mut errors = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        if let Err(detail) = take(&mut parsed, &name, &value) {
            errors.push(FieldError { field: name.chars().take(40).collect(), detail });
        }
    }
    if errors.is_empty() { Ok(parsed) } else { Err(Problem::invalid(errors)) }
}

fn take(parsed: &mut ListQuery, name: &str, value: &str) -> Result<(), String> {
    let filter = &mut parsed.filter;
    match name {
        "view" => match value {
            "inbox" => {}
            "quarantine" => filter.quarantined = true,
            "breached" => filter.breached = true,
            _ => return Err("one of inbox, quarantine, breached".to_owned()),
        },
        "channel" => filter.channel = Some(value.to_owned()),
        "account" => filter.account = Some(value.to_owned()),
        "category" => filter.category = Some(word(value, "a category, such as refund_return")?),
        "priority" => filter.priority = Some(word(value, "one of urgent, high, normal, low")?),
        "status" => filter.status = Some(word(value, "one of open, pending, snoozed")?),
        "assignee" if value == "none" => filter.assignee = Some(None),
        "assignee" => filter.assignee = Some(Some(value.to_owned())),
        "tag" => filter.tag = Some(value.to_owned()),
        "vip" => filter.vip = value.parse().map_err(|_| "true or false")?,
        "q" if value.len() > SEARCH_BYTES_MAX => return Err(format!("at most {SEARCH_BYTES_MAX} bytes")),
        "q" => filter.search = Some(value.to_owned()),
        "cursor" => parsed.after = Some(parse_cursor(value)?),
        "limit" => {
            let limit = value.parse().ok().filter(|limit| (1..=LIST_ROWS_MAX).contains(limit));
            parsed.limit = limit.ok_or_else(|| format!("a number from 1 to {LIST_ROWS_MAX}"))?;
        }
        _ => return Err("there is no such parameter".to_owned()),
    }
    Ok(())
}

fn word<T: DeserializeOwned>(value: &str, wanted: &str) -> Result<T, String> {
    serde_json::from_value(Value::String(value.to_owned())).map_err(|_| wanted.to_owned())
}
