//! Primitives that several fakes sign with: straight from their standards.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sellerdesk_adapter::HttpRequest;
use serde_json::Value;
use sha1::Sha1;
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

/// The code of an authenticator (RFC 6238) at a time in seconds since the Unix epoch; the secret in base32 (RFC 4648).
///
/// # Panics
///
/// If the secret is no base32.
pub fn totp(secret: &str, at_s: i64) -> String {
    let (mut key, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in secret.bytes() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let value = alphabet.iter().position(|known| *known == letter).expect("base32");
        (bits, held) = (bits << 5 | u32::try_from(value).expect("below 32"), held + 5);
        if held >= 8 {
            held -= 8;
            key.push(u8::try_from(bits >> held & 0xff).expect("masked"));
        }
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).expect("any length");
    mac.update(&(at_s / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0xf);
    let number = digest[offset..offset + 4].iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
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
