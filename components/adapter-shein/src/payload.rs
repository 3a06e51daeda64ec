//! From the body to the event: `eventData`, base64, AES, JSON, and JSON within JSON.

use crate::authenticate::Callback;
use crate::cipher::{decode, decrypt};
use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::signature::encode_hex;
use sellerdesk_adapter::{Error, Request, json};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The field with the encrypted event.
const EVENT_DATA: &str = "eventData";
/// Longest plaintext, in bytes.
const PLAINTEXT_BYTES_MAX: usize = crate::BODY_BYTES_MAX as usize;

/// A decrypted event.
pub struct Payload {
    /// What it says, each an object.
    pub items: Vec<Value>,
    /// The plaintext's digest: the same each time that the same thing is told.
    pub digest: String,
}

/// Opens the event.
///
/// # Errors
/// The body has no `eventData`; else one and the same error for whatever is wrong with it.
pub fn open(request: &Request, callback: &Callback<'_>) -> Result<Payload, Error> {
    let wrong = |problem| Error::Field { path: EVENT_DATA.to_owned(), problem };
    let data = event_data(request, callback.content_type).ok_or_else(|| wrong("is missing"))?;
    let secrets = callback.settings.secrets()?;
    let opened = decode(&data).and_then(|data| {
        let mut opened = secrets.iter().filter_map(|secret| decrypt(secret.as_bytes(), callback.iv, &data));
        opened.find_map(|plaintext| Some((read(&plaintext)?, encode_hex(&Sha256::digest(&plaintext)))))
    });
    let (items, digest) = opened.ok_or_else(|| wrong("can't be decrypted into JSON"))?;
    Ok(Payload { items, digest })
}

/// `eventData` of a form or of JSON.
fn event_data(request: &Request, content_type: &str) -> Option<String> {
    if content_type.to_ascii_lowercase().contains("json") {
        let body = json::parse(&request.body, PLAINTEXT_BYTES_MAX).ok()?;
        return Some(body.get(EVENT_DATA)?.as_str()?.to_owned());
    }
    let form = Form::parse(content_type, &request.body, &[EVENT_DATA]).ok()?;
    Some(form.only(EVENT_DATA)?.to_owned())
}

/// The objects of a plaintext: one, or a list of them; some events wrap them in a text or in `data`.
fn read(plaintext: &[u8]) -> Option<Vec<Value>> {
    let parsed = json::parse(plaintext, PLAINTEXT_BYTES_MAX).ok()?;
    let value = unwrapped(parsed)?;
    let inner = value.get("data").filter(|data| !data.is_null()).cloned();
    match inner.and_then(unwrapped).unwrap_or(value) {
        Value::Array(items) => Some(items.into_iter().filter(Value::is_object).collect()),
        object @ Value::Object(_) => Some(vec![object]),
        _ => None,
    }
}

/// JSON in a text of JSON.
fn unwrapped(value: Value) -> Option<Value> {
    match value {
        Value::String(text) => json::parse(text.as_bytes(), PLAINTEXT_BYTES_MAX).ok(),
        other => Some(other),
    }
}
