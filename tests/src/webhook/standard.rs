//! The channel `standard`: Standard Webhooks 1.0 around the project's own event (`docs/canonical-event.md`).

use crate::{Account, Delivery, time};
use sellerdesk_adapter::{Error, signing};
use serde_json::{Value, json};

/// A delivery of any body, signed at `now_ms` (milliseconds since the epoch). `id` is its `webhook-id`.
///
/// # Errors
/// [`Error::Settings`] when the account's secret is no `whsec_` secret.
pub fn deliver(account: &Account, id: &str, now_ms: i64, body: impl Into<Vec<u8>>) -> Result<Delivery, Error> {
    let body = body.into();
    let timestamp_s = now_ms.div_euclid(1_000);
    let signature = signing::standard_webhooks(&account.secret, id, timestamp_s, &body)?;
    Ok(Delivery::post("standard", &account.name, "application/json", body, now_ms)
        .with_header("webhook-id", id)
        .with_header("webhook-timestamp", &timestamp_s.to_string())
        .with_header("webhook-signature", &signature))
}

/// A delivery of one event, signed at `now_ms`.
///
/// # Errors
/// As [`deliver`].
pub fn deliver_event(account: &Account, id: &str, now_ms: i64, event: &Event) -> Result<Delivery, Error> {
    let delivery = deliver(account, id, now_ms, event.body().to_string())?;
    Ok(Delivery { at: event.at, ..delivery })
}

/// One event of the channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `message.received`, `risk.opened`, ...
    pub kind: &'static str,
    /// When it happened, in milliseconds since the epoch.
    pub at: i64,
    /// The fields of `data`.
    pub data: Value,
}

impl Event {
    /// The buyer writes about an order.
    pub fn from_buyer(at: i64, order_id: &str, text: &str) -> Self {
        Self::message(at, order_id, "buyer", text)
    }

    /// The shop answered elsewhere.
    pub fn from_seller(at: i64, order_id: &str, text: &str) -> Self {
        Self::message(at, order_id, "seller", text)
    }

    fn message(at: i64, order_id: &str, author: &str, text: &str) -> Self {
        let data = json!({"order_id": order_id, "message": {"author": author, "text": text}});
        Self { kind: "message.received", at, data }
    }

    /// The same with a field of `data` set, `null` to unset it.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        set(&mut self.data, field, value.into());
        self
    }

    /// The same with a field of `data.message` set.
    #[must_use]
    pub fn with_message(mut self, field: &str, value: impl Into<Value>) -> Self {
        if let Some(message) = self.data.get_mut("message") {
            set(message, field, value.into());
        }
        self
    }

    /// The event as it is sent.
    pub fn body(&self) -> Value {
        json!({"type": self.kind, "timestamp": time::rfc3339(self.at), "data": self.data})
    }
}

fn set(object: &mut Value, field: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}
