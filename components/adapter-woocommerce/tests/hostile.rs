//! Arbitrary requests and answers, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failing test should say where")]

use adapter_woocommerce::Woocommerce;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile};
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const SECRET: &str = "wc_hook_4be1a09c";
const TOPICS: [&str; 6] =
    ["order.created", "order.updated", "order.deleted", "order.restored", "customer.created", "action.x"];

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/woocommerce/main".to_owned(),
        endpoint: "https://desk.example/hooks/woocommerce/main".to_owned(),
        headers,
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "secret": SECRET }).to_string(),
    }
}

fn signed(topic: &str, body: Vec<u8>) -> Request {
    let signature = encode_base64(&hmac_sha256(SECRET.as_bytes(), &[&body]));
    let headers = [("x-wc-webhook-topic", topic), ("x-wc-webhook-signature", &signature)];
    request("POST", headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(), body)
}

/// An order with everything that is looked at.
fn order() -> Value {
    json!({"id": 727, "number": "10727", "status": "refunded", "created_via": "checkout", "currency": "EUR",
        "date_created_gmt": "2026-01-05T09:58:02", "date_modified_gmt": "2026-01-05T09:58:05", "total": "29.35",
        "customer_id": 26, "customer_note": "Ring twice", "payment_method_title": "Card",
        "billing": {"first_name": "Ana", "last_name": "Bo", "email": "a@b.example"},
        "refunds": [{"id": 731, "reason": "broken", "total": "-10.00"}]})
}

fn account(settings: &Value) -> ApiAccount {
    let settings = settings.to_string();
    ApiAccount { name: "main".to_owned(), settings, api: String::new(), token: None, now: 0 }
}

fn reply(text: &str, order: &str) -> Reply {
    serde_json::from_value(json!({"id": "0".repeat(32), "thread": "t", "order_id": order, "text": text})).unwrap()
}

#[test]
fn signed_bytes_are_kept() {
    for topic in TOPICS {
        hostile::signed_bytes_are_kept::<Woocommerce>(|body| signed(topic, body));
    }
}

#[test]
fn signed_orders_with_odd_fields_are_kept_or_taken() {
    for topic in TOPICS {
        hostile::odd_fields_are_kept_or_taken::<Woocommerce>(vec![order()], |body| signed(topic, body));
    }
}

#[test]
fn any_answer_has_an_outcome() {
    let known = vec![json!({"id": 281, "message": "m", "code": "c"})];
    hostile::any_answer_has_an_outcome(known, |response| {
        Woocommerce::interpret(&account(&json!({})), &reply("t", "1"), response)
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        signature in prop::option::of("[A-Za-z0-9+/]{43}=|.{0,60}"),
        topic in "order.created|.{0,20}",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let signature = signature.map(|value| ("x-wc-webhook-signature".to_owned(), value));
        let headers = std::iter::once(("x-wc-webhook-topic".to_owned(), topic)).chain(signature).collect();
        let received = Woocommerce::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn a_ping_is_nothing_more(body in "webhook_id=.{0,30}") {
        let received = Woocommerce::receive(&request("POST", Vec::new(), body.clone().into_bytes()), &[]);
        let digits = body.trim_start_matches("webhook_id=");
        let is_ping = (1..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        prop_assert_eq!(matches!(received, Received::Handshake(_)), is_ping);
        prop_assert!(is_ping || matches!(received, Received::Rejected(_)));
    }

    #[test]
    fn only_the_orders_notes_are_posted_to(order in "[0-9]{1,25}|.{0,20}", url in "https://[a-z./@?#:]{0,20}|.{0,20}") {
        let settings = json!({"url": url, "consumer_key": "ck_1", "consumer_secret": "cs_2"});
        if let Ok(request) = Woocommerce::compose(&account(&settings), &reply("t", &order)) {
            let end = format!("/wp-json/wc/v3/orders/{order}/notes");
            prop_assert!(request.url.starts_with("https://") && request.url.ends_with(&end), "{}", request.url);
            prop_assert!(!request.url.contains(['@', '?', '#', ' ']), "{}", request.url);
        }
    }
}

#[test]
fn every_topic_makes_the_same_events_each_time() {
    for topic in TOPICS {
        let body = order().to_string().into_bytes();
        let first = Woocommerce::receive(&signed(topic, body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{topic}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{topic}");
        let an_hour_later = Request { received_at: 1_767_610_800_000, ..signed(topic, body) };
        assert_eq!(first, Woocommerce::receive(&an_hour_later, &[]), "{topic}");
    }
}
