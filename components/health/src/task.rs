//! `POST /tasks/health`: evaluates the accounts that are due this hour, and answers which alerts to tell.
//!
//! Whoever pokes tells people, then calls again with what was told: an alert comes back until then, under the same id.

use crate::Answer;
use crate::problem::{instant_or_now, parse_account, problem};
use sellerdesk_health::Level;
use sellerdesk_ledger::{evaluate_due, mark_told};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, bearer_is, json, log, variable};
use serde::Deserialize;
use serde_json::{Value, json as object};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Ask {
    /// Judge as of this instant instead of now; only where simulated time is allowed.
    at: Option<String>,
    /// Alerts that people were told of: nothing is evaluated then.
    told: Vec<Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    channel: String,
    account: String,
    ids: Vec<String>,
}

/// One poke.
pub async fn post(request: &Incoming) -> Answer {
    if !bearer_is(request, &variable("task_token").await?) {
        return Err(Problem::new(Kind::Unauthorized, "this path wants the task token as a bearer token"));
    }
    let ask: Ask = if request.body.is_empty() { Ask::default() } else { request.json()? };
    let store = SpinStore::open().await?;
    if !ask.told.is_empty() {
        for told in ask.told {
            let id = parse_account(&told.channel, &told.account)?;
            mark_told(&store, &SystemClock, &id, told.ids).await.map_err(problem)?;
        }
        return Ok(json(200, &object!({ "alerts": [] })));
    }
    if ask.at.is_some() && variable("allow_simulated_time").await? != "true" {
        return Err(Problem::field("at", "simulated time is not allowed here"));
    }
    let at = instant_or_now(ask.at.as_deref())?;
    let done = evaluate_due(&store, &SystemClock, at).await.map_err(problem)?;
    if done.failed > 0 {
        log("health-unreadable", &[("accounts", &done.failed)]);
    }
    let mut alerts: Vec<Value> = Vec::new();
    for untold in &done.untold {
        alerts.extend(untold.raised.iter().map(|raised| {
            object!({
                "channel": untold.id.channel(),
                "account": untold.id.account(),
                "id": raised.id,
                "urgent": raised.level >= Some(Level::Warn),
                "detail": raised.text,
                "at": raised.at,
            })
        }));
    }
    Ok(json(200, &object!({ "accounts": done.accounts, "alerts": alerts, "has_more": done.has_more })))
}
