//! Arbitrary requests, ciphertexts and plaintexts: always an answer, always within the limits, and the same answer for
//! everything that is signed.
#![allow(clippy::panic, reason = "a failing test should say where")]

mod common;

use adapter_shein::Shein;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, odd_json};
use sellerdesk_adapter::{Adapter, Answer, Received, Request};
use serde_json::{Value, json};

const SECRET: &str = "283598F3DEA847688A947DB2A54F5878";
const APP: &str = "1184F8D2A0001CE1B9A3";
const NOW_MS: i64 = 1_767_607_200_000;
const CODES: [&str; 5] = [
    "order_push_notice",
    "return_order_push_notice",
    "authorization_change_notice",
    "purchase_order_notice",
    "product_shelves_notice",
];

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/shein/main".to_owned(),
        endpoint: "https://desk.example/hooks/shein/main".to_owned(),
        headers,
        body,
        received_at: NOW_MS,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "app_id": APP, "secret": SECRET }).to_string(),
    }
}

fn signed(code: &str, event_data: &str) -> Request {
    let timestamp = NOW_MS.to_string();
    let signature = common::signature(SECRET, APP, &timestamp, "/hooks/shein/main");
    let headers = [
        ("content-type", "application/json"),
        ("x-lt-appid", APP),
        ("x-lt-eventcode", code),
        ("x-lt-timestamp", &timestamp),
        ("x-lt-signature", &signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    request("POST", headers, json!({ "eventData": event_data }).to_string().into_bytes())
}

fn answer(received: &Received) -> Option<&Answer> {
    match received {
        Received::Accepted(acceptance) => Some(&acceptance.answer),
        Received::Unreadable(unreadable) => Some(&unreadable.answer),
        _ => None,
    }
}

/// An event with what any code looks at.
fn event() -> Value {
    json!({"orderNo": "G1", "changeTime": 1_767_607_198_000_i64, "orderStatus": 2, "stateName": "s", "type": 1,
        "returnOrderNo": "R1", "returnOrderStatus": "3", "srmSupplierId": 7, "message": "m", "data": null})
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        headers in prop::collection::vec(
            ("x-lt-(appid|timestamp|signature|eventcode|openkeyid)|[a-z-]{1,9}", "17676072[0-9]{5}|test1[A-Za-z0-9+/]{88}|.{0,40}"),
            0..8,
        ),
        body in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let received = Shein::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn every_ciphertext_has_the_same_answer(
        data in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..100).prop_map(|bytes| common::encrypt(SECRET, &bytes)),
            prop::collection::vec(any::<u8>(), 0..100).prop_map(|bytes| common::encrypt("another", &bytes)),
            "[A-Za-z0-9+/]{0,64}={0,2}",
            ".{0,40}",
        ],
    ) {
        let received = Shein::receive(&signed("order_push_notice", &data), &[]);
        assert_within_limits(&received);
        prop_assert_eq!(answer(&received), Some(&Answer::empty(200)));
        if let Received::Unreadable(unreadable) = received {
            prop_assert!(
                ["eventData can't be decrypted into JSON", "the event has nothing in it"].contains(&unreadable.problem.as_str()),
                "{unreadable:?}"
            );
        }
    }

    #[test]
    fn odd_events_are_kept_or_taken(
        code in prop::sample::select(CODES.to_vec()),
        event in odd_json(event()),
        wrapping in 0..4,
    ) {
        let event = match wrapping {
            0 => event,
            1 => json!(event).to_string(),
            2 => json!({ "data": event }).to_string(),
            _ => format!("[{event},{event}]"),
        };
        let received = Shein::receive(&signed(code, &common::encrypt(SECRET, event.as_bytes())), &[]);
        assert_within_limits(&received);
        prop_assert_eq!(answer(&received), Some(&Answer::empty(200)), "{:?}", received);
    }
}

#[test]
fn every_code_makes_the_same_events_each_time() {
    for code in CODES {
        let data = common::encrypt(SECRET, event().to_string().as_bytes());
        let first = Shein::receive(&signed(code, &data), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{code}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{code}");
        let a_minute_later = Request { received_at: NOW_MS + 60_000, ..signed(code, &data) };
        assert_eq!(first, Shein::receive(&a_minute_later, &[]), "{code}");
    }
}
