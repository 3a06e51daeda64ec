//! The fake of a Workflows webhook of Microsoft Teams.
//!
//! Source: learn.microsoft.com, "Create incoming webhooks with Workflows", "Format cards in Teams"; adaptivecards.io.

use super::{Receiver, parameter, plain, take, texts};
use crate::{Call, Mode, World, json_response};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

const HOST: &str = "https://prod-17.westeurope.logic.azure.com:443";
const PATH: &str = "/workflows/fa4e/triggers/manual/paths/invoke";
const SIG: &str = "fake-teams-sig";
/// Largest message, in bytes.
const BODY_BYTES_MAX: usize = 28 * 1024;

/// Microsoft Teams.
#[derive(Clone, Copy, Debug)]
pub struct Teams;

fn error(status: u16, code: &str, message: &str) -> HttpResponse {
    json_response(status, &json!({"error": {"code": code, "message": message}}))
}

impl Receiver for Teams {
    fn kind(&self) -> &'static str {
        "teams"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("{HOST}{PATH}?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIG}")})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.path() != PATH {
            return error(404, "WorkflowNotFound", "The workflow could not be found.");
        }
        if parameter(call, "sig") != SIG {
            return error(401, "DirectApiAuthorizationRequired", "The request must be authenticated.");
        }
        match world.mode {
            Mode::Temporary => return error(502, "BadGateway", "Bad gateway."),
            Mode::Permanent => return error(404, "WorkflowNotFound", "The workflow could not be found."),
            Mode::Throttled => return error(429, "TooManyRequests", "Rate limit is exceeded."),
            Mode::Works | Mode::TokenExpired => {}
        }
        if call.body.len() > BODY_BYTES_MAX {
            return error(413, "RequestEntityTooLarge", "The message is too large.");
        }
        let body = call.json();
        let attachment = &body["attachments"][0];
        let card = &attachment["content"];
        if body["type"] != "message"
            || attachment["contentType"] != "application/vnd.microsoft.card.adaptive"
            || card["type"] != "AdaptiveCard"
            || card["body"].as_array().is_none_or(Vec::is_empty)
        {
            return error(400, "TriggerInputSchemaMismatch", "The input body does not match.");
        }
        // Markdown is read in text blocks and facts; people are called by entities.
        let reads_markdown = texts(card, "type").iter().any(|kind| kind == "TextBlock" || kind == "FactSet");
        take(world, texts(card, "text").join("\n"), None, reads_markdown || !card["msteams"].is_null());
        plain(202, "")
    }
}
