//! `/api/v1/automations`: the shop's rules, and the breakers of the accounts' automatic replies.

use crate::Answer;
use crate::documents::document;
use sellerdesk_accounts::{AccountError, AccountId, list as registered};
use sellerdesk_automate::check;
use sellerdesk_contract::{Composed, render};
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, Section, Settings, clear_address, close_breaker, read_ledger};
use sellerdesk_notify::Caps;
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{FieldError, Incoming, Problem, SpinStore, SystemClock, json, optional_instant};
use serde::Deserialize;
use serde_json::{Value, json as object};

/// Longest address or id of a buyer, in bytes: it goes into an entry of a journal.
const RECIPIENT_BYTES_MAX: usize = 500;

/// The document as it is kept, if every field is right.
pub fn checked(request: &Incoming, settings: &Settings) -> Result<String, Problem> {
    let json = document(request)?;
    let templates = render::sendable(&settings.document(Section::Templates).json);
    check(&json, &|id| templates.iter().any(|known| known == id)).map_err(|problems| {
        let named = problems.into_iter().map(|it| FieldError { field: it.field, detail: it.message });
        Problem::invalid(named.collect())
    })?;
    Ok(json)
}

/// `GET /api/v1/automations/breakers`: of every account that was added or has been heard of.
pub async fn breakers() -> Answer {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let accounts = registered(&store, &SystemClock).await.map_err(crate::accounts::problem)?;
    let mut shown = Vec::with_capacity(accounts.len());
    for (id, _) in accounts {
        let ledger = read_ledger(desk, id.channel(), id.account()).await.map_err(problem)?;
        shown.push(breaker(id.channel(), id.account(), &ledger));
    }
    Ok(json(200, &object!({ "breakers": shown })))
}

/// `GET /api/v1/automations/breakers/{channel}/{account}`.
pub async fn one(channel: &str, account: &str) -> Answer {
    named(channel, account)?;
    let store = SpinStore::open().await?;
    let ledger = read_ledger(Desk::new(&store, &SystemClock, &Composed), channel, account).await.map_err(problem)?;
    Ok(json(200, &breaker(channel, account, &ledger)))
}

/// `POST /api/v1/automations/breakers/{channel}/{account}/close`.
pub async fn close(channel: &str, account: &str, who: &Principal) -> Answer {
    named(channel, account)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let ledger = close_breaker(desk, (channel, account), &who.name, SystemClock::now_ms()).await.map_err(problem)?;
    Ok(json(200, &breaker(channel, account, &ledger)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clear {
    recipient: String,
}

/// `POST /api/v1/automations/breakers/{channel}/{account}/clear`: an address that was blocked works again.
pub async fn clear(channel: &str, account: &str, request: &Incoming) -> Answer {
    named(channel, account)?;
    let Clear { recipient } = request.json()?;
    if !(1..=RECIPIENT_BYTES_MAX).contains(&recipient.len()) {
        return Err(Problem::field("recipient", format!("must be 1 to {RECIPIENT_BYTES_MAX} bytes")));
    }
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    clear_address(desk, (channel, account), &recipient, SystemClock::now_ms()).await.map_err(problem)?;
    Ok(json(200, &object!({ "status": "in use again" })))
}

/// Refuses what can't be an account: the ledger's key is made of it.
fn named(channel: &str, account: &str) -> Result<(), Problem> {
    AccountId::parse(channel, account).map(drop).map_err(|error| crate::accounts::problem(AccountError::from(error)))
}

fn breaker(channel: &str, account: &str, ledger: &Caps) -> Value {
    object!({
        "channel": channel,
        "account": account,
        "is_open": ledger.open_since().is_some(),
        "open_since": optional_instant(ledger.open_since()),
        "closed_at": optional_instant(ledger.closed_at()),
        "blocked_addresses": ledger.dead_count(SystemClock::now_ms()),
    })
}
