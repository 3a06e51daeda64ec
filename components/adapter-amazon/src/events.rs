//! Order and account events: SP-API notifications through an EventBridge API destination, posted to
//! `/hooks/amazon/<account>/events`.
//!
//! Amazon delivers notifications to SQS or EventBridge only (Selling Partner API, "Notifications"). `ORDER_CHANGE` and
//! `ACCOUNT_STATUS_CHANGED` go to SQS; an EventBridge pipe takes them from there to an API destination, which posts
//! them here with the key of its connection: a header of the operator's naming (`events_header`, default `x-api-key`)
//! or Basic authentication (`events_username`). The bodies are not signed.
//!
//! A body is a notification, or what carries one: an EventBridge event (`detail`), an SQS record (`body`, as text or
//! JSON), or a list of those. Names are read in both of Amazon's spellings, `NotificationType` and `notificationType`.
//! A list with anything unreadable in it is kept as a whole.

mod account_status;
mod notification;
mod order_change;

use notification::Notification;
use sellerdesk_adapter::settings::{SECRET_BYTES_MAX, SECRET_BYTES_MIN, Settings};
use sellerdesk_adapter::{Answer, Error, Reason, Received, Request, json};
use sellerdesk_canonical::limits::EVENTS_MAX;
use sellerdesk_canonical::{Event, Happening, OrderChange};
use sellerdesk_relay_mail::{bounded_id, check_basic, is_same_secret};
use serde_json::Value;

/// The path below the account's that events are posted to.
pub const SUB_PATH: &str = "events";
/// Largest body, in bytes: EventBridge takes events up to 256 KB, and a pipe posts a batch.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Notifications of one batch; each makes at most two events.
const BATCH_MAX: usize = EVENTS_MAX / 2;
/// Wrappings around a notification: a record in a list, an event in a record.
const WRAPPINGS_MAX: usize = 4;
/// The header with the key where the settings don't say.
const HEADER_DEFAULT: &str = "x-api-key";
/// How every delivery is acknowledged.
const STATUS_ACCEPTED: u16 = 200;

/// Judges a request to the path of events.
pub fn receive(request: &Request, settings: &Settings) -> Received {
    if request.method != "POST" {
        return Received::rejected(Reason::MethodWrong, "an API destination posts");
    }
    if let Err(error) = authenticate(request, settings) {
        return error.into();
    }
    let answer = Answer::empty(STATUS_ACCEPTED);
    match read(request) {
        Ok(events) => Received::accepted(events, answer),
        Err(error) => Received::unreadable(None, error.to_string(), answer),
    }
}

/// Checks the key of the API destination's connection.
fn authenticate(request: &Request, settings: &Settings) -> Result<(), Error> {
    let wrong = |key: &str, problem| Error::Settings { key: key.to_owned(), problem };
    let secret = |key: &'static str| match settings.text(key)? {
        Some(secret) if !(SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&secret.len()) => {
            Err(wrong(key, "must be 8 to 1000 bytes long"))
        }
        secret => Ok(secret),
    };
    let current = secret("events_secret")?.ok_or_else(|| wrong("events_secret", "is missing"))?;
    let secrets: Vec<&str> = [Some(current), secret("previous_events_secret")?].into_iter().flatten().collect();
    if let Some(username) = settings.text("events_username")? {
        return check_basic(request, username, &secrets);
    }
    let name = settings.text("events_header")?.unwrap_or(HEADER_DEFAULT).to_ascii_lowercase();
    let sent = request.header(&name).ok_or(Error::HeaderMissing("of the setting events_header"))?;
    if secrets.iter().filter(|secret| is_same_secret(secret, sent)).count() == 0 {
        return Err(Error::SignatureWrong("the header of the setting events_header"));
    }
    Ok(())
}

/// The events of an authentic body.
fn read(request: &Request) -> Result<Vec<Event>, Error> {
    let body = json::parse(&request.body, BODY_BYTES_MAX)?;
    let mut found = Vec::new();
    unwrap(body, WRAPPINGS_MAX, &mut found)?;
    let mut events = Vec::new();
    for value in &found {
        events.extend(read_one(&Notification::read(value, request.received_at)?));
    }
    Ok(events)
}

/// The notifications inside what carries them.
fn unwrap(value: Value, wrappings: usize, found: &mut Vec<Value>) -> Result<(), Error> {
    let problem = |problem| Error::Field { path: "the body".to_owned(), problem };
    if wrappings == 0 {
        return Err(problem("is wrapped too often"));
    }
    match value {
        Value::Array(items) => items.into_iter().try_for_each(|item| unwrap(item, wrappings - 1, found)),
        Value::String(text) => unwrap(json::parse(text.as_bytes(), BODY_BYTES_MAX)?, wrappings - 1, found),
        Value::Object(mut fields) => {
            let inner = ["detail", "body", "Records"].into_iter().find_map(|name| fields.remove(name));
            match inner {
                Some(inner) => unwrap(inner, wrappings - 1, found),
                None if found.len() < BATCH_MAX => {
                    found.push(Value::Object(fields));
                    Ok(())
                }
                None => Err(problem("holds too many notifications")),
            }
        }
        _ => Err(problem("holds no notification")),
    }
}

fn read_one(notification: &Notification<'_>) -> Vec<Event> {
    match notification.kind {
        "ORDER_CHANGE" => order_change::read(notification),
        "ACCOUNT_STATUS_CHANGED" => account_status::read(notification),
        _ => None,
    }
    .unwrap_or_else(|| vec![other(notification)])
}

/// A notification that nothing is known about: shown, on its order's conversation where it names one.
fn other(notification: &Notification<'_>) -> Event {
    let order = notification.order_id();
    let thread = crate::compose::order_thread(order.as_deref())
        .unwrap_or_else(|| bounded_id(&format!("notification:{}", notification.kind)));
    let status = sellerdesk_adapter::text::line(notification.kind);
    notification.event(thread, order, Happening::Order(OrderChange { status, detail: None, total: None }))
}
