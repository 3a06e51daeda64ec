//! Mailgun's webhook "permanent failure" (Mailgun, "Webhooks" and "Event structure"): JSON, signed as its mail is.

use super::{THREAD, Undelivered, reason, words};
use crate::bare_id;
use crate::inbound::{self, mailgun};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Received, Request, json, time};
use serde_json::Value;

/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The failure of a request, if its event is one, and its token.
pub fn read(request: &Request, settings: &Settings) -> Result<(Vec<Undelivered>, Option<String>), Received> {
    inbound::check_form(request, "Mailgun")?;
    let body = json::parse(&request.body, BODY_BYTES_MAX)?;
    let signature = body.get("signature").unwrap_or(&Value::Null);
    let signed = mailgun::verify(|name| signature.get(name)?.as_str(), settings, request.received_at)?;
    let event = body.get("event-data").unwrap_or(&Value::Null);
    let is_failure = match words(event, "/event") {
        Some("failed") => words(event, "/severity") != Some("temporary"),
        Some("rejected") => true,
        _ => false,
    };
    if !is_failure {
        return Ok((Vec::new(), Some(signed.token)));
    }
    let Some(id) = words(event, "/id") else {
        return Err(inbound::unreadable(Some(signed.token), "event-data.id is missing"));
    };
    #[allow(clippy::cast_possible_truncation, reason = "seconds with a fraction; an implausible one is left out")]
    let milliseconds = |seconds: f64| (seconds * 1_000.0) as i64;
    let failure = Undelivered {
        id: id.to_owned(),
        thread: words(event, &format!("/user-variables/{THREAD}")).map(str::to_owned),
        message_id: words(event, "/message/headers/message-id").map(bare_id),
        to: words(event, "/recipient").map(str::to_owned),
        reason: reason([
            words(event, "/delivery-status/message"),
            words(event, "/delivery-status/description"),
            words(event, "/reject/reason"),
            words(event, "/reason"),
        ]),
        at: event
            .get("timestamp")
            .and_then(Value::as_f64)
            .map(milliseconds)
            .and_then(time::plausible)
            .unwrap_or(signed.posted_at),
    };
    Ok((vec![failure], Some(signed.token)))
}
