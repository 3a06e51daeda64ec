//! The fake of `tiktok-shop`, from TikTok Shop Partner Center: "Webhooks overview", "New message" (type 14), "Return
//! status update" (type 12), "Sign your API request", "Send message" (202309) and "Authorization".
//!
//! One server stands for both hosts: the API's and the one that renews tokens.

use crate::crypto::{hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const APP_KEY: &str = "68xu9ks5p4i8";
const APP_SECRET: &str = "fake-app-secret-3c2e48600b6d";
const SHOP_ID: &str = "7494049642642441621";
const SHOP_CIPHER: &str = "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK";
const REFRESH_TOKEN: &str = "TTP_fake_refresh_token_7";
const ACCESS_TOKEN: &str = "TTP_fake_access_token_7";
/// Seconds between a request's timestamp and now that the gateway takes.
const TOLERANCE_S: i64 = 300;
/// Seconds that an access token lives.
const TOKEN_LIFETIME_S: i64 = 7 * 24 * 60 * 60;
const TEXT_CHARS_MAX: usize = 2_000;

/// TikTok Shop.
#[derive(Clone, Copy, Debug)]
pub struct TiktokShop;

impl Marketplace for TiktokShop {
    fn channel(&self) -> &'static str {
        "tiktok-shop"
    }

    fn webhook_settings(&self) -> Value {
        json!({"app_key": APP_KEY, "secret": APP_SECRET, "shop_id": SHOP_ID})
    }

    fn api_settings(&self) -> Value {
        json!({"app_key": APP_KEY, "app_secret": APP_SECRET, "shop_cipher": SHOP_CIPHER, "refresh_token": REFRESH_TOKEN})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let (kind, data) = match told {
            Told::Message => (14, written(story, &format!("72232340792{}", story.number), &story.text, "BUYER")),
            Told::Echo => {
                let sent = world.sent.last().cloned();
                let (id, text) = sent.map_or_else(
                    || (format!("72232340793{}", story.number), "Answered in Seller Center.".to_owned()),
                    |sent| (sent.message_id, sent.text),
                );
                (14, written(story, &id, &text, "CUSTOMER_SERVICE"))
            }
            Told::Risk => (12, returned(story)),
        };
        let notification = format!("759211305{}{kind}", story.number);
        let body = json!({"type": kind, "tts_notification_id": notification, "shop_id": SHOP_ID,
            "timestamp": story.at / 1_000, "data": data})
        .to_string();
        let signature = hex(&hmac_sha256(APP_SECRET.as_bytes(), format!("{APP_KEY}{body}").as_bytes()));
        Some(HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("authorization".to_owned(), signature),
            ],
            body: body.into_bytes(),
        })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        match (call.method.as_str(), call.path()) {
            ("GET", "/api/v2/token/refresh") => renew(call),
            ("POST", path) => match conversation(path) {
                Some(conversation) => match refuse(world.mode, call) {
                    Some(refusal) => refusal,
                    None => send(world, call, conversation),
                },
                None => error(404, 36_009_009, "Invalid path"),
            },
            _ => error(404, 36_009_009, "Invalid path"),
        }
    }
}

fn thread(story: &Story) -> String {
    format!("710688632392{}", story.number)
}

/// The data of type 14.
fn written(story: &Story, id: &str, text: &str, role: &str) -> Value {
    json!({
        "content": json!({"content": text}).to_string(),
        "conversation_id": thread(story),
        "create_time": story.at / 1_000,
        "is_visible": true,
        "message_id": id,
        "index": format!("74945601097{}", story.number),
        "type": "TEXT",
        "sender": {"im_user_id": format!("70788556518{}", story.number), "role": role},
    })
}

/// The data of type 12.
fn returned(story: &Story) -> Value {
    json!({
        "order_id": format!("57668401960{}", story.number),
        "return_role": "BUYER",
        "return_type": "RETURN_AND_REFUND",
        "return_status": "RETURN_OR_REFUND_REQUEST_PENDING",
        "return_id": format!("40353131421{}", story.number),
        "create_time": story.at / 1_000,
        "update_time": story.at / 1_000,
    })
}

fn error(status: u16, code: u64, message: &str) -> HttpResponse {
    json_response(status, &json!({"code": code, "message": message, "request_id": "202601050956000101"}))
}

fn value<'pairs>(pairs: &'pairs [(String, String)], name: &str) -> &'pairs str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// A new access token for a good refresh token.
fn renew(call: &Call) -> HttpResponse {
    let query = call.query();
    let app = value(&query, "app_key") == APP_KEY && value(&query, "app_secret") == APP_SECRET;
    if !app || value(&query, "grant_type") != "refresh_token" {
        return error(200, 36_004_002, "app_key or app_secret is invalid");
    }
    if value(&query, "refresh_token") != REFRESH_TOKEN {
        return error(200, 36_004_005, "refresh token is invalid or expired");
    }
    let now_s = call.at / 1_000;
    json_response(
        200,
        &json!({"code": 0, "message": "success", "request_id": "202601050956000102", "data": {
            "access_token": ACCESS_TOKEN, "access_token_expire_in": now_s + TOKEN_LIFETIME_S,
            "refresh_token": REFRESH_TOKEN, "refresh_token_expire_in": now_s + 52 * TOKEN_LIFETIME_S,
            "open_id": "7010736057180325637", "seller_name": "Fake shop", "seller_base_region": "GB", "user_type": 0}}),
    )
}

fn conversation(path: &str) -> Option<&str> {
    let id = path.strip_prefix("/customer_service/202309/conversations/")?.strip_suffix("/messages")?;
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// What the gateway refuses before the customer service API sees it.
fn refuse(mode: Mode, call: &Call) -> Option<HttpResponse> {
    let query = call.query();
    if value(&query, "app_key") != APP_KEY {
        return Some(error(400, 36_009_004, "Invalid app key"));
    }
    let timestamp: i64 = value(&query, "timestamp").parse().unwrap_or_default();
    if (call.at / 1_000 - timestamp).abs() > TOLERANCE_S {
        return Some(error(400, 36_009_004, "Invalid timestamp."));
    }
    if value(&query, "sign") != signature(call, &query) {
        return Some(error(401, 106_001, "Signature invalid"));
    }
    if call.header("x-tts-access-token") != Some(ACCESS_TOKEN) || mode == Mode::TokenExpired {
        return Some(error(401, 105_002, "Expired credentials. The access token has expired."));
    }
    if value(&query, "shop_cipher") != SHOP_CIPHER {
        return Some(error(400, 106_013, "shop_cipher is required"));
    }
    match mode {
        Mode::Throttled => Some(error(429, 36_009_002, "Too many requests")),
        Mode::Temporary => Some(error(500, 36_009_003, "Internal error")),
        Mode::Permanent => Some(error(200, 45_101_006, "The message hits sensitive content")),
        Mode::Works | Mode::TokenExpired => None,
    }
}

/// The documented signature of a call: secret, path, sorted names and values, body, secret.
fn signature(call: &Call, query: &[(String, String)]) -> String {
    let mut signed: Vec<String> = query
        .iter()
        .filter(|(name, _)| name != "sign" && name != "access_token")
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    signed.sort();
    let body = String::from_utf8_lossy(&call.body);
    let base = format!("{APP_SECRET}{}{}{body}{APP_SECRET}", call.path(), signed.concat());
    hex(&hmac_sha256(APP_SECRET.as_bytes(), base.as_bytes()))
}

fn send(world: &mut World, call: &Call, conversation: &str) -> HttpResponse {
    let body = call.json();
    let content: Value = serde_json::from_str(body["content"].as_str().unwrap_or_default()).unwrap_or_default();
    let text = content["content"].as_str().unwrap_or_default();
    if body["type"] != "TEXT" || call.header("content-type") != Some("application/json") || text.is_empty() {
        return error(400, 36_009_004, "Invalid request body");
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return error(400, 45_111_012, "The text is too long");
    }
    let message_id = format!("722323407926{}", 7_000_000_000_000_000 + world.fresh() % 1_000);
    let sent = Sent { message_id, thread: conversation.to_owned(), text: text.to_owned(), key: None };
    let sent = world.take(sent);
    json_response(
        200,
        &json!({"code": 0, "message": "Success", "request_id": "202601050956000103",
            "data": {"message_id": sent.message_id}}),
    )
}
