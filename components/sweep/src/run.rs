//! One poke: sweeps until nothing is due or its time is up.

use chrono::{DateTime, SecondsFormat};
use sellerdesk_contract::Composed;
use sellerdesk_inbox::{Clock, Desk, Swept, sweep};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, bearer_is, log, variable};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// After this many milliseconds no further round begins; the rest is left to the next poke.
const RUN_MS_MAX: i64 = 20_000;

/// What a caller may ask for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// Judge as of this instant instead of now; only where simulated time is allowed.
    at: Option<String>,
}

/// What was done.
#[derive(Serialize)]
pub struct Done {
    /// As of when, RFC 3339.
    at: String,
    /// The sum of all rounds.
    #[serde(flatten)]
    pub swept: Swept,
}

/// Checks the token and sweeps.
pub async fn run(incoming: &Incoming) -> Result<Done, Problem> {
    if incoming.path != "/tasks/sweep" {
        return Err(Problem::new(Kind::NotFound, "there is no such task"));
    }
    if !bearer_is(incoming, &variable("task_token").await?) {
        return Err(Problem::new(Kind::Unauthorized, "this path wants the task token as a bearer token"));
    }
    if incoming.method != "POST" {
        return Err(Problem::method("POST"));
    }
    let clock = SystemClock;
    let at = as_of(incoming, clock.wall_ms()).await?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &clock, &Composed);
    let began_ms = clock.monotonic_ms();
    let mut total = Swept::default();
    loop {
        let pause = async |ms| spin_sdk::time::sleep(Duration::from_millis(ms)).await;
        let swept = sweep(desk, at, pause).await.map_err(|error| {
            log("store-failed", &[("error", &error)]);
            let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
            Problem::new(kind, "the sweep stopped half-way; call it again")
        })?;
        total.conversations += swept.conversations;
        total.warnings += swept.warnings;
        total.breaches += swept.breaches;
        total.failed += swept.failed;
        total.has_more = swept.has_more;
        total.skipped = swept.skipped;
        if !swept.has_more || clock.monotonic_ms() - began_ms > RUN_MS_MAX {
            break;
        }
    }
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::AutoSi, true);
    Ok(Done { at, swept: total })
}

async fn as_of(incoming: &Incoming, now_ms: i64) -> Result<i64, Problem> {
    let ask: Ask = if incoming.body.is_empty() { Ask::default() } else { incoming.json()? };
    let Some(at) = ask.at else { return Ok(now_ms) };
    if variable("allow_simulated_time").await? != "true" {
        return Err(Problem::field("at", "simulated time is not allowed here"));
    }
    match DateTime::parse_from_rfc3339(&at) {
        Ok(at) => Ok(at.timestamp_millis()),
        Err(_) => Err(Problem::field("at", "an RFC 3339 instant such as 2026-01-14T10:00:00Z")),
    }
}
