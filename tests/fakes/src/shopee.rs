//! The fake of Shopee's Open Platform: pushes of one shop, access tokens, and the seller chat.
//!
//! Source: open.shopee.com, "Push Mechanism", "API calls and signature", "Authorization and authentication",
//! `v2.sellerchat.send_message`.

use crate::crypto::{hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const PARTNER_ID: u64 = 2_001_234;
const PARTNER_KEY: &str = "7368706b5f66616b655f706172746e65725f6b6579";
const PUSH_KEY: &str = "7368706b5f66616b655f707573685f6b6579";
const SHOP_ID: u64 = 947_042_923;
const SHOP_USER_ID: u64 = 947_151_379;
const FIRST_REFRESH_TOKEN: &str = "5a4b3c2d1e0f5a4b3c2d1e0f";
const SEND: &str = "/api/v2/sellerchat/send_message";
const REFRESH: &str = "/api/v2/auth/access_token/get";
/// How long a signed call is good, in milliseconds.
const SIGNED_MS_MAX: i64 = 5 * 60 * 1_000;
/// Where the world keeps the newest refresh token.
const NEWEST: &str = "newest refresh token";

/// Shopee.
#[derive(Clone, Copy, Debug)]
pub struct Shopee;

/// A token that only this fake gives: a number and its proof.
fn token(kind: &str, number: u64) -> String {
    let proof = hex(&hmac_sha256(PARTNER_KEY.as_bytes(), format!("{kind}{number}").as_bytes()));
    format!("{number}x{}", proof.chars().take(24).collect::<String>())
}

fn is_token(kind: &str, text: &str) -> bool {
    let number = text.split_once('x').and_then(|(number, _)| number.parse().ok());
    number.is_some_and(|number| token(kind, number) == text)
}

fn error(status: u16, word: &str, message: &str) -> HttpResponse {
    json_response(status, &json!({"error": word, "message": message, "request_id": "fa4e"}))
}

fn parameter(call: &Call, name: &str) -> String {
    call.query().into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

/// The refusal of a call that is not rightly signed; `parts` stand after the time.
fn refusal(call: &Call, parts: &str) -> Option<HttpResponse> {
    let timestamp = parameter(call, "timestamp");
    if parameter(call, "partner_id") != PARTNER_ID.to_string() {
        return Some(error(403, "error_auth", "Invalid partner_id, please have a check."));
    }
    let signed_at = timestamp.parse::<i64>().unwrap_or_default() * 1_000;
    if (call.at - signed_at).abs() > SIGNED_MS_MAX {
        return Some(error(403, "error_param", "Invalid timestamp."));
    }
    let base = format!("{PARTNER_ID}{}{timestamp}{parts}", call.path());
    let sign = hex(&hmac_sha256(PARTNER_KEY.as_bytes(), base.as_bytes()));
    (parameter(call, "sign") != sign).then(|| error(403, "error_sign", "Wrong sign."))
}

/// A refresh token is good once; the first is always taken, for desks that begin anew beside one fake.
fn refresh(world: &mut World, call: &Call) -> HttpResponse {
    if let Some(refusal) = refusal(call, "") {
        return refusal;
    }
    let body = call.json();
    let given = body.get("refresh_token").and_then(Value::as_str).unwrap_or_default().to_owned();
    let newest = world.document(NEWEST).map(|token| String::from_utf8_lossy(token).into_owned());
    let is_good = given == FIRST_REFRESH_TOKEN || newest == Some(given);
    if !is_good || body.get("shop_id") != Some(&json!(SHOP_ID)) || body.get("partner_id") != Some(&json!(PARTNER_ID)) {
        return error(403, "error_auth", "Invalid refresh_token.");
    }
    let number = world.fresh();
    let next = token("refresh", number);
    world.documents.push((NEWEST.to_owned(), next.clone().into_bytes()));
    json_response(
        200,
        &json!({"access_token": token("access", number), "refresh_token": next, "expire_in": 14_400,
            "request_id": "fa4e", "error": "", "message": "", "partner_id": PARTNER_ID, "shop_id": SHOP_ID}),
    )
}

fn send(world: &mut World, call: &Call) -> HttpResponse {
    let access = parameter(call, "access_token");
    let shop = parameter(call, "shop_id");
    if let Some(refusal) = refusal(call, &format!("{access}{shop}")) {
        return refusal;
    }
    if !is_token("access", &access) || shop != SHOP_ID.to_string() || world.mode == Mode::TokenExpired {
        return error(403, "error_auth", "Invalid access_token.");
    }
    match world.mode {
        Mode::Temporary => return error(200, "error_server", "Something wrong. Please try later."),
        Mode::Permanent => return error(200, "error_param", "The conversation is blocked by the buyer."),
        Mode::Throttled => return error(200, "error_rate_limit", "Your API call frequency is over the limit."),
        Mode::Works | Mode::TokenExpired => {}
    }
    let body = call.json();
    let text = body.pointer("/content/text").and_then(Value::as_str).unwrap_or_default();
    let to = body.get("to_id").and_then(Value::as_u64);
    let is_text = body.get("message_type") == Some(&json!("text"));
    let (Some(to), true, false) = (to, is_text, text.is_empty()) else {
        return error(200, "error_param", "to_id, message_type or content is invalid.");
    };
    let message_id = format!("23027489484931{:05}", world.fresh());
    world.take(Sent { message_id: message_id.clone(), thread: to.to_string(), text: text.to_owned(), key: None });
    let response = json!({"message_id": message_id, "to_id": to, "message_type": "text", "content": {"text": text},
        "conversation_id": "709122092476686867", "created_timestamp": call.at / 1_000, "message_option": 0});
    json_response(200, &json!({"error": "", "message": "", "request_id": "fa4e", "response": response}))
}

/// A chat message, from the buyer or from the shop.
fn chat(story: &Story, message_id: &str, text: &str, is_echo: bool) -> Value {
    let buyer = 165_000_000_000 + story.number;
    let (from, to) = if is_echo { (SHOP_USER_ID, buyer) } else { (buyer, SHOP_USER_ID) };
    let (from_shop, to_shop) = if is_echo { (SHOP_ID, 0) } else { (0, SHOP_ID) };
    json!({"type": "message", "region": "ID", "content": {"message_id": message_id, "shop_id": to_shop,
        "request_id": "fa4e", "from_id": from, "from_user_name": "user", "to_id": to, "to_user_name": "other",
        "message_type": "text", "content": {"text": text}, "conversation_id": format!("70912{}", story.number),
        "created_timestamp": story.at / 1_000, "region": "ID", "is_in_chatbot_session": false, "source_content": {},
        "quoted_msg": {"message_id": ""}, "sub_account_id": 0, "sub_account_name": 0, "business_type": 0,
        "from_shop_id": from_shop, "to_shop_id": to_shop, "status": "normal"}})
}

impl Marketplace for Shopee {
    fn channel(&self) -> &'static str {
        "shopee"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": PUSH_KEY, "shop_id": SHOP_ID.to_string(), "shop_user_id": SHOP_USER_ID.to_string()})
    }

    fn api_settings(&self) -> Value {
        json!({"partner_id": PARTNER_ID.to_string(), "partner_key": PARTNER_KEY, "shop_id": SHOP_ID.to_string(),
            "refresh_token": FIRST_REFRESH_TOKEN})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let (code, data) = match told {
            Told::Message => (10, chat(story, &format!("9{}", story.number), &story.text, false)),
            Told::Echo => match world.sent.last() {
                Some(sent) => (10, chat(story, &sent.message_id, &sent.text, true)),
                None => (10, chat(story, &format!("8{}", story.number), "Sudah dijawab di aplikasi.", true)),
            },
            Told::Risk => {
                let order = format!("26010{}", story.number);
                let updates = json!([{"update_field": "return_status", "old_value": "", "new_value": "REQUESTED",
                    "update_time": story.at / 1_000}]);
                let data = json!({"order_sn": order, "return_sn": format!("{order}R"), "updated_values": updates});
                (29, data)
            }
        };
        let push = json!({"msg_id": "", "data": data, "shop_id": SHOP_ID, "code": code, "timestamp": story.at / 1_000});
        let body = push.to_string();
        let signature = hex(&hmac_sha256(PUSH_KEY.as_bytes(), format!("{endpoint}|{body}").as_bytes()));
        let headers =
            vec![("content-type".to_owned(), "application/json".to_owned()), ("authorization".to_owned(), signature)];
        Some(HttpRequest { method: "POST".to_owned(), url: endpoint.to_owned(), headers, body: body.into_bytes() })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        match (call.method.as_str(), call.path()) {
            ("POST", REFRESH) => refresh(world, call),
            ("POST", SEND) => send(world, call),
            _ => error(404, "error_not_found", "The requested path does not exist."),
        }
    }
}
