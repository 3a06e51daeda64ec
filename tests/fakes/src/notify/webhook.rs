//! The fake of somebody's own receiver: Standard Webhooks 1.0.0, verified by its own code.

use super::{Receiver, plain, take};
use crate::crypto::{base64, hmac_sha256};
use crate::{Call, Mode, World};
use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

/// The host that the operator has to list.
pub const HOST: &str = "alerts.example";
const PATH: &str = "/sellerdesk/alerts";
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/// How old a signature may be, in seconds.
const TOLERANCE_S: i64 = 300;

/// A receiver.
#[derive(Clone, Copy, Debug)]
pub struct Webhook;

fn verify(call: &Call) -> Option<String> {
    let id = call.header("webhook-id")?;
    let timestamp = call.header("webhook-timestamp")?;
    let at_s: i64 = timestamp.parse().ok()?;
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).ok()?;
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &call.body].concat();
    let expected = format!("v1,{}", base64(&hmac_sha256(&key, &signed)));
    let matches = call.header("webhook-signature")?.split(' ').any(|signature| signature == expected);
    ((call.at / 1_000 - at_s).abs() <= TOLERANCE_S && matches).then(|| id.to_owned())
}

impl Receiver for Webhook {
    fn kind(&self) -> &'static str {
        "webhook"
    }

    fn settings(&self) -> Value {
        json!({"url": format!("https://{HOST}{PATH}"), "secret": SECRET})
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.method != "POST" || call.path_and_query != PATH {
            return plain(404, "");
        }
        let Some(id) = verify(call) else { return plain(401, "") };
        match world.mode {
            Mode::Temporary => return plain(503, ""),
            Mode::Permanent => return plain(410, ""),
            Mode::Throttled => return plain(429, ""),
            Mode::Works | Mode::TokenExpired => {}
        }
        let body = call.json();
        let (Some(title), Some(text), true) =
            (body["data"]["title"].as_str(), body["data"]["text"].as_str(), body["type"] == "notification")
        else {
            return plain(422, "");
        };
        take(world, format!("{title}\n{text}"), Some(&id), false);
        plain(204, "")
    }
}
