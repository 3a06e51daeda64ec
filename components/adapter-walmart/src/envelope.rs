//! What every notification shares: `{"source": {"eventType", "eventTime", "eventId"}, "payload": {...}}`.
//!
//! Newer kinds name themselves inside the payload: `ORDER_UPDATES` by `meta.subEventType` (or `subEventType`), MCS
//! returns by `header.eventName`; what the order events are about then stands in `payload.order`. Walmart's sample of
//! a return has no `source`: such a body is its own payload.

use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{Error, text, time};
use sellerdesk_canonical::limits::ID_BYTES_MAX;
use sellerdesk_canonical::{Event, Happening, Instant};
use serde_json::Value;

/// How far in the future a time may lie and still be believed, in milliseconds: one day, for clocks and zones.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// Room that [`Notification::event`] leaves for what it adds to the notification's id, in bytes.
const ADDED_BYTES_MAX: usize = 200;
/// Most of a body that is searched for its id where it can't be read otherwise, in bytes.
const SENT_ID_BYTES_MAX: usize = 64 * 1024;

/// A notification of any kind.
#[derive(Clone, Debug)]
pub struct Notification<'json> {
    /// The most telling name: `RETURN_CREATED`.
    pub kind: String,
    /// `eventId`; none where there is no envelope.
    pub id: Option<String>,
    /// What it tells.
    pub payload: Fields<'json>,
    /// The payload once more, for lists of numbers.
    pub raw: &'json Value,
    at: Instant,
}

impl<'json> Notification<'json> {
    /// Reads what all kinds share.
    pub fn read(body: &'json Value, received_at: Instant) -> Result<Self, Error> {
        let root = Fields::root(body)?;
        let source = root.object("source")?.unwrap_or_else(|| root.clone());
        let payload = root.object("payload")?.unwrap_or_else(|| root.clone());
        let own_kind = given(source.line("eventType"));
        let bare = || (root.items("returnOrders") > 0).then(|| "RETURN_CREATED".to_owned());
        let kind =
            inner_kind(&payload).or(own_kind).or_else(bare).ok_or_else(|| source.wrong("eventType", "is missing"))?;
        let id = source.id("eventId")?;
        if id.as_ref().is_some_and(|id| id.len() > ID_BYTES_MAX - ADDED_BYTES_MAX) {
            return Err(source.wrong("eventId", "is too long"));
        }
        let at = given(source.instant("eventTime"))
            .or_else(|| given(source.whole("eventTime")).and_then(milliseconds))
            .filter(|at| *at <= received_at.saturating_add(FUTURE_MS_MAX));
        let raw = body.get("payload").filter(|value| value.is_object()).unwrap_or(body);
        Ok(Self { kind, id, payload, raw, at: at.unwrap_or(received_at) })
    }

    /// An event of this notification; `part` holds apart what it tells about several things.
    pub fn event(&self, part: Option<&str>, order: &Order, happening: Happening) -> Result<Event, Error> {
        let id = self.id.as_deref().ok_or_else(missing_id)?;
        let id = part.map_or_else(|| id.to_owned(), |part| format!("{id}:{part}"));
        Ok(self.event_of(id, order, happening))
    }

    /// An event with an id of its own.
    pub fn event_of(&self, id: String, order: &Order, happening: Happening) -> Event {
        Event {
            id,
            thread: order.thread.clone(),
            at: self.at,
            buyer: None,
            order_id: order.id.clone(),
            product_id: None,
            site: None,
            happening,
        }
    }
}

/// The order that something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The conversation.
    pub thread: String,
    /// The sales order, or else the purchase order.
    pub id: Option<String>,
}

impl Order {
    /// What an object names: `customerOrderId` (the sales order, which buyers and mails name), or `purchaseOrderId`.
    ///
    /// # Errors
    /// An id that is none, or too long.
    pub fn read(fields: &Fields<'_>) -> Result<Option<Self>, Error> {
        if let Some(id) = short_id(fields, "customerOrderId")? {
            return Ok(Some(Self { thread: format!("order:{id}"), id: Some(id) }));
        }
        let id = short_id(fields, "purchaseOrderId")?;
        Ok(id.map(|id| Self { thread: format!("po:{id}"), id: Some(id) }))
    }

    /// Something that is about no order.
    pub fn none(thread: String) -> Self {
        Self { thread, id: None }
    }
}

/// An id short enough to be part of others.
pub fn short_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if id.len() > ADDED_BYTES_MAX / 2 => Err(fields.wrong(name, "is too long")),
        id => Ok(id),
    }
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// Parts that are there, as one line.
pub fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| text::line(&parts.join("; ")))
}

/// `PO_CREATED` as words: `po created`.
pub fn words(kind: &str) -> String {
    text::line(&kind.to_ascii_lowercase().replace('_', " "))
}

/// The event's id in a body that is not understood.
pub fn sent_id(body: &[u8]) -> Option<String> {
    let body = json::parse(body, SENT_ID_BYTES_MAX).ok()?;
    let root = Fields::root(&body).ok()?;
    let source = given(root.object("source"));
    given(source.as_ref().unwrap_or(&root).id("eventId"))
}

fn missing_id() -> Error {
    Error::Field { path: "source.eventId".to_owned(), problem: "is missing" }
}

fn inner_kind(payload: &Fields<'_>) -> Option<String> {
    let inside = |object, name| given(payload.object(object)).and_then(|object| given(object.line(name)));
    inside("meta", "subEventType")
        .or_else(|| given(payload.line("subEventType")))
        .or_else(|| inside("header", "eventName"))
}

/// Milliseconds since the Unix epoch given as a number.
fn milliseconds(number: u64) -> Option<Instant> {
    i64::try_from(number).ok().and_then(time::plausible)
}
