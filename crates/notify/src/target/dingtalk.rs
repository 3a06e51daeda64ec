//! DingTalk's custom robots: Markdown, with the time and its signature in the query; 20 messages a minute, then ten
//! minutes of silence.
//!
//! Source: open.dingtalk.com, "Custom robot access", "Security settings" (HMAC-SHA256 under the secret over
//! `timestamp \n secret`, base64, percent-encoded; one hour of tolerance) and its error codes. Unverified: code 660026.

use super::destination::{Hosts, url};
use super::{Access, Codes, Outcome, wecom};
use crate::Text;
use crate::clean::cut;
use crate::limits::MINUTE_MS;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};
use sellerdesk_adapter::{Error, HttpRequest, HttpResponse, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::json;

/// DingTalk's own host.
const HOSTS: Hosts<'static> = Hosts::Exact(&["oapi.dingtalk.com"]);
/// Longest text, in bytes; a body may have 20,000.
const TEXT_BYTES_MAX: usize = 5_000;
/// Longest title, in characters: it stands in the list of chats.
const TITLE_CHARS_MAX: usize = 60;
/// How long a robot that was too fast is silent, in milliseconds.
const THROTTLED_MS: i64 = 10 * MINUTE_MS;
/// 300001 to 300005 the token is none, 310000 signature, keyword or address wrong, 4001xx group or robot gone.
const CODES: Codes = Codes {
    temporary: &[(-1, 0), (130_101, THROTTLED_MS), (410_100, THROTTLED_MS), (660_026, THROTTLED_MS)],
    dead: &[40_014, 300_001, 300_005, 310_000, 400_013, 400_101, 400_102, 400_106],
};

/// The request.
pub fn compose(settings: &Settings, access: &Access<'_>, text: &Text, now: Instant) -> Result<HttpRequest, Refusal> {
    let secret = secret(settings)?;
    let url = url(settings, access.api, &HOSTS)?;
    let timestamp = now.to_string();
    let signature = hmac_sha256(secret.as_bytes(), &[timestamp.as_bytes(), b"\n", secret.as_bytes()]);
    let sign = utf8_percent_encode(&encode_base64(&signature), NON_ALPHANUMERIC).to_string();
    let separator = if url.contains('?') { '&' } else { '?' };
    let message = json!({
        "msgtype": "markdown",
        "markdown": {"title": cut(&text.title, TITLE_CHARS_MAX), "text": wecom::content(text, TEXT_BYTES_MAX)},
        "at": {"isAtAll": false},
    });
    Ok(HttpRequest::post_json(format!("{url}{separator}timestamp={timestamp}&sign={sign}"), &message))
}

/// The setting `secret`.
pub fn secret(settings: &Settings) -> Result<&str, Refusal> {
    let secrets = settings.secrets()?;
    let secret = secrets.first().copied();
    secret.ok_or_else(|| Error::Settings { key: "secret".to_owned(), problem: "is missing" }.into())
}

/// `{"errcode": 0, "errmsg": "ok"}` with status 200, whatever happened.
pub fn interpret(response: &HttpResponse) -> Outcome {
    Outcome::of_code(response, ["errcode", "errmsg"], &CODES)
}
