//! Arbitrary requests, documents and answers: always an answer, always within the limits.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failing test should say where")]

use adapter_bigcommerce::Bigcommerce;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, Evidence, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const SECRET: &str = "6f3c0b6a9d1e4f27b8a5c3d2e1f00918";
const LIST: &str = "https://api.bigcommerce.com/stores/abc123/v2/orders/250/messages?limit=250";
const SCOPES: [&str; 7] = [
    "store/order/message/created",
    "store/order/refund/created",
    "store/order/statusUpdated",
    "store/order/created",
    "store/app/uninstalled",
    "store/shipment/created",
    "store/product/updated",
];

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/bigcommerce/main".to_owned(),
        endpoint: "https://desk.example/hooks/bigcommerce/main".to_owned(),
        headers,
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "secret": SECRET, "store_hash": "abc123" }).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = encode_base64(&hmac_sha256(SECRET.as_bytes(), &[b"msg_1.1767607200.", &body]));
    let signature = format!("v1,{signature}");
    let headers = [("webhook-id", "msg_1"), ("webhook-timestamp", "1767607200"), ("webhook-signature", &signature)];
    request("POST", headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(), body)
}

/// A delivery with what any scope looks at.
fn delivery(scope: &str) -> Value {
    json!({"scope": scope, "store_id": "1", "hash": "cb07", "created_at": 1_767_607_190, "producer": "stores/abc123",
        "data": {"type": "order", "id": 250, "orderId": 251, "message": {"order_message_id": 3},
            "refund": {"refund_id": 4}, "status": {"previous_status_id": 1, "new_status_id": 13}}})
}

fn list() -> Value {
    json!([{"id": 3, "order_id": 250, "staff_id": 0, "customer_id": 11, "type": "customer", "subject": "s",
        "message": "m", "date_created": "Mon, 05 Jan 2026 09:59:30 +0000", "customer": {}}])
}

fn evidence(status: u16, body: Vec<u8>) -> Vec<Evidence> {
    vec![Evidence { url: LIST.to_owned(), status, body }]
}

fn account() -> ApiAccount {
    let settings = json!({"store_hash": "abc123", "access_token": "tok"}).to_string();
    ApiAccount { name: "main".to_owned(), settings, api: String::new(), token: None, now: 0 }
}

fn reply() -> Reply {
    serde_json::from_value(json!({"id": "0".repeat(32), "thread": "order:1", "order_id": "1", "text": "t"})).unwrap()
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Bigcommerce>(signed);
}

#[test]
fn any_answer_has_an_outcome() {
    let known = vec![json!([{"message": "m", "title": "t"}]), json!({"id": 4, "title": "t"})];
    hostile::any_answer_has_an_outcome(known, |response| Bigcommerce::interpret(&account(), &reply(), response));
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        headers in prop::collection::vec(
            ("webhook-(id|timestamp|signature)|[a-z-]{1,9}", "v1,[A-Za-z0-9+/=]{0,60}|17676072[0-9]{2}|.{0,40}"),
            0..8,
        ),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Bigcommerce::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn odd_deliveries_ask_for_nothing_but_the_orders_messages(
        body in prop::sample::select(SCOPES.to_vec()).prop_flat_map(|scope| odd_json(delivery(scope))),
    ) {
        let received = Bigcommerce::receive(&signed(body.into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Rejected(_) | Received::Handshake(_)), "{received:?}");
        if let Received::Needs(needs) = received {
            for need in needs {
                prop_assert!(need.with_credentials && Bigcommerce::fetch(&account(), &need.url).is_ok(), "{need:?}");
            }
        }
    }

    #[test]
    fn any_document_is_judged(
        status in prop_oneof![Just(200u16), 100u16..600],
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            odd_json(list()).prop_map(String::into_bytes),
        ],
    ) {
        let delivery = signed(delivery("store/order/message/created").to_string().into_bytes());
        let received = Bigcommerce::receive(&delivery, &evidence(status, body));
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Needs(_)), "{received:?}");
        prop_assert!(status != 200 || !matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn nothing_else_is_fetched(url in "https://api.bigcommerce.com/stores/abc123/v2/orders/[0-9./?a-z]{0,30}|.{0,60}") {
        prop_assert!(Bigcommerce::fetch(&account(), &url).is_err(), "{url}");
    }
}

#[test]
fn every_scope_makes_the_same_events_each_time() {
    for scope in SCOPES {
        let documents = evidence(200, list().to_string().into_bytes());
        let body = delivery(scope).to_string().into_bytes();
        let first = Bigcommerce::receive(&signed(body.clone()), &documents);
        let Received::Accepted(acceptance) = &first else { panic!("{scope}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{scope}");
        let a_minute_later = Request { received_at: 1_767_607_260_000, ..signed(body) };
        assert_eq!(first, Bigcommerce::receive(&a_minute_later, &documents), "{scope}");
    }
}
