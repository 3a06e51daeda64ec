//! WeCom's group robots: Markdown of at most 4,096 bytes; 20 messages a minute.
//!
//! Source: developer.work.weixin.qq.com, "Group robot configuration" and "Global error codes".

use super::destination::{Hosts, url};
use super::{Access, Codes, Outcome};
use crate::Text;
use crate::clean::markdown;
use crate::limits::MINUTE_MS;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{HttpRequest, HttpResponse, Refusal};
use serde_json::json;

/// WeCom's own host.
const HOSTS: Hosts<'static> = Hosts::Exact(&["qyapi.weixin.qq.com"]);
/// Longest content, in bytes.
const CONTENT_BYTES_MAX: usize = 4_096;
/// -1 busy, 45009 more than 20 a minute, 45033 too many at once; 93000 and 40001 the key is none.
const CODES: Codes =
    Codes { temporary: &[(-1, 0), (45_009, MINUTE_MS), (45_033, 0)], dead: &[40_001, 40_014, 93_000, 93_004] };

/// The request.
pub fn compose(settings: &Settings, access: &Access<'_>, text: &Text) -> Result<HttpRequest, Refusal> {
    let content = content(text, CONTENT_BYTES_MAX);
    let message = json!({"msgtype": "markdown", "markdown": {"content": content}});
    Ok(HttpRequest::post_json(url(settings, access.api, &HOSTS)?, &message))
}

/// Title in bold, lines, link, within `bytes_max`: DingTalk reads the same.
pub fn content(text: &Text, bytes_max: usize) -> String {
    let title = format!("**{}**", markdown(&text.title));
    let link = text.link.as_ref().map(|(label, url)| format!("\n\n[{}]({url})", markdown(label))).unwrap_or_default();
    // One empty line parts paragraphs in both; a single line end would join them in DingTalk.
    let lines = text.fit(
        |line| format!("{}\n", markdown(line)),
        str::len,
        bytes_max.saturating_sub(title.len() + link.len() + 2),
    );
    format!("{title}\n\n{}{link}", lines.trim_end())
}

/// `{"errcode": 0, "errmsg": "ok"}` with status 200, whatever happened.
pub fn interpret(response: &HttpResponse) -> Outcome {
    Outcome::of_code(response, ["errcode", "errmsg"], &CODES)
}
