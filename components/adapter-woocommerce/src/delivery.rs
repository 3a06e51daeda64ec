//! The ping, the signature, and what the headers say. Headers are not signed: nothing in them is trusted with more
//! than naming things.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_base64, encode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};
use sha2::{Digest, Sha256};

const SIGNATURE: &str = "x-wc-webhook-signature";
const TOPIC: &str = "x-wc-webhook-topic";
const DELIVERY_ID: &str = "x-wc-webhook-delivery-id";
/// What a ping's body begins with; the webhook's number follows.
const PING_PREFIX: &[u8] = b"webhook_id=";

/// Longest number in a ping, in bytes: that of 2^64.
const PING_DIGITS_MAX: usize = 20;
/// Longest topic, in bytes.
const TOPIC_BYTES_MAX: usize = 100;
/// Longest delivery id used, in bytes.
const ID_BYTES_MAX: usize = 100;

/// Whether this is the unsigned ping that a new webhook begins with: it tells nothing and asks for nothing.
pub fn is_ping(request: &Request) -> bool {
    let signed = request.headers.iter().any(|(name, _)| name == SIGNATURE);
    let number = request.body.strip_prefix(PING_PREFIX);
    !signed
        && number.is_some_and(|number| {
            (1..=PING_DIGITS_MAX).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
        })
}

/// Verifies base64 HMAC-SHA256 of the raw body under the current or the previous secret.
pub fn verify(request: &Request) -> Result<(), Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let claimed = decode_base64(header::required(request, SIGNATURE)?)
        .ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "a signature in base64" })?;
    let body: &[&[u8]] = &[&request.body];
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), body, &claimed));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(SIGNATURE)) }
}

/// The topic, in lower case: `order.updated`.
pub fn topic(request: &Request) -> Result<String, Error> {
    let topic = header::required(request, TOPIC)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if !(1..=TOPIC_BYTES_MAX).contains(&topic.len()) || !topic.bytes().all(plain) {
        return Err(Error::HeaderInvalid { name: TOPIC, expected: "a topic" });
    }
    Ok(topic.to_ascii_lowercase())
}

/// The delivery's own id, for what can't be read otherwise.
pub fn sent_id(request: &Request) -> Option<String> {
    let id = request.header(DELIVERY_ID)?;
    let plain = (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| id.to_owned())
}

/// The body's digest: what tells deliveries apart that carry no time.
pub fn digest(request: &Request) -> String {
    format!("sha256-{}", encode_hex(&Sha256::digest(&request.body)))
}
