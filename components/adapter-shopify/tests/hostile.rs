//! Arbitrary requests, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_shopify::Shopify;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, odd_json};
use sellerdesk_adapter::{Adapter, Received, Request, signing};
use serde_json::{Value, json};

const SECRET: &str = "shpss_5f1c2d9b7a3e4860";
const TOPICS: [&str; 18] = [
    "orders/create",
    "orders/updated",
    "orders/edited",
    "orders/cancelled",
    "fulfillments/create",
    "fulfillments/update",
    "fulfillment_events/create",
    "orders/risk_assessment_changed",
    "refunds/create",
    "returns/request",
    "returns/decline",
    "disputes/create",
    "disputes/update",
    "customers/data_request",
    "customers/redact",
    "shop/redact",
    "app/uninstalled",
    "products/update",
];

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/shopify/main".to_owned(),
        endpoint: "https://desk.example/hooks/shopify/main".to_owned(),
        headers,
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "secret": SECRET }).to_string(),
    }
}

fn signed(topic: &str, mut headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    headers.push(("x-shopify-topic".to_owned(), topic.to_owned()));
    headers.push(("x-shopify-hmac-sha256".to_owned(), signing::shopify(SECRET, &body)));
    request("POST", headers, body)
}

/// A payload with what any topic looks at.
fn payload() -> Value {
    json!({"id": 1, "admin_graphql_api_id": "gid://shopify/Order/1", "order_id": 2, "order": {"id": 3},
        "name": "#1", "type": "chargeback", "amount": "1.50", "currency": "CAD", "reason": "fraudulent",
        "network_reason_code": "4837", "status": "lost", "evidence_due_by": "2026-01-05T09:59:30Z",
        "transactions": [{"kind": "refund", "status": "success", "amount": "1.00", "currency": "CAD"},
            {"kind": "refund", "status": "success", "amount": "0.5", "currency": "CAD"}],
        "note": "Ring twice", "customer_locale": "en", "financial_status": "paid", "cancel_reason": "customer",
        "fulfillment_status": "fulfilled", "source_name": "web", "test": true, "contact_email": "a@b.example",
        "customer": {"id": 4, "email": "a@b.example", "first_name": "Ann", "last_name": "Bo"},
        "return_line_items": [{"return_reason": "unwanted", "customer_note": "too big"}],
        "decline": {"reason": "late", "note": "n"}, "shop_id": 5, "shop_domain": "x.myshopify.com",
        "orders_requested": [6, 7], "orders_to_redact": [8], "data_request": {"id": 9}, "risk_level": "high",
        "provider_title": "p", "myshopify_domain": "x.myshopify.com", "updated_at": "2026-01-05T09:59:30Z"})
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = "x-shopify-(event-id|webhook-id|triggered-at|shop-domain)|shopify-(event-id|action|[a-z-]{1,9})";
    prop::collection::vec((name, "[ -~]{0,20}|.{0,150}|2026-01-05T09:59:3[0-9]Z"), 0..5)
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        headers in headers(),
        signature in prop::option::of("[A-Za-z0-9+/]{43}=|.{0,60}"),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let signature = signature.map(|value| ("x-shopify-hmac-sha256".to_owned(), value));
        let headers = headers.into_iter().chain(signature).collect();
        let received = Shopify::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn signed_bytes_are_kept(
        topic in prop::sample::select(TOPICS.to_vec()),
        headers in headers(),
        body in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let received = Shopify::receive(&signed(topic, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Unreadable(_)), "{received:?}");
    }

    #[test]
    fn signed_payloads_with_odd_fields_are_kept_or_taken(
        topic in prop::sample::select(TOPICS.to_vec()),
        headers in headers(),
        body in odd_json(payload()),
    ) {
        let received = Shopify::receive(&signed(topic, headers, body.into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Rejected(_)), "{received:?}");
    }
}

#[test]
fn every_topic_makes_the_same_events_each_time() {
    for topic in TOPICS {
        let body = payload().to_string().into_bytes();
        let first = Shopify::receive(&signed(topic, Vec::new(), body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{topic}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{topic}");
        let an_hour_later = Request { received_at: 1_767_610_800_000, ..signed(topic, Vec::new(), body) };
        assert_eq!(first, Shopify::receive(&an_hour_later, &[]), "{topic}");
    }
}
