//! Query parameters of lists.

use sellerdesk_inbox::Filter;
use sellerdesk_inbox::limits::{LIST_ROWS_DEFAULT, LIST_ROWS_MAX};
use sellerdesk_shell::{FieldError, Problem, parse_cursor};

/// What a list request asks for.
pub struct ListQuery {
    /// Which rows.
    pub filter: Filter,
    /// Where to go on.
    pub after: Option<Vec<u8>>,
    /// How many at most.
    pub limit: usize,
}

/// Reads the parameters; `me` is who asks, and all that are wrong are named at once.
pub fn parse(query: &str, me: &str) -> Result<ListQuery, Problem> {
    let mut parsed = ListQuery { filter: Filter::default(), after: None, limit: LIST_ROWS_DEFAULT };
    let mut errors = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        if let Err(detail) = take(&mut parsed, &name, &value, me) {
            errors.push(FieldError { field: name.chars().take(40).collect(), detail });
        }
    }
    if errors.is_empty() { Ok(parsed) } else { Err(Problem::invalid(errors)) }
}

fn take(parsed: &mut ListQuery, name: &str, value: &str, me: &str) -> Result<(), String> {
    if parsed.filter.set(name, value, me)? {
        return Ok(());
    }
    match name {
        "cursor" => parsed.after = Some(parse_cursor(value)?),
        "limit" => {
            let limit = value.parse().ok().filter(|limit| (1..=LIST_ROWS_MAX).contains(limit));
            parsed.limit = limit.ok_or_else(|| format!("a number from 1 to {LIST_ROWS_MAX}"))?;
        }
        _ => return Err("there is no such parameter".to_owned()),
    }
    Ok(())
}
