//! Arbitrary requests and answers, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_lazada::Lazada;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, Outcome, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const APP_KEY: &str = "100132";
const SECRET: &str = "app-secret-5f1c2d9b7a3e";
const TYPES: [u64; 7] = [0, 2, 8, 10, 13, 19, 21];

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/lazada/main".to_owned(),
        endpoint: "https://desk.example/hooks/lazada/main".to_owned(),
        headers,
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"app_key": APP_KEY, "secret": SECRET}).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = encode_hex(&hmac_sha256(SECRET.as_bytes(), &[APP_KEY.as_bytes(), &body]));
    request("POST", vec![("authorization".to_owned(), signature)], body)
}

/// A push with what any type looks at.
fn push(kind: u64) -> Value {
    json!({"seller_id": 1, "message_type": kind, "timestamp": 1_767_607_100, "site": "lazada_sg", "data": {
        "session_id": "1_2_3_1_103", "message_id": "m1", "content": "{\"txt\":\"hi\",\"itemId\":5}", "from_account_id": "3",
        "from_account_type": 1, "to_account_id": "1", "to_account_type": 2, "send_time": 1_767_607_100_000_u64,
        "template_id": 1, "type": 1, "site_id": "SG", "process_msg": "", "auto_reply": false, "status": 0,
        "order_status": "unpaid", "trade_order_id": 6, "trade_order_line_id": 7, "status_update_time": 1_767_607_100,
        "reverse_order_id": 8, "reverse_order_line_id": 9, "reverse_status": "RTM_INIT", "buyer_id": 3,
        "auth_expiry_time": 1_767_707_100, "id": 10, "item_id": 11, "order_id": 6, "rating": 1,
        "ratings": {"overall_rating": 2}, "review_content": "bad"}})
}

fn account() -> ApiAccount {
    ApiAccount {
        name: "main".to_owned(),
        settings: json!({"app_key": APP_KEY, "app_secret": SECRET, "refresh_token": "r", "site": "SG"}).to_string(),
        api: String::new(),
        token: Some(json!({"access_token": "a", "refresh_token": "r", "expires_at_ms": 0}).to_string()),
        now: 1_767_607_200_000,
    }
}

fn reply(text: String, thread: String, site: Option<String>) -> Reply {
    let reply = json!({"id": "00", "thread": thread, "text": text, "site": site});
    serde_json::from_value(reply).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Lazada>(signed);
}

#[test]
fn any_answer_has_an_outcome() {
    let known = vec![
        json!({"code": "0", "type": "ISV", "message": "m", "data": {"message_id": "x", "err_code": "1"}, "access_token": "a", "refresh_token": "r", "expires_in": 5}),
    ];
    hostile::any_answer_has_an_outcome(known, |response| {
        if let Err(outcome) = Lazada::token(&account(), response) {
            assert!(!matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
        }
        Lazada::interpret(&account(), &reply("x".to_owned(), "1_2".to_owned(), None), response)
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        signature in prop::option::of("[0-9a-f]{64}|.{0,70}"),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let headers = signature.map(|value| ("authorization".to_owned(), value)).into_iter().collect();
        let received = Lazada::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn signed_pushes_with_odd_fields_are_kept_or_taken(
        body in prop::sample::select(TYPES.to_vec()).prop_flat_map(|kind| odd_json(push(kind))),
    ) {
        let received = Lazada::receive(&signed(body.into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn odd_content_is_taken(content in odd_json(json!({"txt": "a", "itemId": 1, "orderId": "2", "imgUrl": "https://x", "title": "t"})),
        template in "[0-9]{1,5}") {
        let mut body = push(2);
        if let Some(data) = body.pointer_mut("/data").and_then(Value::as_object_mut) {
            data.insert("content".to_owned(), content.into());
            data.insert("template_id".to_owned(), template.into());
        }
        let received = Lazada::receive(&signed(body.to_string().into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Accepted(_)), "{received:?}");
    }

    #[test]
    fn any_reply_is_composed_or_refused(text in ".{0,50}", thread in "[0-9_]{1,40}|.{0,40}", site in prop::option::of("SG|.{0,5}")) {
        if let Ok(request) = Lazada::compose(&account(), &reply(text, thread, site)) {
            prop_assert!(request.url.starts_with("https://api.lazada.sg/rest/im/message/send?app_key="), "{}", request.url);
            prop_assert!(request.url.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }
}

#[test]
fn only_reviews_are_fetched_and_from_lazada_only() {
    let review = "/rest/review/seller/list/v2?id_list=%5B122598400472942%5D";
    let fetched = Lazada::fetch(&account(), &format!("https://api.lazada.co.th{review}"));
    let start = "https://api.lazada.co.th/rest/review/seller/list/v2?app_key=100132&";
    assert!(fetched.is_ok_and(|request| request.method == "GET" && request.url.starts_with(start)));
    for url in [
        format!("https://api.lazada.co.evil.example{review}"),
        format!("http://api.lazada.sg{review}"),
        format!("https://api.lazada.sg{review}&access_token=x"),
        "https://api.lazada.sg/rest/order/get?id_list=%5B1%5D".to_owned(),
        "https://api.lazada.sg/rest/review/seller/list/v2?id_list=%5B1,2%5D".to_owned(),
        String::new(),
    ] {
        assert!(Lazada::fetch(&account(), &url).is_err(), "{url}");
    }
}

#[test]
fn every_type_makes_the_same_events_each_time() {
    for kind in TYPES {
        let body = push(kind).to_string().into_bytes();
        let first = Lazada::receive(&signed(body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{kind}: {first:?}") };
        assert_eq!(acceptance.events.is_empty(), kind == 19, "{kind}");
        let an_hour_later = Request { received_at: 1_767_610_800_000, ..signed(body) };
        assert_eq!(first, Lazada::receive(&an_hour_later, &[]), "{kind}");
    }
}
