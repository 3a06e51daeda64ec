//! Primitives that several fakes sign with: straight from their standards.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sellerdesk_adapter::HttpRequest;
use serde_json::Value;
use sha2::Sha256;

/// HMAC-SHA256 (RFC 2104).
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A webhook under Standard Webhooks 1.0.0, signed with the key's bytes.
pub fn standard_webhook(key: &[u8], endpoint: &str, id: &str, at_s: i64, body: &Value) -> HttpRequest {
    let signature = base64(&hmac_sha256(key, format!("{id}.{at_s}.{body}").as_bytes()));
    HttpRequest::post_json(endpoint, body)
        .with("webhook-id", id)
        .with("webhook-timestamp", at_s.to_string())
        .with("webhook-signature", format!("v1,{signature}"))
}
