//! One poke: sweeps until nothing is due or its time is up.

use crate::aide::{Staff, expire};
use crate::digest::tell_week;
use crate::health::raise_alerts;
use crate::tell::deliver;
use chrono::DateTime;
use sellerdesk_accounts::find_silent;
use sellerdesk_announce::{Crier, Delivered, of_account, of_reply};
use sellerdesk_canonical::{ConversationId, RiskState};
use sellerdesk_contract::{Composed, wit};
use sellerdesk_courier::{Couriers, problem, silence_event};
use sellerdesk_inbox::outbox::OutboxItem;
use sellerdesk_inbox::{Clock, Desk, InboxError, Swept, accept, dispatch, read, sweep};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, bearer_is, instant, log, variable};
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
    /// Attempts to send a reply.
    pub replies: u32,
    /// Notifications that a platform took.
    pub notifications: u32,
    /// Attempts at notifications that failed.
    pub undelivered: u32,
    /// Buyers forgotten because their retention period is over.
    pub forgotten: u32,
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
    let channels = variable("couriers").await?;
    let couriers = Couriers::new(&store, &channels);
    let crier = Crier::of(desk, wit::clocks::route).await.map_err(problem)?;
    let staff = Staff { store: &store, crier: crier.as_ref(), at };
    let mut total = Swept::default();
    let mut replies = 0_u32;
    loop {
        let pause = async |ms| spin_sdk::time::sleep(Duration::from_millis(ms)).await;
        total += sweep(desk, at, pause, &staff).await.map_err(problem)?;
        for conversation in std::mem::take(&mut total.replies) {
            match dispatch(desk, &couriers, conversation, at).await {
                Ok(None) => {}
                Ok(Some(item)) => {
                    replies += 1;
                    if let Some(crier) = &crier {
                        tell_of_reply(desk, crier, conversation, &item, at).await.map_err(problem)?;
                    }
                }
                Err(error) if error.is_temporary() => return Err(problem(error)),
                // What one conversation suffers from must not keep the others waiting; the log has it.
                Err(error) => drop(problem(error)),
            }
        }
        if !total.has_more || clock.monotonic_ms() - began_ms > RUN_MS_MAX {
            break;
        }
    }
    let forgotten = expire(at).await;
    report_silence(desk, &store, crier.as_ref()).await;
    raise_alerts(&store, crier.as_ref(), at).await;
    tell_week(&store, crier.as_ref(), at).await;
    let told = match &crier {
        Some(crier) => deliver(crier, desk, at).await.map_err(problem)?,
        None => Delivered::default(),
    };
    total.has_more |= told.has_more;
    Ok(Done {
        at: instant(at),
        replies,
        notifications: told.delivered,
        undelivered: told.failed,
        forgotten,
        swept: total,
    })
}

/// A reply that will not reach its buyer is somebody's to know.
async fn tell_of_reply(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    crier: &Crier,
    conversation: ConversationId,
    item: &OutboxItem,
    at: i64,
) -> Result<(), InboxError> {
    let row = read(desk, conversation).await?.row;
    let notice = of_reply(&row, item, at);
    crier.announce(desk.store, desk.clock, notice.as_slice(), row.assignee.as_deref(), at).await
}

/// A channel that is silent for longer than ever before shows up in the inbox, as an account at risk, and the warning
/// ends with its next event. Best effort: the next poke looks again.
async fn report_silence(desk: Desk<'_, SpinStore, SystemClock, Composed>, store: &SpinStore, crier: Option<&Crier>) {
    let silent = match find_silent(store, &SystemClock).await {
        Ok(silent) => silent,
        Err(error) => return log("silence-unknown", &[("error", &error)]),
    };
    for (id, silence) in silent {
        log("channel-silent", &[("channel", &id.channel()), ("account", &id.account())]);
        let now = SystemClock::now_ms();
        let event = silence_event(&silence, RiskState::Opened, now);
        if let Some(crier) = crier {
            let notice = of_account(id.channel(), id.account(), &event.id, now);
            if let Err(error) = crier.announce(store, desk.clock, &[notice], None, now).await {
                drop(problem(error));
            }
        }
        let reported = accept(desk, id.channel(), id.account(), event).await;
        if let Err(error) = reported {
            drop(problem(error));
        }
    }
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
