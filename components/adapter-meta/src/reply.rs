//! The reply as each site takes it: its length, its window, its JSON.

use crate::credentials::{self, End};
use crate::pages::{INSTAGRAM, MESSENGER};
use crate::whatsapp::WHATSAPP;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal, Reply, ReplyLimits};
use serde_json::{Value, json};

/// What all sites take: the longest of their texts, and the pace of the slowest (WhatsApp: 80 messages a second;
/// Messenger: 300 calls a second) with much room.
pub const LIMITS: ReplyLimits = ReplyLimits { text_chars_max: 4_096, per_minute_max: 1_200, is_idempotent: false };

const MESSENGER_CHARS_MAX: i64 = 2_000;
const INSTAGRAM_BYTES_MAX: i64 = 1_000;
const WHATSAPP_CHARS_MAX: i64 = 4_096;
/// Largest limit that a setting may name.
const LIMIT_MAX: i64 = 10_000;
/// How long after the buyer's last message a business may answer, in milliseconds.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;
/// Most days that the tag `HUMAN_AGENT` gives.
const HUMAN_AGENT_DAYS_MAX: i64 = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How a message may be sent now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Window {
    Open,
    /// Only by a person, under the tag.
    HumanAgent,
}

/// The request that sends a reply.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let mut parts = reply.thread.splitn(3, ':');
    let (Some(site), Some(own), Some(buyer)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Refusal::new("nobody can be answered on this conversation"));
    };
    // The shop's own id becomes a part of the path.
    if ![own, buyer].into_iter().all(is_plain) || own.contains('.') {
        return Err(Refusal::new("nobody can be answered on this conversation"));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    check_length(&settings, site, &reply.text)?;
    let window = window(&settings, account, reply, site)?;
    let body = match site {
        WHATSAPP => of_whatsapp(buyer, &reply.text),
        _ => of_page(buyer, &reply.text, window),
    };
    credentials::request(account, End { site, own }, &body)
}

fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn check_length(settings: &Settings, site: &str, text: &str) -> Result<(), Refusal> {
    let (key, own, length, unit) = match site {
        MESSENGER => ("messenger_chars_max", MESSENGER_CHARS_MAX, text.chars().count(), "characters"),
        INSTAGRAM => ("instagram_bytes_max", INSTAGRAM_BYTES_MAX, text.len(), "bytes of UTF-8"),
        WHATSAPP => ("whatsapp_chars_max", WHATSAPP_CHARS_MAX, text.chars().count(), "characters"),
        _ => return Err(Refusal::new("the conversation is on none of Meta's sites")),
    };
    let most = settings.whole(key, 1, LIMIT_MAX)?.unwrap_or(own);
    if i64::try_from(length).is_ok_and(|length| length <= most) {
        return Ok(());
    }
    Err(Refusal::new(format!("the text has {length} {unit}; {site} takes {most}")))
}

/// Where nobody knows when the buyer last wrote, Meta is left to judge.
fn window(settings: &Settings, account: &ApiAccount, reply: &Reply, site: &str) -> Result<Window, Refusal> {
    let days = settings.whole("human_agent_days", 0, HUMAN_AGENT_DAYS_MAX)?.unwrap_or(0);
    let Some(wrote_at) = reply.buyer_wrote_at else {
        return Ok(Window::Open);
    };
    let since_ms = account.now.saturating_sub(wrote_at);
    if since_ms < WINDOW_MS {
        return Ok(Window::Open);
    }
    let refused = |why: &str| Refusal::new(format!("the buyer last wrote more than {why}"));
    if site == WHATSAPP {
        return Err(refused("24 hours ago: WhatsApp takes nothing but templates now"));
    }
    if days <= 1 {
        return Err(refused("24 hours ago: the messaging window is closed"));
    }
    if reply.is_automatic {
        return Err(refused("24 hours ago: only a person may answer now"));
    }
    if since_ms >= days.saturating_mul(DAY_MS) {
        return Err(refused(&format!("{days} days ago: the messaging window is closed")));
    }
    Ok(Window::HumanAgent)
}

fn of_page(buyer: &str, text: &str, window: Window) -> Value {
    let mut body = json!({
        "recipient": {"id": buyer},
        "messaging_type": "RESPONSE",
        "message": {"text": text},
    });
    if let (Window::HumanAgent, Some(body)) = (window, body.as_object_mut()) {
        body.insert("messaging_type".to_owned(), json!("MESSAGE_TAG"));
        body.insert("tag".to_owned(), json!("HUMAN_AGENT"));
    }
    body
}

/// Business-scoped user ids have a country and a point before their number; phone numbers are digits.
fn of_whatsapp(buyer: &str, text: &str) -> Value {
    let to = if buyer.contains('.') { "recipient" } else { "to" };
    json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        to: buyer,
        "type": "text",
        "text": {"preview_url": false, "body": text},
    })
}
