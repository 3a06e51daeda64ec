//! Who a sweep turns to: the crier for telling people, the worker for what follows from what came in.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_announce::{Crier, Router, notices_of};
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::rules::Point;
use sellerdesk_inbox::{Aide, InboxError, StoreError};
use sellerdesk_shell::{SpinStore, SystemClock, call, log};
use std::time::Duration;

/// How long the worker may take for one conversation: less than a sweep's lease lasts.
const PATIENCE: Duration = Duration::from_secs(4);
/// Longest answer of the worker, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024;

/// Both of them.
pub struct Staff<'a> {
    /// Where notices are queued.
    pub store: &'a SpinStore,
    /// Nobody, where nobody is to be told anything.
    pub crier: Option<&'a Crier>,
    /// As of when the sweep judges.
    pub at: Instant,
}

impl Aide for Staff<'_> {
    async fn tell(&self, row: &Row, points: &[Point]) -> Result<(), InboxError> {
        let Some(crier) = self.crier else { return Ok(()) };
        let notices = notices_of(row, points, crier.routing());
        crier.announce(self.store, &SystemClock, &notices, row.assignee.as_deref(), self.at).await
    }

    async fn follow(&self, conversation: ConversationId, at: Instant) -> Result<(), InboxError> {
        match ask("follow", &serde_json::json!({ "conversation": conversation, "at": at })).await {
            Ok(_) => Ok(()),
            Err(reason) => {
                log("worker-failed", &[("conversation", &conversation), ("reason", &reason)]);
                Err(StoreError::TooSlow { operation: "follow" }.into())
            }
        }
    }
}

/// Forgets what has reached its retention period; how many buyers. Best effort: the next poke goes on.
pub async fn expire(at: Instant) -> u32 {
    match ask("expire", &serde_json::json!({ "at": at })).await {
        Ok(done) => done.get("forgotten").and_then(|count| count.as_u64()?.try_into().ok()).unwrap_or(0),
        Err(reason) => {
            log("worker-failed", &[("reason", &reason)]);
            0
        }
    }
}

/// Asks the worker; its answer, or why there is none.
async fn ask(what: &str, body: &serde_json::Value) -> Result<serde_json::Value, String> {
    let request = HttpRequest::post_json(format!("http://worker.spin.internal/{what}"), body);
    match call(request, PATIENCE, ANSWER_BYTES_MAX).await {
        Ok(answer) if answer.status == 200 => serde_json::from_slice(&answer.body).map_err(|error| error.to_string()),
        Ok(answer) => Err(format!("it answered {}", answer.status)),
        Err(error) => Err(error.to_string()),
    }
}
