//! The fake of `bigcommerce`: a store with signed webhooks and the v2 Orders API.

use crate::crypto::standard_webhook;
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use chrono::DateTime;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The app's client secret, whose bytes as they stand sign webhooks.
const CLIENT_SECRET: &str = "0f6b1c2d3e4a5968778695a4b3c2d1e0f6b1c2d3e4a5968778695a4b3c2d1e0f";
/// The token of the store's API account.
const ACCESS_TOKEN: &str = "fake8qk2v7w1z5x9c3n6m4b0";
/// The store.
const STORE: &str = "fk1store";

/// A store.
#[derive(Clone, Copy, Debug)]
pub struct Bigcommerce;

impl Marketplace for Bigcommerce {
    fn channel(&self) -> &'static str {
        "bigcommerce"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": CLIENT_SECRET, "store_hash": STORE})
    }

    fn api_settings(&self) -> Value {
        json!({"store_hash": STORE, "access_token": ACCESS_TOKEN})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let order = story.number;
        let (scope, detail) = match told {
            Told::Message => {
                let id = write(world, order, &story.text, false, story.at);
                ("store/order/message/created", json!({"order_message_id": id}))
            }
            Told::Echo => {
                let sent = world.sent.last().and_then(|sent| sent.message_id.parse::<u64>().ok());
                let id = sent.unwrap_or_else(|| write(world, order, "We are looking into it.", true, story.at));
                ("store/order/message/created", json!({"order_message_id": id}))
            }
            Told::Risk => ("store/order/refund/created", json!({"refund_id": world.fresh()})),
        };
        let mut data = json!({"type": "order", "id": order});
        data[if told == Told::Risk { "refund" } else { "message" }] = detail;
        let body = json!({
            "scope": scope, "store_id": "1025646", "data": data, "hash": format!("{:040x}", world.fresh()),
            "created_at": story.at / 1_000, "producer": format!("stores/{STORE}"),
        });
        let id = format!("msg_{}", world.fresh());
        Some(standard_webhook(CLIENT_SECRET.as_bytes(), endpoint, &id, story.at / 1_000, &body))
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.header("x-auth-token") != Some(ACCESS_TOKEN) {
            return json_response(401, &json!({"status": 401, "title": "Unauthorized"}));
        }
        let orders = format!("/stores/{STORE}/v2/orders/");
        let order = call.path().strip_prefix(&orders).and_then(|rest| rest.strip_suffix("/messages"));
        let Some(order) = order.and_then(|order| order.parse::<u64>().ok()) else {
            return error(404, "The requested resource was not found.");
        };
        match (call.method.as_str(), world.mode) {
            ("GET", _) => {
                let body = world.document(&path(order)).unwrap_or_default().to_vec();
                HttpResponse { status: if body.is_empty() { 204 } else { 200 }, headers: Vec::new(), body }
            }
            ("POST", Mode::Temporary) => error(503, "The service is not available."),
            ("POST", Mode::Permanent) => error(404, "The requested resource was not found."),
            ("POST", Mode::Throttled) => {
                let mut response = json_response(429, &json!({"status": 429, "title": "You are being rate limited"}));
                response.headers.push(("x-rate-limit-time-reset-ms".to_owned(), "12345".to_owned()));
                response
            }
            ("POST", Mode::Works | Mode::TokenExpired) => take(world, call, order),
            _ => error(405, "The method is not allowed."),
        }
    }
}

fn take(world: &mut World, call: &Call, order: u64) -> HttpResponse {
    let body = call.json();
    let Some(text) = body["message"].as_str() else {
        return error(400, "The field 'message' is invalid.");
    };
    let id = write(world, order, text, true, call.at);
    let sent = Sent { message_id: id.to_string(), thread: format!("order:{order}"), text: text.to_owned(), key: None };
    world.take(sent);
    json_response(201, &json!({"id": id, "order_id": order, "staff_id": 1, "type": "admin", "message": text}))
}

/// Puts a message on an order's list; gives its number.
fn write(world: &mut World, order: u64, text: &str, by_staff: bool, at: i64) -> u64 {
    let id = world.fresh();
    let known = world.document(&path(order)).unwrap_or(b"[]");
    let mut list: Vec<Value> = serde_json::from_slice(known).unwrap_or_default();
    list.push(json!({
        "id": id, "order_id": order, "staff_id": u8::from(by_staff), "customer_id": 11,
        "type": if by_staff { "admin" } else { "customer" }, "subject": format!("Order #{order}"), "message": text,
        "status": "unread", "is_flagged": false,
        "date_created": DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc2822(), "customer": {},
    }));
    world.documents.push((path(order), Value::from(list).to_string().into_bytes()));
    id
}

fn path(order: u64) -> String {
    format!("/stores/{STORE}/v2/orders/{order}/messages")
}

fn error(status: u16, message: &str) -> HttpResponse {
    json_response(status, &json!([{"status": status, "message": message}]))
}
