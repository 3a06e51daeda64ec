//! Postmark's bounce webhook (Postmark, "Bounce webhook"): JSON behind the same Basic authentication as its mail.

use super::{MESSAGE, THREAD, Undelivered, reason, words};
use crate::inbound::{self, postmark};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Received, Request, json, time};
use serde_json::Value;

/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Bounce types after which the mail has arrived or still may.
const NO_FAILURES: &[&str] =
    &["Transient", "Subscribe", "Unsubscribe", "AutoResponder", "AddressChange", "OpenRelayTest"];

/// The failure of a request, if its record is one.
pub fn read(request: &Request, settings: &Settings) -> Result<Vec<Undelivered>, Received> {
    postmark::verify(request, settings)?;
    let record = json::parse(&request.body, BODY_BYTES_MAX).map_err(|error| inbound::unreadable(None, error))?;
    let is_bounce = words(&record, "/RecordType") == Some("Bounce");
    if !is_bounce || words(&record, "/Type").is_some_and(|kind| NO_FAILURES.contains(&kind)) {
        return Ok(Vec::new());
    }
    let Some(id) = record.get("ID").and_then(Value::as_u64) else {
        return Err(inbound::unreadable(None, "ID is missing"));
    };
    Ok(vec![Undelivered {
        id: id.to_string(),
        thread: words(&record, &format!("/Metadata/{THREAD}")).map(str::to_owned),
        message_id: words(&record, &format!("/Metadata/{MESSAGE}")).map(str::to_owned),
        to: words(&record, "/Email").map(str::to_owned),
        reason: reason([words(&record, "/Details"), words(&record, "/Description"), words(&record, "/Name")]),
        at: words(&record, "/BouncedAt").and_then(time::parse_rfc3339).unwrap_or(request.received_at),
    }])
}
