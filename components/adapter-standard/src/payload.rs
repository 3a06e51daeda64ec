//! The body: one event, or a batch of them.

use crate::event;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_canonical::Event;
use sellerdesk_canonical::limits::EVENTS_MAX;

/// The `type` of a body that carries several events in `data.events`.
const BATCH: &str = "batch";

/// The events of a body; `delivery` is its `webhook-id`.
///
/// An event's id is `data.id` where it is given. The default is the delivery's own id, followed in a batch by
/// a colon and the event's position from 0: both stay the same over every attempt.
///
/// # Errors
///
/// The first field that is missing or wrong; then nothing of the body is taken.
pub fn read(body: &[u8], bytes_max: usize, delivery: &str) -> Result<Vec<Event>, Error> {
    let body = json::parse(body, bytes_max)?;
    let payload = Fields::root(&body)?;
    if payload.required("type", Fields::text)? != BATCH {
        return Ok(vec![event::read(&payload, delivery)?]);
    }
    let data = payload.required("data", Fields::object)?;
    if data.items("events") > EVENTS_MAX {
        return Err(data.wrong("events", "has more than 100 events"));
    }
    let events = data.objects("events", EVENTS_MAX)?;
    if events.is_empty() {
        return Err(data.wrong("events", "is missing or empty"));
    }
    let numbered = events.iter().enumerate();
    numbered.map(|(position, payload)| event::read(payload, &format!("{delivery}:{position}"))).collect()
}
