//! Outgoing: a reply as a Standard Webhooks message of type `message.send`.
//!
//! The receiver is whatever the operator configured, so what it may answer is fixed here and not by a marketplace:
//! any 2xx takes the message, 410 says that the conversation is gone for good, 429 and 5xx ask for patience.

use crate::destination;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, mail, signing,
    standard_webhooks, text,
};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

/// Longest text, in Unicode scalar values. The specification advises payloads below 20 kB; most alphabets stay there.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Milliseconds of a second.
const MS_PER_S: u64 = 1_000;

/// The signed request that carries a reply.
///
/// `webhook-id` is the reply's own id, the same for every attempt; the time of the attempt is signed anew.
///
/// # Errors
/// The text is empty or too long, or a setting is missing or wrong.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let chars = reply.text.chars().count();
    if chars > TEXT_CHARS_MAX {
        return Err(Refusal::new(format!("the text has {chars} characters; this channel takes {TEXT_CHARS_MAX}")));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let settings = account.settings()?;
    let request = HttpRequest::post_json(destination::url(account, &settings)?, &payload(reply, account.now)?);
    let timestamp_s = account.now.div_euclid(1_000);
    let signature = sign(&settings, &reply.id, timestamp_s, &request.body)?;
    Ok(request
        .with("webhook-id", reply.id.as_str())
        .with("webhook-timestamp", timestamp_s.to_string())
        .with("webhook-signature", signature))
}

/// What the answer that came at `now` means.
pub fn interpret(response: &HttpResponse, now: Instant) -> Outcome {
    let answer = response.json();
    match Outcome::of_status(response, reason(&answer)) {
        Outcome::Delivered { .. } => Outcome::Delivered { message_id: message_id(&answer) },
        Outcome::Temporary { reason, retry_after_s } => {
            Outcome::Temporary { reason, retry_after_s: retry_after_s.or_else(|| retry_at_s(response, now)) }
        }
        other => other,
    }
}

/// `Retry-After` as a date (RFC 9110, 10.2.3), in seconds from now.
fn retry_at_s(response: &HttpResponse, now: Instant) -> Option<u32> {
    let at = mail::parse_date(response.header("retry-after")?)?;
    u32::try_from(at.saturating_sub(now).max(0).unsigned_abs().div_ceil(MS_PER_S)).ok()
}

/// One signature, or two while the receiver is changing over to a new secret.
fn sign(settings: &Settings, id: &str, timestamp_s: i64, body: &[u8]) -> Result<String, Error> {
    let secrets = settings.secrets()?;
    for (name, secret) in ["secret", "previous_secret"].into_iter().zip(&secrets) {
        standard_webhooks::decode_secret(name, secret)?;
    }
    let signatures = secrets.iter().map(|secret| signing::standard_webhooks(secret, id, timestamp_s, body));
    Ok(signatures.collect::<Result<Vec<_>, _>>()?.join(" "))
}

/// `{"type": "message.send", "timestamp": ..., "data": ...}` with the reply as data, its times in RFC 3339.
fn payload(reply: &Reply, now: Instant) -> Result<Value, Refusal> {
    let mut data = serde_json::to_value(reply).map_err(|_| Refusal::new("the reply can't be written as JSON"))?;
    if let (Some(fields), Some(wrote_at)) = (data.as_object_mut(), reply.buyer_wrote_at) {
        fields.insert("buyer_wrote_at".to_owned(), json!(destination::rfc3339(wrote_at)));
    }
    Ok(json!({"type": "message.send", "timestamp": destination::rfc3339(now), "data": data}))
}

/// The id that the receiver gave the message, and that its echo will carry as `data.id`.
fn message_id(answer: &Value) -> Option<String> {
    Fields::root(answer).and_then(|answer| answer.id("message_id")).ok().flatten()
}

/// Why: a problem document's `detail` or `title` (RFC 9457), `message`, or `error` where it is text.
fn reason(answer: &Value) -> String {
    let named = ["detail", "title", "message", "error"].iter().find_map(|name| answer.get(name)?.as_str());
    let line = text::line(named.unwrap_or_default());
    let line = text::cut(&line, REASON_BYTES_MAX);
    if line.is_empty() { "the receiver gave no reason".to_owned() } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn signed(settings: &Value, id: &str, timestamp_s: i64, body: &str) -> String {
        sign(&Settings::parse(&settings.to_string()).unwrap(), id, timestamp_s, body.as_bytes()).unwrap()
    }

    /// Vectors of the reference libraries: JavaScript `webhook.test.ts`, Rust `src/lib.rs`.
    #[test]
    fn what_is_published_is_signed_as_published() {
        let (one, two) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        let body = r#"{"test": 2432232314}"#;
        let signature = signed(&json!({"secret": one}), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let body = r#"{"email":"test@example.com","username":"test_user"}"#;
        let settings = json!({"secret": one, "previous_secret": two});
        let signatures = signed(&settings, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553, body);
        let (_, second) = signatures.split_once(' ').unwrap();
        assert_eq!(second, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
        assert_ne!(signed(&settings, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_554, body), signatures);
    }
}
