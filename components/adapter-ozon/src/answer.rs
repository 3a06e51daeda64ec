//! The answers that OZON takes.

use chrono::{DateTime, SecondsFormat};
use sellerdesk_adapter::Answer;
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

/// The status of every acknowledgement.
const STATUS_TAKEN: u16 = 200;
/// The name and version that `TYPE_PING` asks for.
const NAME: &str = "SellerDesk";
const VERSION: &str = "1.0";

/// The acknowledgement of a push.
pub fn taken() -> Answer {
    of(&json!({"result": true}))
}

/// The answer to `TYPE_PING`: who answers, and when it began to.
pub fn to_ping(received_at: Instant) -> Answer {
    let at = DateTime::from_timestamp_millis(received_at).unwrap_or_default();
    of(&json!({"version": VERSION, "name": NAME, "time": at.to_rfc3339_opts(SecondsFormat::Secs, true)}))
}

fn of(body: &Value) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Answer { status: STATUS_TAKEN, headers, body: body.to_string().into_bytes() }
}
