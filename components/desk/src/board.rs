//! `GET /api/v1/reports/deadlines`: what is due soon, by account and agent.

use crate::{Answer, present};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::board::{Board, Tally};
use sellerdesk_inbox::{Desk, board};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, instant, json, optional_instant};
use serde_json::{Value, json as object};

/// Hours ahead unless asked otherwise, and at most.
const HOURS_DEFAULT: i64 = 4;
const HOURS_MAX: i64 = 168;
const HOUR_MS: i64 = 3_600_000;

/// Answers the board for the next `hours`.
pub async fn deadlines(request: &Incoming, who: &Principal) -> Answer {
    let mut hours = HOURS_DEFAULT;
    for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
        let parsed = value.parse().ok().filter(|hours| (1..=HOURS_MAX).contains(hours));
        match (name.as_ref(), parsed) {
            ("hours", Some(parsed)) => hours = parsed,
            ("hours", None) => return Err(Problem::field("hours", format!("a number from 1 to {HOURS_MAX}"))),
            _ => return Err(Problem::field("query", "there is no such parameter")),
        }
    }
    let now = SystemClock::now_ms();
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let board = board(desk, now, now + hours * HOUR_MS).await.map_err(problem)?;
    Ok(json(200, &shown(&board, now, hours)))
}

fn shown(board: &Board, now: i64, hours: i64) -> Value {
    let accounts = board
        .accounts
        .iter()
        .map(|((channel, account), sums)| merged(object!({ "channel": channel, "account": account }), tally(sums)));
    let agents = board.agents.iter().map(|(agent, sums)| merged(object!({ "assignee": agent }), tally(sums)));
    object!({
        "at": instant(now),
        "hours": hours,
        "total": tally(&board.total),
        "accounts": accounts.collect::<Vec<_>>(),
        "agents": agents.collect::<Vec<_>>(),
        "next": board.next.iter().map(present::row).collect::<Vec<_>>(),
        "is_partial": board.is_partial,
    })
}

fn tally(tally: &Tally) -> Value {
    object!({
        "open": tally.open,
        "due": tally.due,
        "breached": tally.breached,
        "paused": tally.paused,
        "snoozed": tally.snoozed,
        "at_risk": tally.at_risk,
        "oldest_unanswered_at": optional_instant(tally.oldest_waiting),
    })
}

fn merged(mut object: Value, with: Value) -> Value {
    if let (Value::Object(object), Value::Object(with)) = (&mut object, with) {
        object.extend(with);
    }
    object
}
