//! What account health and the reports share on the sweep's side: asking a component's task, and telling what it said.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_announce::Crier;
use sellerdesk_courier::problem;
use sellerdesk_notify::Notice;
use sellerdesk_shell::{SpinStore, SystemClock, call, variable};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// How long the figures of a few accounts, or the sums of a week, may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Asks a task, with its token.
pub async fn ask<T: DeserializeOwned>(task: &str, body: &Value) -> Result<T, &'static str> {
    let token = variable("task_token").await.map_err(|_| "the task token can't be read")?;
    let request = HttpRequest::post_json(task, body).with("authorization", format!("Bearer {token}"));
    let answer = call(request, PATIENCE, ANSWER_BYTES_MAX).await.map_err(|_| "no answer")?;
    if answer.status != 200 {
        return Err("the task failed");
    }
    serde_json::from_slice(&answer.body).map_err(|_| "the answer can't be read")
}

/// Queues notices to whom the routing names.
pub async fn announce(crier: &Crier, store: &SpinStore, notices: &[Notice], at: i64) -> Result<(), &'static str> {
    crier.announce(store, &SystemClock, notices, None, at).await.map_err(|error| {
        // Says in the log what it was.
        drop(problem(error));
        "the notices can't be queued"
    })
}
