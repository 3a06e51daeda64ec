//! Arbitrary requests, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::unwrap_used, reason = "a failing test should say where")]

use adapter_etsy::Etsy;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile};
use sellerdesk_adapter::{Adapter, Received, Request, signing};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW_S: i64 = 1_767_607_200;

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/etsy/main".to_owned(),
        endpoint: "https://desk.example/hooks/etsy/main".to_owned(),
        headers,
        body,
        received_at: NOW_S * 1_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "secret": SECRET }).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = signing::standard_webhooks(SECRET, "msg_1", NOW_S, &body).unwrap();
    let timestamp = NOW_S.to_string();
    let headers = [("webhook-id", "msg_1"), ("webhook-timestamp", &timestamp), ("webhook-signature", &signature)];
    request("POST", headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(), body)
}

fn payload() -> Value {
    json!({"event_type": "order.paid", "shop_id": 42,
        "resource_url": "https://openapi.etsy.com/v3/application/shops/12345/receipts/54321"})
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Etsy>(signed);
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Etsy>(vec![payload()], signed);
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        headers in prop::collection::vec(
            (
                "webhook-id|webhook-timestamp|webhook-signature|[a-z-]{1,9}",
                "v1,[A-Za-z0-9+/=]{0,60}|17676072[0-9]{2}|.{0,40}",
            ),
            0..8,
        ),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Etsy::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }
}
