//! Outgoing: a note on the order that WooCommerce mails to the buyer (REST API v3, "Create an order note").

use crate::event::is_number;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::encode_base64;
use sellerdesk_adapter::{
    ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, text,
};
use serde_json::{Value, json};

/// Longest text, in Unicode scalar values: with every character escaped it fits a WordPress comment (64 KiB).
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Longest URL and path from the settings, in bytes.
const URL_BYTES_MAX: usize = 500;
/// Where WordPress puts the API unless it was moved.
const REST_PATH: &str = "/wp-json/wc/v3";

/// Temporary failures after which no note was added: too early, too many requests, not available.
const NOTHING_DONE: [u16; 3] = [425, 429, 503];

/// The request that adds a note to the order.
///
/// # Errors
/// The text is empty or too long, there is no order, or a setting is missing or wrong.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let chars = reply.text.chars().count();
    if chars > TEXT_CHARS_MAX {
        return Err(Refusal::new(format!("the text has {chars} characters; this channel takes {TEXT_CHARS_MAX}")));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let order = reply.order_id.as_deref().filter(|order| is_number(order));
    let order =
        order.ok_or_else(|| Refusal::new("the conversation has no order: WooCommerce has notes on orders only"))?;
    let settings = account.settings()?;
    let url = format!("{}/orders/{order}/notes", api(account, &settings)?);
    let body = json!({"note": escaped(&reply.text), "customer_note": true});
    Ok(HttpRequest::post_json(url, &body).with("authorization", authorization(&settings)?))
}

/// What the answer means.
///
/// A 2xx that is no note comes from something in front of the shop: nothing was sent. After a timeout or a crash the
/// note may be there all the same, because WooCommerce mails it before it answers; a person has to look.
pub fn interpret(response: &HttpResponse) -> Outcome {
    let answer = response.json();
    match Outcome::of_status(response, reason(&answer)) {
        Outcome::Delivered { .. } if answer.get("id").is_none_or(Value::is_null) => {
            Outcome::permanent(format!("the shop answered {} without an order note", response.status))
        }
        Outcome::Temporary { reason, .. } if !NOTHING_DONE.contains(&response.status) => Outcome::permanent(format!(
            "{reason}; the note may be on the order all the same: look before you send again"
        )),
        outcome => outcome,
    }
}

/// The API's base: the configured one, or the shop's own URL; then the path of the REST API.
fn api(account: &ApiAccount, settings: &Settings) -> Result<String, Error> {
    let wrong = |key: &str, problem| Error::Settings { key: key.to_owned(), problem };
    let own = settings.text("url")?.unwrap_or_default().trim_end_matches('/');
    let host = own.strip_prefix("https://").unwrap_or_default();
    if account.api.is_empty() && (!is_plain(own) || host.is_empty() || host.starts_with('/')) {
        return Err(wrong("url", "must be the shop's https URL"));
    }
    let path = settings.text("rest_path")?.unwrap_or(REST_PATH).trim_end_matches('/');
    if !is_plain(path) || !path.starts_with('/') {
        return Err(wrong("rest_path", "must be a path that begins with a slash"));
    }
    Ok(format!("{}{path}", account.base(own)))
}

/// No user name, query or fragment, nothing that a URL parser would read differently.
fn is_plain(url: &str) -> bool {
    url.len() <= URL_BYTES_MAX && url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_~%".contains(&byte))
}

/// Basic authentication with the consumer key and secret, as the documentation asks for over HTTPS.
fn authorization(settings: &Settings) -> Result<String, Error> {
    let text = |key: &'static str| {
        let missing = || Error::Settings { key: key.to_owned(), problem: "is missing" };
        settings.text(key)?.ok_or_else(missing)
    };
    let pair = format!("{}:{}", text("consumer_key")?, text("consumer_secret")?);
    Ok(format!("Basic {}", encode_base64(pair.as_bytes())))
}

/// WooCommerce reads notes as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Why: WordPress's `message`, and its `code` where there is one.
fn reason(answer: &Value) -> String {
    let part = |name| answer.get(name).and_then(Value::as_str).map(text::line).filter(|part| !part.is_empty());
    let line = match (part("message"), part("code")) {
        (Some(message), Some(code)) => format!("{message} [{code}]"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "the shop gave no reason".to_owned(),
    };
    text::cut(&line, REASON_BYTES_MAX).to_owned()
}
