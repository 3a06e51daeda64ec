//! Arbitrary requests and answers: always an outcome, always within the limits.

use adapter_shopee::Shopee;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, HttpResponse, Outcome, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const SECRET: &str = "5a6b7c8d9e0f5a6b7c8d9e0f5a6b7c8d";
const ENDPOINT: &str = "https://desk.example/hooks/shopee/main";
const ACCESS: &str = "61c2f4a0b7d84e11";
const REFRESH: &str = "70e1a2b3c4d5e6f7";
const NOW: i64 = 1_767_607_200_000;

fn request(method: &str, signature: Option<String>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/shopee/main".to_owned(),
        endpoint: ENDPOINT.to_owned(),
        headers: signature.map(|value| ("authorization".to_owned(), value)).into_iter().collect(),
        body,
        received_at: NOW,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"secret": SECRET, "shop_id": "1", "shop_user_id": "3"}).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = encode_hex(&hmac_sha256(SECRET.as_bytes(), &[ENDPOINT.as_bytes(), b"|", &body]));
    request("POST", Some(signature), body)
}

/// One push of each code that makes events.
fn pushes() -> Vec<Value> {
    let push = |code: u32, data: Value| json!({"code": code, "shop_id": 1, "timestamp": 1_767_607_200, "data": data});
    let detail = json!([{"violation_type": "a", "violation_reason": "b", "suggestion": "c", "update_time": 1_767_607_100,
        "fix_deadline_time": 1_768_000_000}]);
    vec![
        push(1, json!({"shop_id": 1, "extra": "e"})),
        push(2, json!({"shop_id_list": [1], "authorize_type": "a"})),
        push(3, json!({"ordersn": "A1", "status": "IN_CANCEL", "update_time": 1_767_607_100})),
        push(4, json!({"ordersn": "A1", "tracking_no": "T"})),
        push(
            10,
            json!({"type": "message", "region": "ID", "content": {"message_id": "5", "conversation_id": "6",
            "from_id": 2, "from_user_name": "b", "to_id": 3, "to_user_name": "s", "message_type": "text",
            "content": {"text": "hi", "url": "https://a.example/b"}, "source_content": {"order_sn": "A1", "item_id": 9},
            "created_timestamp": 1_767_607_100, "status": "normal", "sub_account_id": 0, "business_type": 0}}),
        ),
        push(12, json!({"shop_expire_soon": [1], "expire_before": 1_768_000_000})),
        push(
            16,
            json!({"item_id": 9, "item_name": "n", "item_status": "BANNED", "deboost": true,
            "item_status_details": detail, "deboost_details": detail}),
        ),
        push(
            28,
            json!({"action_type": 3, "tier_update_data": {"old_tier": 1, "new_tier": 2},
            "points_issued_data": {"violation_type": 21}, "update_time": 1_767_607_100}),
        ),
        push(
            29,
            json!({"order_sn": "A1", "return_sn": "R1", "updated_values": [{"update_field": "return_status",
            "old_value": "x", "new_value": "REQUESTED", "update_time": 1_767_607_100}]}),
        ),
        push(30, json!({"order_sn": "A1", "package_number": "P", "fulfillment_status": "F"})),
    ]
}

fn settings() -> Value {
    json!({"partner_id": "2", "partner_key": SECRET, "shop_id": "1", "refresh_token": REFRESH, "platform": "global",
        "text_chars_max": 60})
}

fn account(settings: &Value, token: Option<String>) -> ApiAccount {
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token, now: NOW }
}

fn token() -> Value {
    json!({"access_token": ACCESS, "refresh_token": REFRESH, "expires_at": NOW + 3_600_000, "origin": "0"})
}

fn reply(thread: &str, text: &str, buyer: &str) -> Reply {
    let reply = json!({"id": "0", "thread": thread, "text": text, "buyer": {"id": buyer}});
    serde_json::from_value(reply).unwrap_or_else(|_| unreachable!("the fields are those of a reply"))
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Shopee>(signed);
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Shopee>(pushes(), signed);
}

#[test]
fn any_answer_has_an_outcome_without_secrets() {
    let delivered = json!({"error": "", "message": format!("m {ACCESS}"), "response": {"message_id": "5"},
        "access_token": "a", "refresh_token": "b", "expire_in": 14_400, "shop_id": 1});
    let refused = json!({"error": "error_auth", "message": format!("{REFRESH} {ACCESS}")});
    let account = account(&settings(), Some(token().to_string()));
    let assert_clean = |outcome: &Outcome| {
        let text = format!("{outcome:?}");
        assert!(!text.contains(ACCESS) && !text.contains(REFRESH), "{text}");
    };
    hostile::any_answer_has_an_outcome(vec![delivered, refused], |response| {
        if let Err(outcome) = Shopee::token(&account, response) {
            assert_clean(&outcome);
            assert!(!matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
        }
        let outcome = Shopee::interpret(&account, &reply("6", "x", "2"), response);
        assert_clean(&outcome);
        outcome
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        signature in prop::option::of("[0-9a-f]{64}|.{0,80}"),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Shopee::receive(&request(&method, signature, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn any_reply_is_composed_or_refused(
        thread in "[0-9]{0,20}|.{0,40}",
        text in ".{0,80}",
        buyer in "[0-9]{0,25}|.{0,20}",
        settings in odd_json(settings()),
        token in odd_json(token()),
    ) {
        let settings: Value = serde_json::from_str(&settings).unwrap_or_default();
        let account = account(&settings, Some(token));
        for request in [Shopee::compose(&account, &reply(&thread, &text, &buyer)).ok(),
            Shopee::authorize(&account).ok().flatten()].into_iter().flatten()
        {
            prop_assert!(request.url.starts_with("https://partner.shopeemobile.com/api/v2/"), "{}", request.url);
            let plain = request.url.bytes().all(|byte| byte.is_ascii_graphic());
            prop_assert!(plain && request.url.matches('&').count() <= 4, "{}", request.url);
        }
    }
}

#[test]
fn every_push_makes_the_same_events_each_time() {
    for push in pushes() {
        let body = push.to_string().into_bytes();
        let first = Shopee::receive(&signed(body.clone()), &[]);
        assert!(matches!(&first, Received::Accepted(acceptance) if !acceptance.events.is_empty()), "{first:?}");
        let an_hour_later = Request { received_at: NOW + 3_600_000, ..signed(body) };
        assert_eq!(first, Shopee::receive(&an_hour_later, &[]));
    }
}

#[test]
fn refresh_tokens_rotate_until_the_settings_have_another() {
    let body = json!({"access_token": "a1", "refresh_token": "r1", "expire_in": 14_400, "error": "", "shop_id": 1});
    let response = HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() };
    let sent = |account: &ApiAccount| {
        let request = Shopee::authorize(account).unwrap_or_else(|_| unreachable!("the settings are whole"));
        request.map(|request| String::from_utf8_lossy(&request.body).into_owned())
    };
    let mut later = account(&settings(), None);
    assert!(sent(&later).is_some_and(|body| body.contains(REFRESH)), "the first comes from the settings");
    later.token = Shopee::token(&later, &response).ok();
    assert_eq!(sent(&later), None, "a fresh token is good");
    later.now += 4 * 60 * 60 * 1_000;
    assert!(sent(&later).is_some_and(|body| body.contains("\"r1\"")), "then the one that came with the token");
    let mut settings = settings();
    if let Some(refresh_token) = settings.get_mut("refresh_token") {
        *refresh_token = json!("typed-in-anew");
    }
    later.settings = settings.to_string();
    assert!(sent(&later).is_some_and(|body| body.contains("typed-in-anew")), "until somebody authorises again");
}
