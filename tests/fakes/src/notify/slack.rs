//! The fake of Slack's incoming webhooks.
//!
//! Source: docs.slack.dev, "Sending messages using incoming webhooks", "Block Kit"; the changelog of webhook errors.

use super::{Receiver, plain, take, texts};
use crate::{Call, Mode, World};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

const PATH: &str = "/services/T0FAKE/B0FAKE/fake-slack-token";

/// Slack.
#[derive(Clone, Copy, Debug)]
pub struct Slack;

impl Receiver for Slack {
    fn kind(&self) -> &'static str {
        "slack"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("https://hooks.slack.com{PATH}")})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.path_and_query != PATH {
            return plain(404, "no_service");
        }
        match world.mode {
            Mode::Temporary => return plain(500, "rollup_error"),
            Mode::Permanent => return plain(410, "channel_is_archived"),
            Mode::Throttled => {
                let mut response = plain(429, "rate_limited");
                response.headers.push(("retry-after".to_owned(), "30".to_owned()));
                return response;
            }
            Mode::Works | Mode::TokenExpired => {}
        }
        let body = call.json();
        if call.method != "POST" || call.header("content-type") != Some("application/json") || body["text"].is_null() {
            return plain(400, "invalid_payload");
        }
        let blocks = body["blocks"].as_array().cloned().unwrap_or_default();
        let is_good = |block: &Value| {
            let text = block["text"]["text"].as_str().unwrap_or_default();
            let chars_max = if block["type"] == "header" { 150 } else { 3_000 };
            let kind = if block["type"] == "header" { "plain_text" } else { "mrkdwn" };
            block["text"]["type"] == kind && (1..=chars_max).contains(&text.chars().count())
        };
        if blocks.is_empty() || blocks.len() > 50 || !blocks.iter().all(is_good) {
            return plain(400, "invalid_blocks");
        }
        let text = texts(&body, "text").join("\n");
        // Without `verbatim`, plain names are looked for too.
        let is_parsed = blocks.iter().any(|block| block["type"] == "section" && block["text"]["verbatim"] != true);
        let mentions = ["<!", "<@", "<#"].iter().any(|mark| text.contains(mark)) || is_parsed && text.contains('@');
        take(world, text, None, mentions);
        plain(200, "ok")
    }
}
