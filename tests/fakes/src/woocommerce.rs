//! The fake of `woocommerce`: a shop with order webhooks and the REST API's order notes.

use crate::crypto::{base64, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use chrono::DateTime;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The webhook's secret.
const SECRET: &str = "wc_fake_hook_secret";
/// The REST API key.
const CONSUMER_KEY: &str = "ck_1111111111111111111111111111111111111111";
/// Its secret.
const CONSUMER_SECRET: &str = "cs_2222222222222222222222222222222222222222";

/// A shop.
#[derive(Clone, Copy, Debug)]
pub struct Woocommerce;

impl Marketplace for Woocommerce {
    fn channel(&self) -> &'static str {
        "woocommerce"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": SECRET})
    }

    fn api_settings(&self) -> Value {
        json!({"url": "https://shop.example", "consumer_key": CONSUMER_KEY, "consumer_secret": CONSUMER_SECRET})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let (topic, note, status, refunds) = match told {
            Told::Message => ("order.created", story.text.as_str(), "processing", json!([])),
            Told::Risk => {
                let refund = json!({"id": story.number + 1, "reason": "broken", "total": "-29.35"});
                ("order.updated", "", "refunded", json!([refund]))
            }
            // Notes are not announced.
            Told::Echo => return None,
        };
        let at = DateTime::from_timestamp_millis(story.at)?.format("%Y-%m-%dT%H:%M:%S").to_string();
        let body = json!({
            "id": story.number, "parent_id": 0, "number": story.number.to_string(), "created_via": "checkout",
            "status": status, "currency": "EUR", "date_created": at, "date_created_gmt": at, "date_modified": at,
            "date_modified_gmt": at, "total": "29.35", "customer_id": 26, "customer_note": note,
            "billing": {"first_name": "Ana", "last_name": "Gómez", "email": "ana@mail.example"},
            "payment_method_title": "Card", "line_items": [{"id": 315, "name": "Cup", "quantity": 1}],
            "refunds": refunds,
        })
        .to_string();
        let (resource, event) = topic.split_once('.')?;
        let request = HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: Vec::new(),
            body: body.into_bytes(),
        };
        let signature = base64(&hmac_sha256(SECRET.as_bytes(), &request.body));
        Some(
            request
                .with("content-type", "application/json")
                .with("x-wc-webhook-source", "https://shop.example/")
                .with("x-wc-webhook-topic", topic)
                .with("x-wc-webhook-resource", resource)
                .with("x-wc-webhook-event", event)
                .with("x-wc-webhook-signature", signature)
                .with("x-wc-webhook-id", "7")
                .with("x-wc-webhook-delivery-id", format!("{:032x}", world.fresh())),
        )
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let credentials = base64(format!("{CONSUMER_KEY}:{CONSUMER_SECRET}").as_bytes());
        if call.header("authorization") != Some(&format!("Basic {credentials}")) {
            return error(401, "woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources.");
        }
        let order = call.path().strip_prefix("/wp-json/wc/v3/orders/").and_then(|rest| rest.strip_suffix("/notes"));
        let (Some(order), "POST") = (order, call.method.as_str()) else {
            return error(404, "rest_no_route", "No route was found matching the URL and request method.");
        };
        let invalid = || error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");
        match world.mode {
            Mode::Temporary => return HttpResponse { status: 503, headers: Vec::new(), body: b"<html>busy".to_vec() },
            Mode::Permanent => return invalid(),
            Mode::Throttled => return error(429, "too_many_requests", "Too many requests."),
            Mode::Works | Mode::TokenExpired => {}
        }
        if order.parse::<u64>().is_err() {
            return invalid();
        }
        let body = call.json();
        let (Some(note), Some(true)) = (body["note"].as_str(), body["customer_note"].as_bool()) else {
            return error(400, "rest_missing_callback_param", "Missing parameter(s): note");
        };
        // The mail to the customer shows the note as HTML.
        let text = note.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let id = world.fresh();
        let sent = Sent { message_id: id.to_string(), thread: format!("order:{order}"), text, key: None };
        world.take(sent);
        json_response(201, &json!({"id": id, "author": "system", "note": note, "customer_note": true}))
    }
}

fn error(status: u16, code: &str, message: &str) -> HttpResponse {
    json_response(status, &json!({"code": code, "message": message, "data": {"status": status}}))
}
