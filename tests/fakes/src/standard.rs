//! The fake of `standard`: an ERP that speaks Standard Webhooks 1.0.0 in both directions.

use crate::crypto::{base64, hmac_sha256, standard_webhook};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// What events to the desk are signed with.
const WEBHOOK_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/// What replies of the desk are signed with.
const REPLY_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Where the ERP takes replies.
const PATH: &str = "/sellerdesk/messages";
/// How old a signature may be, in seconds.
const TOLERANCE_S: i64 = 300;

/// An ERP.
#[derive(Clone, Copy, Debug)]
pub struct Standard;

impl Marketplace for Standard {
    fn channel(&self) -> &'static str {
        "standard"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": WEBHOOK_SECRET})
    }

    fn api_settings(&self) -> Value {
        json!({"url": PATH, "secret": REPLY_SECRET})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let order = format!("FAKE-{}", story.number);
        let mut data = json!({"thread": format!("ticket-{}", story.number), "order_id": order,
            "buyer": {"id": format!("buyer-{}", story.number), "name": "Ana Gómez"}});
        let kind = match told {
            Told::Message => {
                data["message"] = json!({"text": story.text, "subject": "Your order", "language": "en"});
                data["id"] = json!(format!("msg-{}", story.number));
                "message.received"
            }
            Told::Echo => {
                let last = world.sent.last().cloned();
                let text = last.as_ref().map_or("We are looking into it.", |sent| sent.text.as_str());
                data["message"] = json!({"text": text, "author": "seller"});
                data["id"] = match &last {
                    Some(sent) => json!(sent.message_id),
                    None => json!(format!("own-{}", world.fresh())),
                };
                "message.received"
            }
            Told::Risk => {
                data["risk"] = json!({"kind": "claim", "reference": format!("claim-{}", story.number),
                    "amount": {"amount": "49.90", "currency": "EUR"}, "reason": "item not received"});
                "risk.opened"
            }
        };
        let body = json!({"type": kind, "timestamp": rfc3339(story.at), "data": data});
        let id = format!("evt_{}_{kind}_{}", story.number, world.last_number).replace('.', "_");
        Some(standard_webhook(&key(WEBHOOK_SECRET), endpoint, &id, story.at / 1_000, &body))
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.method != "POST" || call.path_and_query != PATH {
            return json_response(404, &json!({"title": "Not Found"}));
        }
        if let Err(detail) = verify(call) {
            return json_response(401, &json!({"title": "Unauthorized", "detail": detail}));
        }
        match world.mode {
            Mode::Temporary => return json_response(502, &json!({"title": "Bad Gateway"})),
            Mode::Permanent => return json_response(410, &json!({"title": "Gone", "detail": "the ticket is closed"})),
            Mode::Throttled => {
                let mut response = json_response(429, &json!({"title": "Too Many Requests"}));
                response.headers.push(("retry-after".to_owned(), "30".to_owned()));
                return response;
            }
            Mode::Works | Mode::TokenExpired => {}
        }
        let body = call.json();
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let (Some("message.send"), Some(thread), Some(text)) =
            (body["type"].as_str(), text("/data/thread"), text("/data/text"))
        else {
            return json_response(422, &json!({"title": "Unprocessable Content", "detail": "no message.send"}));
        };
        let message_id = format!("erp-{}", world.fresh());
        let key = call.header("webhook-id").map(str::to_owned);
        let sent = world.take(Sent { message_id, thread, text, key });
        json_response(200, &json!({"message_id": sent.message_id}))
    }
}

/// base64 of HMAC-SHA256 over `id.timestamp.body`.
/// The bytes of a `whsec_` secret.
fn key(secret: &str) -> Vec<u8> {
    STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap_or_default()
}

fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    base64(&hmac_sha256(&key(secret), &signed))
}

fn verify(call: &Call) -> Result<(), &'static str> {
    let id = call.header("webhook-id").ok_or("webhook-id is missing")?;
    let timestamp = call.header("webhook-timestamp").ok_or("webhook-timestamp is missing")?;
    let signatures = call.header("webhook-signature").ok_or("webhook-signature is missing")?;
    let timestamp_s: i64 = timestamp.parse().map_err(|_| "webhook-timestamp is no number")?;
    if (call.at / 1_000 - timestamp_s).abs() > TOLERANCE_S {
        return Err("webhook-timestamp is too old");
    }
    let expected = format!("v1,{}", sign(REPLY_SECRET, id, timestamp, &call.body));
    if signatures.split(' ').any(|signature| signature == expected) { Ok(()) } else { Err("no signature matches") }
}

/// The documented form of times.
fn rfc3339(at: i64) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339()
}
