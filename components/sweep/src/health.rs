//! Account health: asks the component that knows the figures which alerts to tell, tells them, and says so.

use crate::books::{announce, ask};
use sellerdesk_announce::{Crier, of_health};
use sellerdesk_shell::{SpinStore, instant, log, variable};
use serde::Deserialize;
use serde_json::{Value, json as object};

const TASK: &str = "http://health.spin.internal/tasks/health";
/// Rounds of one poke, of a few accounts each; the rest of the hour's round is left to the next pokes.
const ROUNDS_MAX: u32 = 5;

#[derive(Deserialize)]
struct Answer {
    alerts: Vec<Alert>,
    #[serde(default)]
    has_more: bool,
}

#[derive(Deserialize)]
struct Alert {
    channel: String,
    account: String,
    id: String,
    urgent: bool,
    detail: String,
    at: i64,
}

/// Tells what has come near or past its limit, each once. Best effort: what isn't told now is at the next poke.
pub async fn raise_alerts(store: &SpinStore, crier: Option<&Crier>, at: i64) {
    for _ in 0..ROUNDS_MAX {
        match round(store, crier, at).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(reason) => return log("health-unknown", &[("reason", &reason)]),
        }
    }
}

/// One round; whether there is more to do.
async fn round(store: &SpinStore, crier: Option<&Crier>, at: i64) -> Result<bool, &'static str> {
    let is_simulated = variable("allow_simulated_time").await.is_ok_and(|value| value == "true");
    let body = if is_simulated { object!({ "at": instant(at) }) } else { object!({}) };
    let answer: Answer = ask(TASK, &body).await?;
    if answer.alerts.is_empty() {
        return Ok(answer.has_more);
    }
    let notices: Vec<_> = answer
        .alerts
        .iter()
        .map(|it| of_health(&it.channel, &it.account, &it.id, it.urgent, &it.detail, it.at))
        .collect();
    if let Some(crier) = crier {
        announce(crier, store, &notices, at).await?;
    }
    let told: Vec<Value> = answer
        .alerts
        .iter()
        .map(|it| object!({ "channel": it.channel, "account": it.account, "ids": [it.id] }))
        .collect();
    ask::<Answer>(TASK, &object!({ "told": told })).await?;
    Ok(answer.has_more)
}
