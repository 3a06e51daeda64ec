//! `/api/v1/notifications/...`: the delivery log, sending again, targets that were found dead, the breaker.

use crate::Answer;
use sellerdesk_announce::{AnnounceError, Outbox, clear, close_breaker, read_log, redeliver};
use sellerdesk_notify::{Item, limits::ID_BYTES_MAX};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Kind, Problem, SpinStore, SystemClock, instant, json, log, optional_instant};
use serde_json::{Value, json as object};

/// Deliveries and refusals of one answer: the newest.
const SHOWN_MAX: usize = 200;

/// `GET /api/v1/notifications/deliveries`: the newest first.
pub async fn deliveries() -> Answer {
    let store = SpinStore::open().await?;
    let outbox = read_log(&store, &SystemClock).await.map_err(problem)?;
    let items = outbox.items().iter().rev().take(SHOWN_MAX).map(item);
    let refused = outbox.refused().iter().rev().take(SHOWN_MAX).map(|(at, key, refused)| {
        object!({ "at": instant(*at), "notice": key, "recipient": refused.recipient, "target": refused.target,
            "reason": refused.reason })
    });
    let targets = outbox.targets().iter().map(|(id, state)| {
        object!({ "id": id, "failures": state.failures, "retry_at": instant(state.retry_at), "reason": state.reason })
    });
    Ok(json(
        200,
        &object!({
            "deliveries": items.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "targets": targets.collect::<Vec<_>>(),
            "breaker": breaker(&outbox),
        }),
    ))
}

/// `POST /api/v1/notifications/deliveries/{id}/redeliver`.
pub async fn again(id: &str) -> Answer {
    let store = SpinStore::open().await?;
    redeliver(&store, &SystemClock, id, SystemClock::now_ms()).await.map_err(problem)?;
    Ok(json(202, &object!({ "status": "the next sweep sends it" })))
}

/// `POST /api/v1/notifications/targets/{id}/clear`.
pub async fn mend(target: &str) -> Answer {
    if !(1..=ID_BYTES_MAX).contains(&target.len()) {
        return Err(problem(AnnounceError::NotFound));
    }
    let store = SpinStore::open().await?;
    clear(&store, &SystemClock, target, SystemClock::now_ms()).await.map_err(problem)?;
    Ok(json(200, &object!({ "status": "in use again" })))
}

/// `POST /api/v1/notifications/breaker/close`.
pub async fn close(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    close_breaker(&store, &SystemClock, &who.name, SystemClock::now_ms()).await.map_err(problem)?;
    let outbox = read_log(&store, &SystemClock).await.map_err(problem)?;
    Ok(json(200, &breaker(&outbox)))
}

fn breaker(outbox: &Outbox) -> Value {
    let since = outbox.caps().open_since();
    object!({ "is_open": since.is_some(), "open_since": optional_instant(since) })
}

fn item(item: &Item) -> Value {
    object!({
        "id": item.id,
        "recipient": item.recipient,
        "target": item.target,
        "kind": item.kind,
        "severity": item.severity,
        "state": item.state,
        "attempts": item.attempts,
        "reason": item.reason,
        "settled_at": optional_instant(item.settled_at),
    })
}

fn problem(error: AnnounceError) -> Problem {
    match error {
        AnnounceError::NotFound => Problem::new(Kind::NotFound, error.to_string()),
        AnnounceError::Store(error) => {
            log("store-failed", &[("error", &error)]);
            error.into()
        }
    }
}
