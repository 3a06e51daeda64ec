//! SendGrid's signed event webhook (Twilio SendGrid, "Event webhook reference"): a list of events.

use super::{MESSAGE, THREAD, Undelivered, reason, words};
use crate::bare_id;
use crate::inbound::{self, sendgrid};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Received, Request, json, time};
use sellerdesk_canonical::limits::EVENTS_MAX;
use serde_json::Value;

/// Largest body, in bytes: SendGrid posts batches of about 768 KB.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Events that say that a mail did not arrive.
const FAILURES: &[&str] = &["bounce", "dropped"];

/// The failures of a request. More than one request may carry are beyond any shop's answers in a batch, and left to
/// people.
pub fn read(request: &Request, settings: &Settings) -> Result<Vec<Undelivered>, Received> {
    let key = if settings.text("events_public_key")?.is_some() { "events_public_key" } else { "public_key" };
    let posted_at = sendgrid::verify(request, settings, key)?;
    let body = json::parse(&request.body, BODY_BYTES_MAX).map_err(|error| inbound::unreadable(None, error))?;
    let Some(events) = body.as_array() else { return Err(inbound::unreadable(None, "the body is no list of events")) };
    let failures: Vec<Undelivered> = events
        .iter()
        .filter(|event| words(event, "/event").is_some_and(|name| FAILURES.contains(&name)))
        .filter_map(|event| {
            let at = event.get("timestamp").and_then(Value::as_i64);
            Some(Undelivered {
                id: words(event, "/sg_event_id")?.to_owned(),
                thread: words(event, &format!("/{THREAD}")).map(str::to_owned),
                message_id: words(event, &format!("/{MESSAGE}")).or_else(|| words(event, "/smtp-id")).map(bare_id),
                to: words(event, "/email").map(str::to_owned),
                reason: reason([words(event, "/reason"), words(event, "/status")]),
                at: at.and_then(|seconds| time::plausible(seconds.saturating_mul(1_000))).unwrap_or(posted_at),
            })
        })
        .collect();
    if failures.len() > EVENTS_MAX {
        return Err(inbound::unreadable(None, "the batch holds too many failures"));
    }
    Ok(failures)
}
