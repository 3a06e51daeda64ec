//! The fake of a WeCom group robot.
//!
//! Source: developer.work.weixin.qq.com, "Group robot configuration" and "Global error codes".

use super::{Receiver, parameter, take};
use crate::{Call, Mode, World, json_response};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

const PATH: &str = "/cgi-bin/webhook/send";
const KEY: &str = "693a91f6-fake-wecom-key";
/// Longest Markdown, in bytes.
const CONTENT_BYTES_MAX: usize = 4_096;

/// A group robot.
#[derive(Clone, Copy, Debug)]
pub struct Wecom;

fn answer(code: i64, words: &str) -> HttpResponse {
    json_response(200, &json!({"errcode": code, "errmsg": words}))
}

impl Receiver for Wecom {
    fn kind(&self) -> &'static str {
        "wecom"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("https://qyapi.weixin.qq.com{PATH}?key={KEY}")})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.path() != PATH || parameter(call, "key") != KEY || world.mode == Mode::Permanent {
            return answer(93_000, "invalid webhook url");
        }
        match world.mode {
            Mode::Temporary => return answer(-1, "system busy"),
            Mode::Throttled => return answer(45_009, "api freq out of limit"),
            _ => {}
        }
        let body = call.json();
        let Some(content) = body["markdown"]["content"].as_str().filter(|_| body["msgtype"] == "markdown") else {
            return answer(40_008, "invalid message type");
        };
        if content.is_empty() || content.len() > CONTENT_BYTES_MAX {
            return answer(40_058, "markdown.content exceed max length 4096");
        }
        take(world, content.to_owned(), None, content.contains("<@") || content.contains("@all"));
        answer(0, "ok")
    }
}
