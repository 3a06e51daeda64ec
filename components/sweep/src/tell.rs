//! Telling people: what sweeps find goes to the notifications' journal, and what is due there to the herald.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_announce::{Crier, Delivered, Errand, Herald, deliver as deliver_once};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::Composed;
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{Desk, InboxError, read};
use sellerdesk_notify::Outcome;
use sellerdesk_shell::{SpinStore, SystemClock, call};
use std::time::Duration;

/// How long the herald may take: its own patience with the platform, and a little.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest answer of the herald, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Rounds of one poke, a message for each target in each.
const ROUNDS_MAX: u32 = 20;

/// Sends what is due, until nothing is or the rounds are over.
pub async fn deliver(
    crier: &Crier,
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    at: i64,
) -> Result<Delivered, InboxError> {
    let mut total = Delivered::default();
    let still_waits = async |id: ConversationId| {
        read(desk, id).await.map_or(true, |view| view.row.status == Status::Open && view.row.waiting_since.is_some())
    };
    for _ in 0..ROUNDS_MAX {
        let done = deliver_once(desk.store, &SystemClock, crier, &Messenger, still_waits, at).await?;
        total.delivered = total.delivered.saturating_add(done.delivered);
        total.failed = total.failed.saturating_add(done.failed);
        total.has_more = done.has_more;
        if !done.has_more {
            break;
        }
    }
    Ok(total)
}

/// The component with the targets' secrets.
struct Messenger;

impl Herald for Messenger {
    async fn send(&self, errand: &Errand) -> Outcome {
        let request = HttpRequest::post_json("http://herald.spin.internal/send", errand);
        match call(request, PATIENCE, ANSWER_BYTES_MAX).await {
            Ok(answer) if answer.status == 200 => serde_json::from_slice(&answer.body)
                .unwrap_or_else(|_| Outcome::temporary("the herald's answer can't be read", None)),
            Ok(answer) => Outcome::temporary(&format!("the herald answered {}", answer.status), None),
            Err(error) => Outcome::temporary(&error.to_string(), None),
        }
    }
}
