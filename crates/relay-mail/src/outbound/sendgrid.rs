//! SendGrid's API: `POST /v3/mail/send` (Twilio SendGrid, "Mail Send"). It answers 202 with no body.

use super::{Mail, outcome, reason, required};
use crate::failures::{MESSAGE, THREAD};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal};
use serde_json::{Map, Value, json};

/// The API.
const BASE: &str = "https://api.sendgrid.com";

/// The request that sends a mail.
pub fn compose(account: &ApiAccount, settings: &Settings, mail: &Mail) -> Result<HttpRequest, Refusal> {
    let mut from = Map::from_iter([("email".to_owned(), json!(mail.from.address))]);
    from.extend(mail.from.name.as_ref().map(|name| ("name".to_owned(), json!(name))));
    let headers: Map<String, Value> =
        mail.header_fields().into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let body = json!({
        "personalizations": [{"to": [{"email": mail.to}]}],
        "from": from,
        "subject": mail.subject,
        "content": [{"type": "text/plain", "value": mail.text}],
        "headers": headers,
        "custom_args": {THREAD: mail.thread, MESSAGE: mail.message_id},
        // Links and pictures of a tracker are against marketplaces' rules.
        "tracking_settings": {
            "click_tracking": {"enable": false, "enable_text": false},
            "open_tracking": {"enable": false},
        },
    });
    let key = required(settings, "api_key")?;
    Ok(HttpRequest::post_json(format!("{}/v3/mail/send", account.base(BASE)), &body)
        .with("authorization", format!("Bearer {key}")))
}

/// What the answer means; refusals are `{"errors": [{"message": "...", "field": "..."}]}`.
pub fn interpret(id: String, response: &HttpResponse) -> Outcome {
    let body = response.json();
    let words = body.pointer("/errors/0/message").and_then(Value::as_str);
    outcome(response, reason(words, "SendGrid refused the mail"), id)
}
