//! Signs requests as Mailgun would, with the settings' `secret`.
//!
//! `mail` fills `{{timestamp}}`, `{{token}}` and `{{signature}}` in the body.
#![allow(dead_code, clippy::unwrap_used, reason = "a test that can't be signed should say where")]

use sellerdesk_adapter::Request;
use sellerdesk_adapter::signature::encode_hex;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Adds what the scheme adds; `false` for one that is none of these.
pub fn sign(request: &mut Request, scheme: &str) -> bool {
    if scheme != "mail" {
        return false;
    }
    let settings: Value = serde_json::from_str(&request.settings).unwrap();
    let secret = settings.get("secret").and_then(Value::as_str).unwrap_or_default();
    let timestamp = (request.received_at / 1_000).to_string();
    let token: String = encode_hex(&Sha256::digest(&request.body)).chars().take(50).collect();
    let signature = sellerdesk_adapter::signing::mailgun(secret, &timestamp, &token);
    let mut body = String::from_utf8(request.body.clone()).unwrap();
    for (place, value) in [("{{timestamp}}", timestamp), ("{{token}}", token), ("{{signature}}", signature)] {
        body = body.replace(place, &value);
    }
    request.body = body.into_bytes();
    true
}
