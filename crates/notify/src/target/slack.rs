//! Slack's incoming webhooks: one text block in mrkdwn, escaped, with automatic parsing off.
//!
//! Source: docs.slack.dev, "Sending messages using incoming webhooks", "Text object" (3,000 characters), "Header block"
//! (150), "Formatting message text", and the 2016 changelog of webhook errors.

use super::destination::{Hosts, url};
use super::{Access, Outcome};
use crate::Text;
use crate::clean::{cut, slack};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal};
use serde_json::json;

/// Slack's own hosts.
const HOSTS: Hosts<'static> = Hosts::Exact(&["hooks.slack.com", "hooks.slack-gov.com"]);
/// Longest header, in characters.
const HEADER_CHARS_MAX: usize = 150;
/// Longest section, in characters.
const SECTION_CHARS_MAX: usize = 3_000;

/// The request.
pub fn compose(settings: &Settings, access: &Access<'_>, text: &Text) -> Result<HttpRequest, Refusal> {
    let mrkdwn = |text: String| json!({"type": "section", "text": {"type": "mrkdwn", "verbatim": true, "text": text}});
    // A header is plain text, and nothing says what it does with an escape.
    let title = cut(&text.title, HEADER_CHARS_MAX).replace('<', "‹").replace('>', "›");
    let mut blocks = vec![json!({"type": "header", "text": {"type": "plain_text", "emoji": false, "text": title}})];
    let body = text.fit(slack, |text| text.chars().count(), SECTION_CHARS_MAX);
    if !body.is_empty() {
        blocks.push(mrkdwn(body));
    }
    blocks.extend(text.link.iter().map(|(label, url)| mrkdwn(format!("<{url}|{}>", slack(label)))));
    // `text` is what the notification on a telephone shows.
    let message = json!({"text": slack(&title), "blocks": blocks, "unfurl_links": false, "unfurl_media": false});
    Ok(HttpRequest::post_json(url(settings, access.api, &HOSTS)?, &message))
}

/// 200 `ok`; other statuses come with a word such as `no_service`.
pub fn interpret(response: &HttpResponse) -> Outcome {
    Outcome::of_status(response, &String::from_utf8_lossy(&response.body))
}
