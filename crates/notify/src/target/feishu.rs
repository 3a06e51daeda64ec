//! Custom bots of Feishu and Lark: a rich text of plain text elements, with the time and its signature in the body;
//! 100 messages a minute, 5 a second, 20 KB each.
//!
//! Source: open.feishu.cn, "Custom bot usage guide": HMAC-SHA256 over nothing, its key being `timestamp \n secret`,
//! base64; one hour of tolerance; codes 9499, 11232, 19021, 19022, 19024.

use super::destination::{Hosts, url};
use super::dingtalk::secret;
use super::{Access, Codes, Outcome};
use crate::clean::cut;
use crate::{Language, Text};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal};
use sellerdesk_canonical::Instant;
use serde_json::{Value, json};

/// The hosts of Feishu and of Lark.
const HOSTS: Hosts<'static> = Hosts::Exact(&["open.feishu.cn", "open.larksuite.com"]);
/// Longest text of all lines, in bytes.
const TEXT_BYTES_MAX: usize = 8_000;
/// Longest title, in characters.
const TITLE_CHARS_MAX: usize = 150;
/// "Bad Request", and also "too many request": only the words tell.
const CODE_BAD_OR_THROTTLED: i64 = 9_499;
/// 11232 and 99991400 too many; 19001 no such bot, 19021 signature or time, 19022 address, 19024 keyword.
const CODES: Codes =
    Codes { temporary: &[(11_232, 0), (99_991_400, 0), (99_991_663, 0)], dead: &[19_001, 19_021, 19_022, 19_024] };

/// The request.
pub fn compose(
    settings: &Settings,
    access: &Access<'_>,
    text: &Text,
    language: Language,
    now: Instant,
) -> Result<HttpRequest, Refusal> {
    let timestamp = now.div_euclid(1_000).to_string();
    let key = format!("{timestamp}\n{}", secret(settings)?);
    let sign = encode_base64(&hmac_sha256(key.as_bytes(), &[]));
    let lines = text.fit(str::to_owned, str::len, TEXT_BYTES_MAX);
    let mut content: Vec<Value> = lines.lines().map(|line| json!([{"tag": "text", "text": line}])).collect();
    content.extend(text.link.iter().map(|(label, url)| json!([{"tag": "a", "text": label, "href": url}])));
    let name = match language {
        Language::En => "en_us",
        Language::Zh => "zh_cn",
    };
    let post = json!({name: {"title": cut(&text.title, TITLE_CHARS_MAX), "content": content}});
    let message = json!({"timestamp": timestamp, "sign": sign, "msg_type": "post", "content": {"post": post}});
    Ok(HttpRequest::post_json(url(settings, access.api, &HOSTS)?, &message))
}

/// `{"code": 0, "msg": "success"}`.
pub fn interpret(response: &HttpResponse) -> Outcome {
    let body = response.json();
    let words = body.get("msg").and_then(Value::as_str).unwrap_or_default();
    let is_throttled = ["many", "frequen", "limit"].iter().any(|word| words.contains(word));
    if body.get("code").and_then(Value::as_i64) == Some(CODE_BAD_OR_THROTTLED) && is_throttled {
        return Outcome::temporary(words, None);
    }
    Outcome::of_code(response, ["code", "msg"], &CODES)
}
