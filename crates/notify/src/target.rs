//! Where notifications go: seven kinds of targets, each the request that carries a message and what its answer means.
//!
//! These platforms answer 200 with an error code inside, so each kind reads its own. `docs/notifications.md` lists the
//! settings, limits, codes and sources.

mod destination;
mod dingtalk;
mod feishu;
mod mail;
mod slack;
mod teams;
mod webhook;
mod wecom;

pub use destination::check_desk_url;
pub(crate) use mail::is_address;

use crate::clean::clean;
use crate::limits::REASON_CHARS_MAX;
use crate::{Message, Text};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NotificationTargetKind"))]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// An incoming webhook of Slack.
    Slack,
    /// A Workflows webhook of Microsoft Teams.
    Teams,
    /// A group robot of WeCom.
    Wecom,
    /// A custom robot of DingTalk, signed.
    Dingtalk,
    /// A custom bot of Feishu or Lark, signed.
    Feishu,
    /// A mail by one of `sellerdesk-relay-mail`'s providers.
    Mail,
    /// Standard Webhooks, signed.
    Webhook,
}

/// One target, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NotificationTarget"))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Short stable name, `[a-z0-9._-]`.
    pub id: String,
    /// What it is.
    pub kind: TargetKind,
    /// The mail address, for [`TargetKind::Mail`] only.
    #[serde(default)]
    pub to: Option<String>,
    /// The name of its secret settings where that isn't its id: many mail targets share a provider.
    #[serde(default)]
    pub credentials: Option<String>,
}

/// What only the caller that sends may know.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// The target's secret settings, a JSON object.
    pub settings: &'a str,
    /// Base URL that replaces scheme and host, for sandboxes and fakes; empty for the platform's own.
    pub api: &'a str,
    /// Hosts that [`TargetKind::Webhook`] may go to, by the operator's configuration: exact names.
    pub hosts: &'a [String],
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The platform took it.
    Delivered,
    /// Later it may work. Also for an answer that never came: twice is better than never here.
    Temporary {
        /// Why.
        reason: String,
        /// Milliseconds to wait at least, where the platform says so.
        retry_after_ms: Option<i64>,
    },
    /// It will never be taken.
    Permanent {
        /// Why.
        reason: String,
        /// Whether the target takes nothing any more, whatever it is (a revoked token, a deleted group).
        is_target_dead: bool,
    },
}

impl Target {
    /// The name under which its secret settings stand.
    pub fn credentials(&self) -> &str {
        self.credentials.as_deref().unwrap_or(&self.id)
    }
}

/// The request that carries a message, signed as of `now`. Too long a text is cut, never refused.
///
/// # Errors
/// The settings lack something, or the URL is none of the platform's.
pub fn compose(
    target: &Target,
    access: &Access<'_>,
    message: &Message<'_>,
    now: Instant,
) -> Result<HttpRequest, Refusal> {
    let settings = Settings::parse(access.settings)?;
    let text = Text::of(message, now);
    match target.kind {
        TargetKind::Slack => slack::compose(&settings, access, &text),
        TargetKind::Teams => teams::compose(&settings, access, &text),
        TargetKind::Wecom => wecom::compose(&settings, access, &text),
        TargetKind::Dingtalk => dingtalk::compose(&settings, access, &text, now),
        TargetKind::Feishu => feishu::compose(&settings, access, &text, message.language, now),
        TargetKind::Mail => mail::compose(target, &settings, access, message, &text, now),
        TargetKind::Webhook => webhook::compose(&settings, access, message, &text, now),
    }
}

/// What the answer means. `id` is the message's ([`Message::id`]).
pub fn interpret(target: &Target, access: &Access<'_>, id: &str, response: &HttpResponse) -> Outcome {
    match target.kind {
        TargetKind::Slack => slack::interpret(response),
        TargetKind::Teams => teams::interpret(response),
        TargetKind::Wecom => wecom::interpret(response),
        TargetKind::Dingtalk => dingtalk::interpret(response),
        TargetKind::Feishu => feishu::interpret(response),
        TargetKind::Mail => mail::interpret(access, id, response),
        TargetKind::Webhook => webhook::interpret(response),
    }
}

impl Outcome {
    /// A temporary failure; for a call that never got an answer, too.
    pub fn temporary(reason: &str, retry_after_ms: Option<i64>) -> Self {
        Self::Temporary { reason: clean(reason, REASON_CHARS_MAX), retry_after_ms }
    }

    /// This message will never be taken.
    pub fn refused(reason: &str) -> Self {
        Self::Permanent { reason: clean(reason, REASON_CHARS_MAX), is_target_dead: false }
    }

    /// Nothing will be taken any more.
    pub fn dead(reason: &str) -> Self {
        Self::Permanent { reason: clean(reason, REASON_CHARS_MAX), is_target_dead: true }
    }

    /// What a status says by itself, where the platform uses it: `words` come from the body.
    fn of_status(response: &HttpResponse, words: &str) -> Self {
        let reason = format!("{words} ({})", response.status);
        match response.status {
            200..=299 => Self::Delivered,
            408 | 425 | 429 | 500..=599 => {
                Self::temporary(&reason, response.retry_after_s().map(|wait_s| i64::from(wait_s) * 1_000))
            }
            401 | 403 | 404 | 410 => Self::dead(&reason),
            _ => Self::refused(&reason),
        }
    }

    /// What a robot's code means: 0 is taken, `temporary` pass, `dead` are the target's fault.
    fn of_code(response: &HttpResponse, names: [&str; 2], codes: &Codes) -> Self {
        let body = response.json();
        let [code_name, words_name] = names;
        let words = body.get(words_name).and_then(Value::as_str).unwrap_or_default();
        let Some(code) = body.get(code_name).and_then(Value::as_i64) else {
            return match Self::of_status(response, "the answer has no code") {
                Self::Delivered => Self::temporary("the answer has no code", None),
                other => other,
            };
        };
        let reason = format!("{words} (code {code})");
        if code == 0 {
            Self::Delivered
        } else if let Some((_, wait_ms)) = codes.temporary.iter().find(|(known, _)| *known == code) {
            Self::temporary(&reason, Some(*wait_ms).filter(|wait_ms| *wait_ms > 0))
        } else if codes.dead.contains(&code) {
            Self::dead(&reason)
        } else {
            Self::refused(&reason)
        }
    }
}

/// The codes of a robot that mean more than "this message was refused".
struct Codes {
    /// Code, and milliseconds to wait at least; 0 where the platform names none.
    temporary: &'static [(i64, i64)],
    /// The token, signature, keyword or group is wrong.
    dead: &'static [i64],
}
