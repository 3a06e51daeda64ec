//! Telling people: what sweeps find goes to the notifications' journal, and what is due there to the herald.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_announce::{AnnounceError, Delivered, Errand, Herald, Router, announce, deliver};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::{Composed, wit};
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{Desk, InboxError, Section, load_settings, read, read_settings};
use sellerdesk_notify::{Duty, Notice, Outcome, Routed, Routing};
use sellerdesk_shell::{SpinStore, SystemClock, call};
use std::time::Duration;

/// How long the herald may take: its own patience with the platform, and a little.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest answer of the herald, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Rounds of one poke, a message for each target in each.
const ROUNDS_MAX: u32 = 20;

/// The routing document, and the clocks to route by.
pub struct Crier {
    json: String,
    routing: Routing,
}

impl Crier {
    /// The crier, if anybody is to be told anything.
    pub async fn of(desk: Desk<'_, SpinStore, SystemClock, Composed>) -> Result<Option<Self>, InboxError> {
        // Whether there is a document at all stands in the cache.
        if read_settings(desk.store).await?.document(Section::Notifications).version == 0 {
            return Ok(None);
        }
        let json = load_settings(desk).await?.document(Section::Notifications).json;
        // It was checked when it was saved.
        Ok(serde_json::from_str(&json).ok().map(|routing| Self { json, routing }))
    }

    /// Queues notices.
    pub async fn announce(
        &self,
        store: &SpinStore,
        notices: &[Notice],
        agent: Option<&str>,
        at: i64,
    ) -> Result<(), InboxError> {
        announce(store, &SystemClock, self, notices, agent, at).await.map_err(translate)?;
        Ok(())
    }

    /// Sends what is due, until nothing is or the rounds are over.
    pub async fn deliver(
        &self,
        desk: Desk<'_, SpinStore, SystemClock, Composed>,
        at: i64,
    ) -> Result<Delivered, InboxError> {
        let mut total = Delivered::default();
        let still_waits = async |id: ConversationId| {
            read(desk, id)
                .await
                .map_or(true, |view| view.row.status == Status::Open && view.row.waiting_since.is_some())
        };
        for _ in 0..ROUNDS_MAX {
            let done = deliver(desk.store, &SystemClock, self, &Messenger, still_waits, at).await.map_err(translate)?;
            total.delivered = total.delivered.saturating_add(done.delivered);
            total.failed = total.failed.saturating_add(done.failed);
            total.has_more = done.has_more;
            if !done.has_more {
                break;
            }
        }
        Ok(total)
    }
}

impl Router for Crier {
    fn routing(&self) -> &Routing {
        &self.routing
    }

    fn route(&self, notice: &Notice, duty: &Duty, now: i64) -> Routed {
        // Plain data is always JSON.
        let notice = serde_json::to_string(notice).unwrap_or_default();
        let duty = serde_json::to_string(duty).unwrap_or_default();
        let routed = wit::clocks::route(&notice, &self.json, &duty, now);
        serde_json::from_str(&routed).unwrap_or_default()
    }
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

fn translate(error: AnnounceError) -> InboxError {
    match error {
        AnnounceError::Store(error) => error.into(),
        AnnounceError::NotFound => InboxError::NotFound,
    }
}
