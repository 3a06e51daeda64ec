//! Amazon SES: `POST /v2/email/outbound-emails` with the raw mail (Amazon SES API v2, "SendEmail").
//!
//! SES replaces `Message-ID` by its own: the answer's `MessageId` at `<region>.amazonses.com`, at `email.amazonses.com`
//! in us-east-1 (Amazon SES, "Email header fields").

use super::sigv4::{self, Credentials};
use super::{Mail, mime, outcome, reason, required};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, Refusal};
use serde_json::{Value, json};

/// The path of the call.
const PATH: &str = "/v2/email/outbound-emails";
/// Words in the names of errors that pass (`ThrottlingException`, `TooManyRequestsException`, ...).
const ERRORS_TEMPORARY: &[&str] =
    &["Throttl", "TooManyRequests", "LimitExceeded", "ServiceUnavailable", "RequestTimeout"];

/// The request that sends a mail.
pub fn compose(account: &ApiAccount, settings: &Settings, mail: &Mail) -> Result<HttpRequest, Refusal> {
    let region = region(settings)?;
    let own = format!("https://email.{region}.amazonaws.com");
    let body = json!({
        "FromEmailAddress": mime::mailbox(&mail.from),
        "Destination": {"ToAddresses": [mail.to]},
        "Content": {"Raw": {"Data": STANDARD.encode(mime::raw(mail, account.now))}},
    });
    let request = HttpRequest::post_json(format!("{}{PATH}", account.base(&own)), &body);
    let credentials = Credentials {
        access_key_id: required(settings, "access_key_id")?,
        secret_access_key: required(settings, "secret_access_key")?,
        session_token: settings.text("session_token")?,
        region,
        service: "ses",
    };
    sigv4::sign(request, &credentials, account.now).ok_or_else(|| Refusal::new("the API's base URL is not one"))
}

/// What the answer means; `{"MessageId": "..."}` where the mail was taken.
pub fn interpret(settings: &Settings, response: &HttpResponse) -> Outcome {
    let body = response.json();
    let text = |name| body.get(name).and_then(Value::as_str);
    if (200..300).contains(&response.status) {
        let region = region(settings).unwrap_or_default();
        let host = if region == "us-east-1" { "email" } else { region };
        let id = text("MessageId").map(|id| format!("{id}@{host}.amazonses.com"));
        return Outcome::Delivered { message_id: id.filter(|id| super::is_message_id(id)) };
    }
    let kind = response.header("x-amzn-errortype").or_else(|| text("__type")).unwrap_or_default();
    let words = reason(text("message").or_else(|| text("Message")), "SES refused the mail");
    if ERRORS_TEMPORARY.iter().any(|word| kind.contains(word)) {
        return Outcome::Temporary { reason: words, retry_after_s: response.retry_after_s() };
    }
    outcome(response, words, String::new())
}

fn region(settings: &Settings) -> Result<&str, Error> {
    let region = required(settings, "region")?;
    if region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        Ok(region)
    } else {
        Err(Error::Settings { key: "region".to_owned(), problem: "must be the name of an AWS region" })
    }
}
