//! A use case's error as an answer, and what is read from paths and queries.

use sellerdesk_accounts::AccountId;
use sellerdesk_deadline::parse_instant;
use sellerdesk_ledger::LedgerError;
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, Kind, Problem, SystemClock, log};

/// What went wrong with the store is logged and not told.
pub fn problem(error: LedgerError) -> Problem {
    match error {
        LedgerError::NotFound => Problem::new(Kind::NotFound, error.to_string()),
        error => {
            log("store-failed", &[("error", &error)]);
            let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
            Problem::new(kind, "the accounts' figures can't be read or written just now")
        }
    }
}

/// The account that a path names; whoever doesn't see it is told what strangers are.
pub fn account(who: &Principal, channel: &str, account: &str) -> Result<AccountId, Problem> {
    let id = AccountId::parse(channel, account).map_err(|error| Problem::field("account", error.to_string()))?;
    if who.sees(channel, account) { Ok(id) } else { Err(problem(LedgerError::NotFound)) }
}

/// One parameter of a query that may have only these.
pub fn parameters<const N: usize>(
    request: &Incoming,
    names: [&'static str; N],
) -> Result<[Option<String>; N], Problem> {
    let mut values = [const { None }; N];
    for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
        let slot = names.iter().position(|known| *known == name).and_then(|place| values.get_mut(place));
        let Some(slot) = slot else { return Err(Problem::field("query", format!("knows only {}", names.join(", ")))) };
        *slot = Some(value.into_owned()).filter(|value| !value.is_empty());
    }
    Ok(values)
}

/// An instant of a query; now without one.
pub fn instant_or_now(at: Option<&str>) -> Result<i64, Problem> {
    let Some(at) = at else { return Ok(SystemClock::now_ms()) };
    parse_instant(at).ok_or_else(|| Problem::field("at", "an RFC 3339 instant such as 2026-01-14T10:00:00Z"))
}
