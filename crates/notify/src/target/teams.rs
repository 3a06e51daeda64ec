//! Microsoft Teams' Workflows webhooks: an Adaptive Card of plain text runs, in which no Markdown is read.
//!
//! Source: learn.microsoft.com, "Create incoming webhooks with Workflows", "Format cards in Teams", "Limits": 28 KB a
//! message, four requests a second; adaptivecards.io, "TextRun".

use super::destination::{Hosts, url};
use super::{Access, Outcome};
use crate::Text;
use crate::clean::cut;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal};
use serde_json::{Value, json};

/// Where Workflows live: Logic Apps of all clouds, and their successors on the Power Platform.
const HOSTS: Hosts<'static> = Hosts::Below(&[
    ".logic.azure.com",
    ".logic.azure.us",
    ".logic.azure.cn",
    ".api.powerplatform.com",
    ".webhook.office.com",
]);
/// Longest text of all lines, in bytes: with a card around each line far below 28 KB.
const TEXT_BYTES_MAX: usize = 6_000;
/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 150;
/// What the older connectors write into a 200 when they were throttled themselves.
const THROTTLED: &str = "HTTP error 429";

/// The request.
pub fn compose(settings: &Settings, access: &Access<'_>, text: &Text) -> Result<HttpRequest, Refusal> {
    let run = |text: &str, weight: &str| json!({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, "weight": weight}]});
    let mut body: Vec<Value> = vec![run(&cut(&text.title, TITLE_CHARS_MAX), "Bolder")];
    let lines = text.fit(str::to_owned, str::len, TEXT_BYTES_MAX);
    body.extend(lines.lines().map(|line| run(line, "Default")));
    let open = |(label, url): &(String, String)| json!({"type": "Action.OpenUrl", "title": label, "url": url});
    let card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": text.link.iter().map(open).collect::<Vec<_>>(),
    });
    let attachment =
        json!({"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card});
    let message = json!({"type": "message", "attachments": [attachment]});
    Ok(HttpRequest::post_json(url(settings, access.api, &HOSTS)?, &message))
}

/// 202 from a workflow.
pub fn interpret(response: &HttpResponse) -> Outcome {
    let body = String::from_utf8_lossy(&response.body);
    if body.contains(THROTTLED) {
        return Outcome::temporary("Teams has throttled the webhook", None);
    }
    let words = response.json().pointer("/error/message").and_then(Value::as_str).map(str::to_owned);
    Outcome::of_status(response, words.as_deref().unwrap_or("Teams refused the message"))
}
