//! The fake of a DingTalk custom robot with a signature.
//!
//! Source: open.dingtalk.com, "Custom robot access" and "Security settings".

use super::{Receiver, parameter, take};
use crate::crypto::{base64, hmac_sha256};
use crate::{Call, Mode, World, json_response};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

const PATH: &str = "/robot/send";
const TOKEN: &str = "fake-dingtalk-token";
const SECRET: &str = "SECfake0dingtalk0secret";
/// How far the signed time may be off, in milliseconds.
const TOLERANCE_MS: i64 = 3_600_000;
/// Largest body, in bytes.
const BODY_BYTES_MAX: usize = 20_000;

/// A custom robot.
#[derive(Clone, Copy, Debug)]
pub struct Dingtalk;

fn answer(code: i64, words: &str) -> HttpResponse {
    json_response(200, &json!({"errcode": code, "errmsg": words}))
}

impl Receiver for Dingtalk {
    fn kind(&self) -> &'static str {
        "dingtalk"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("https://oapi.dingtalk.com{PATH}?access_token={TOKEN}"), "secret": SECRET})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.path() != PATH || parameter(call, "access_token") != TOKEN {
            return answer(300_005, "token is not exist");
        }
        // The query's `+` stands for a space: a signature that was not encoded doesn't match.
        let timestamp = parameter(call, "timestamp");
        let is_fresh = timestamp.parse::<i64>().is_ok_and(|at| (call.at - at).abs() <= TOLERANCE_MS);
        let expected = base64(&hmac_sha256(SECRET.as_bytes(), format!("{timestamp}\n{SECRET}").as_bytes()));
        if !is_fresh || parameter(call, "sign") != expected {
            return answer(310_000, "sign not match");
        }
        match world.mode {
            Mode::Temporary => return answer(-1, "system busy"),
            Mode::Permanent => return answer(400_102, "robot stopped"),
            Mode::Throttled => return answer(130_101, "send too fast, exceed 20 times per minute"),
            Mode::Works | Mode::TokenExpired => {}
        }
        if call.body.len() > BODY_BYTES_MAX {
            return answer(460_101, "message too long, exceed 20000 bytes");
        }
        let body = call.json();
        let (Some(title), Some(text), true) =
            (body["markdown"]["title"].as_str(), body["markdown"]["text"].as_str(), body["msgtype"] == "markdown")
        else {
            return answer(40_035, "bad json");
        };
        let mentions = body["at"]["isAtAll"] == true || text.contains('@');
        take(world, format!("{title}\n{text}"), None, mentions);
        answer(0, "ok")
    }
}
