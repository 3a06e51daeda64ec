//! Mailgun's messages API: `POST /v3/{domain}/messages` (Mailgun, "Send an email").
//!
//! The answer names the id of the mail. Whether a `Message-ID` given as `h:Message-Id` is kept is unverified; the id
//! of the answer counts.

use super::{Mail, outcome, reason, required};
use crate::failures::THREAD;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, Refusal};
use serde_json::Value;

/// The API of the region `us`.
const BASE_US: &str = "https://api.mailgun.net";
/// The API of the region `eu`.
const BASE_EU: &str = "https://api.eu.mailgun.net";

/// The request that sends a mail.
pub fn compose(account: &ApiAccount, settings: &Settings, mail: &Mail) -> Result<HttpRequest, Refusal> {
    let wrong = |key: &str, problem| Error::Settings { key: key.to_owned(), problem };
    let base = match settings.text("region")?.unwrap_or("us") {
        "us" => BASE_US,
        "eu" => BASE_EU,
        _ => return Err(wrong("region", "must be us or eu").into()),
    };
    let domain = required(settings, "domain")?;
    if !domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
        return Err(wrong("domain", "must be a domain").into());
    }
    let mut fields = vec![
        ("from".to_owned(), mail.sender()),
        ("to".to_owned(), mail.to.clone()),
        ("subject".to_owned(), mail.subject.clone()),
        ("text".to_owned(), mail.text.clone()),
        ("o:tracking".to_owned(), "no".to_owned()),
        (format!("v:{THREAD}"), mail.thread.clone()),
    ];
    fields.extend(mail.header_fields().into_iter().map(|(name, value)| (format!("h:{name}"), value)));
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let credentials = STANDARD.encode(format!("api:{}", required(settings, "api_key")?));
    Ok(HttpRequest {
        method: "POST".to_owned(),
        url: format!("{}/v3/{domain}/messages", account.base(base)),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: pairs.join("&").into_bytes(),
    }
    .with("authorization", format!("Basic {credentials}")))
}

/// What the answer means; `{"id": "<...>", "message": "Queued. Thank you."}` where the mail was taken.
pub fn interpret(id: String, response: &HttpResponse) -> Outcome {
    let body = response.json();
    let given = body.get("id").and_then(Value::as_str).map(crate::bare_id);
    let words = body.get("message").and_then(Value::as_str);
    outcome(
        response,
        reason(words, "Mailgun refused the mail"),
        given.filter(|id| super::is_message_id(id)).unwrap_or(id),
    )
}
