//! The fake of a Feishu custom bot with a signature.
//!
//! Source: open.feishu.cn, "Custom bot usage guide".

use super::{Receiver, take, texts};
use crate::crypto::{base64, hmac_sha256};
use crate::{Call, Mode, World, json_response};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

const PATH: &str = "/open-apis/bot/v2/hook/fake-feishu-hook";
const SECRET: &str = "fakeFeishuSecret22chars";
/// How far the signed time may be off, in seconds.
const TOLERANCE_S: i64 = 3_600;
/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 20 * 1024;

/// A custom bot.
#[derive(Clone, Copy, Debug)]
pub struct Feishu;

fn answer(code: i64, words: &str) -> HttpResponse {
    json_response(200, &json!({"code": code, "msg": words, "data": {}}))
}

impl Receiver for Feishu {
    fn kind(&self) -> &'static str {
        "feishu"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("https://open.feishu.cn{PATH}"), "secret": SECRET})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.path_and_query != PATH {
            return answer(19_001, "param invalid: incoming webhook access token invalid");
        }
        let body = call.json();
        // Seconds, as a text; the key is the text to sign, and nothing is signed.
        let timestamp = body["timestamp"].as_str().unwrap_or_default();
        let is_fresh = timestamp.parse::<i64>().is_ok_and(|at_s| (call.at / 1_000 - at_s).abs() <= TOLERANCE_S);
        let expected = base64(&hmac_sha256(format!("{timestamp}\n{SECRET}").as_bytes(), b""));
        if !is_fresh || body["sign"] != expected.as_str() {
            return answer(19_021, "sign match fail or timestamp is not within one hour from current time");
        }
        match world.mode {
            Mode::Temporary => return answer(11_232, "frequency limited psm"),
            Mode::Permanent => return answer(19_024, "Key Words Not Found"),
            Mode::Throttled => return answer(9_499, "too many request"),
            Mode::Works | Mode::TokenExpired => {}
        }
        let post = body["content"]["post"].as_object().and_then(|post| post.values().next()).cloned();
        let Some(post) = post.filter(|_| body["msg_type"] == "post" && call.body.len() <= BODY_BYTES_MAX) else {
            return answer(9_499, "Bad Request");
        };
        let tags = texts(&post, "tag");
        if tags.is_empty() || !tags.iter().all(|tag| ["text", "a", "at"].contains(&tag.as_str())) {
            return answer(9_499, "Bad Request");
        }
        let title = post["title"].as_str().unwrap_or_default();
        take(world, format!("{title}\n{}", texts(&post, "text").join("\n")), None, tags.iter().any(|tag| tag == "at"));
        answer(0, "success")
    }
}
