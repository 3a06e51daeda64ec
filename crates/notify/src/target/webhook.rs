//! Outgoing webhooks under Standard Webhooks 1.0.0: `{"type": "notification", "timestamp": "...", "data": {...}}`.
//!
//! `webhook-id` is the message's: a receiver that follows the specification takes each once. 410 means that it wants
//! no more; every other failure is worth another attempt.

use super::destination::{Hosts, url};
use super::{Access, Outcome};
use crate::limits::BUNDLE_LINES_MAX;
use crate::{Message, Text};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal, signing};
use sellerdesk_canonical::Instant;
use sellerdesk_deadline::format_instant;
use serde_json::json;

/// The request, with one signature for each secret.
pub fn compose(
    settings: &Settings,
    access: &Access<'_>,
    message: &Message<'_>,
    text: &Text,
    now: Instant,
) -> Result<HttpRequest, Refusal> {
    let secrets = settings.secrets()?;
    let shown = message.notices.get(..message.notices.len().min(BUNDLE_LINES_MAX)).unwrap_or_default();
    let all = message.notices.len().saturating_add(message.more as usize);
    let body = json!({
        "type": "notification",
        "timestamp": format_instant(now),
        "data": {
            "id": message.id,
            "language": message.language,
            "title": text.title,
            "text": text.plain(),
            "link": text.link.as_ref().map(|(_, url)| url),
            "notices": shown,
            "more": all.saturating_sub(shown.len()),
        },
    });
    let at_s = now.div_euclid(1_000);
    let request = HttpRequest::post_json(url(settings, access.api, &Hosts::Listed(access.hosts))?, &body);
    let sign = |secret: &&str| signing::standard_webhooks(secret, message.id, at_s, &request.body);
    let signatures: Vec<String> = secrets.iter().map(sign).collect::<Result<_, _>>()?;
    Ok(request
        .with("webhook-id", message.id)
        .with("webhook-timestamp", at_s.to_string())
        .with("webhook-signature", signatures.join(" ")))
}

/// Any 2xx.
pub fn interpret(response: &HttpResponse) -> Outcome {
    let reason = format!("the receiver answered {}", response.status);
    match response.status {
        200..=299 => Outcome::Delivered,
        410 => Outcome::dead(&reason),
        _ => Outcome::temporary(&reason, response.retry_after_s().map(|wait_s| i64::from(wait_s) * 1_000)),
    }
}
