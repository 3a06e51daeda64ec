//! Account health: asks the component that knows the figures which alerts to tell, tells them, and says so.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_announce::{Crier, of_health};
use sellerdesk_courier::problem;
use sellerdesk_shell::{SpinStore, SystemClock, call, instant, log, variable};
use serde::Deserialize;
use serde_json::{Value, json as object};
use std::time::Duration;

/// How long one round may take: a few accounts' figures.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
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
    let answer = ask(&if is_simulated { object!({ "at": instant(at) }) } else { object!({}) }).await?;
    if answer.alerts.is_empty() {
        return Ok(answer.has_more);
    }
    let notices: Vec<_> = answer
        .alerts
        .iter()
        .map(|it| of_health(&it.channel, &it.account, &it.id, it.urgent, &it.detail, it.at))
        .collect();
    if let Some(crier) = crier
        && let Err(error) = crier.announce(store, &SystemClock, &notices, None, at).await
    {
        drop(problem(error));
        return Err("the notices can't be queued");
    }
    let told: Vec<Value> = answer
        .alerts
        .iter()
        .map(|it| object!({ "channel": it.channel, "account": it.account, "ids": [it.id] }))
        .collect();
    ask(&object!({ "told": told })).await?;
    Ok(answer.has_more)
}

async fn ask(body: &Value) -> Result<Answer, &'static str> {
    let token = variable("task_token").await.map_err(|_| "the task token can't be read")?;
    let request = HttpRequest::post_json("http://health.spin.internal/tasks/health", body)
        .with("authorization", format!("Bearer {token}"));
    let answer = call(request, PATIENCE, ANSWER_BYTES_MAX).await.map_err(|_| "no answer")?;
    if answer.status != 200 {
        return Err("the figures can't be read");
    }
    serde_json::from_slice(&answer.body).map_err(|_| "the answer can't be read")
}
