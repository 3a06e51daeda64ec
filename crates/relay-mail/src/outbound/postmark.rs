//! Postmark's API: `POST /email` (Postmark, "Email API"). `X-PM-KeepID` keeps our `Message-ID`.

use super::{Mail, outcome, reason, required};
use crate::failures::{MESSAGE, THREAD};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};
use serde_json::{Map, Value, json};

/// The API.
const BASE: &str = "https://api.postmarkapp.com";
/// Longest value of a mail's metadata, in characters; longer ones are left out.
const METADATA_CHARS_MAX: usize = 80;
/// Error codes that pass: 100 maintenance, 429 too many requests (Postmark, "API error codes").
const CODES_TEMPORARY: &[i64] = &[100, 429];

/// The request that sends a mail.
pub fn compose(account: &ApiAccount, settings: &Settings, mail: &Mail) -> Result<HttpRequest, Refusal> {
    let mut headers: Vec<Value> =
        mail.header_fields().into_iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    headers.push(json!({"Name": "X-PM-KeepID", "Value": "true"}));
    let pairs = [(THREAD, &mail.thread), (MESSAGE, &mail.message_id)];
    let metadata: Map<String, Value> = pairs
        .into_iter()
        .filter(|(_, value)| value.chars().count() <= METADATA_CHARS_MAX)
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    let body = json!({
        "From": mail.sender(),
        "To": mail.to,
        "Subject": mail.subject,
        "TextBody": mail.text,
        "Headers": headers,
        "Metadata": metadata,
        "MessageStream": settings.text("stream")?.unwrap_or("outbound"),
        "TrackOpens": false,
        "TrackLinks": "None",
    });
    let token = required(settings, "server_token")?;
    Ok(HttpRequest::post_json(format!("{}/email", account.base(BASE)), &body)
        .with("accept", "application/json")
        .with("x-postmark-server-token", token))
}

/// What the answer means: `ErrorCode` 0 where the mail was taken, whatever the status.
pub fn interpret(id: String, response: &HttpResponse) -> Outcome {
    let body = response.json();
    let code = body.get("ErrorCode").and_then(Value::as_i64);
    let words = reason(body.get("Message").and_then(Value::as_str), "Postmark refused the mail");
    match code {
        Some(code) if CODES_TEMPORARY.contains(&code) => {
            Outcome::Temporary { reason: words, retry_after_s: response.retry_after_s() }
        }
        Some(code) if code != 0 && (200..300).contains(&response.status) => {
            Outcome::permanent(format!("{words} (error {code})"))
        }
        _ => outcome(response, words, id),
    }
}
