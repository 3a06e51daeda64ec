//! Arbitrary requests, with and without a valid signature, and arbitrary answers of the API: always an answer, always
//! within the limits.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_tiktok_shop::TiktokShop;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, HttpResponse, Outcome, Received, Reply, ReplyApi, Request};
use sellerdesk_canonical::{Author, Happening};
use serde_json::{Value, json};

const APP_KEY: &str = "6c2dkq8a1f0e3";
const SECRET: &str = "9f1d5b7a3c2e48600b6d1e4f7a9c3d52";
const KINDS: [u64; 7] = [1, 4, 11, 12, 13, 14, 99];
const NOW: i64 = 1_767_607_200_000;

fn request(method: &str, authorization: Option<String>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/tiktok-shop/main".to_owned(),
        endpoint: "https://desk.example/hooks/tiktok-shop/main".to_owned(),
        headers: authorization.into_iter().map(|value| ("authorization".to_owned(), value)).collect(),
        body,
        received_at: NOW,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({ "app_key": APP_KEY, "secret": SECRET }).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = hmac_sha256(SECRET.as_bytes(), &[APP_KEY.as_bytes(), &body]);
    request("POST", Some(encode_hex(&signature)), body)
}

/// A delivery with what any type looks at.
fn delivery(kind: u64) -> Value {
    json!({"type": kind, "tts_notification_id": "7592113057371910001", "shop_id": "7494049642642441621",
        "timestamp": 1_767_607_200, "data": {"content": "{\"content\":\"hello\",\"url\":\"https://p16.example/a\"}",
        "conversation_id": "7106886323922608380", "create_time": 1_767_607_199, "update_time": 1_767_607_199,
        "is_visible": true, "message_id": "7223234079263688190", "index": "7494560109732334274", "type": "IMAGE",
        "sender": {"im_user_id": "7078855651811655940", "role": "BUYER"}, "order_id": "576684019603311365",
        "order_status": "IN_TRANSIT", "cancellations_role": "BUYER", "cancel_status": "CANCELLATION_REQUEST_PENDING",
        "cancel_id": "4035313142109377000", "return_role": "BUYER", "return_type": "REFUND",
        "return_status": "RETURN_OR_REFUND_REQUEST_PENDING", "return_id": "4035313142109378000"}})
}

fn account(token: Option<String>) -> ApiAccount {
    let settings = json!({"app_key": APP_KEY, "app_secret": SECRET, "shop_cipher": "ROW_x", "refresh_token": "TTP_r"});
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token, now: NOW }
}

fn reply(thread: &str, text: &str) -> Reply {
    let reply = json!({"id": "0".repeat(32), "thread": thread, "text": text});
    serde_json::from_value(reply).unwrap_or_else(|error| panic!("{error}"))
}

fn answers() -> impl Strategy<Value = HttpResponse> {
    let answer = json!({"code": 0, "message": "Success", "data": {"message_id": "1", "access_token": "TTP_a",
        "refresh_token": "TTP_r", "access_token_expire_in": 1_767_907_200}});
    let body = prop_oneof![
        odd_json(answer).prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..300),
        (any::<u64>(), ".{0,400}")
            .prop_map(|(code, message)| json!({"code": code, "message": message}).to_string().into_bytes()),
    ];
    let headers =
        prop::collection::vec(("retry-after|content-type".prop_map(String::from), "[0-9]{1,12}|.{0,9}"), 0..2);
    (prop_oneof![Just(200u16), 100..600u16], headers, body).prop_map(|(status, headers, body)| HttpResponse {
        status,
        headers,
        body,
    })
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Delivered { .. } => "",
        Outcome::Temporary { reason, .. } | Outcome::Unauthorized { reason } | Outcome::Permanent { reason } => reason,
    }
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<TiktokShop>(signed);
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        signature in prop::option::of("[0-9a-f]{64}|.{0,60}"),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = TiktokShop::receive(&request(&method, signature, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn signed_deliveries_with_odd_fields_are_kept_or_taken(
        body in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| odd_json(delivery(kind))),
    ) {
        let received = TiktokShop::receive(&signed(body.into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Rejected(_)), "{received:?}");
        if let Received::Accepted(acceptance) = &received {
            prop_assert!(acceptance.answer.body.is_empty() && acceptance.answer.status == 200);
        }
    }

    #[test]
    fn odd_contents_are_taken_whole(kind in "[A-Z_]{0,20}|.{0,9}|[A-Z]{2000}", content in "\\PC{0,80}|\\{\"url\":\".{0,40}\"\\}") {
        let mut body = delivery(14);
        for (name, value) in [("type", kind), ("content", content)] {
            if let Some(place) = body.pointer_mut(&format!("/data/{name}")) {
                *place = value.into();
            }
        }
        let received = TiktokShop::receive(&signed(body.to_string().into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Accepted(_)), "{received:?}");
    }

    #[test]
    fn only_the_role_buyer_makes_a_buyers_message(role in "[A-Z_]{0,16}|buyer|BUYER ") {
        prop_assume!(role != "BUYER");
        let mut body = delivery(14);
        if let Some(place) = body.pointer_mut("/data/sender/role") {
            *place = role.into();
        }
        let received = TiktokShop::receive(&signed(body.to_string().into_bytes()), &[]);
        let Received::Accepted(acceptance) = received else { panic!("{received:?}") };
        for event in acceptance.events {
            let Happening::Message(message) = event.happening else { continue };
            prop_assert_ne!(message.author, Author::Buyer);
        }
    }

    #[test]
    fn whatever_the_api_answers_has_a_meaning(response in answers(), token in prop::option::of(".{0,60}|\\{\"access_token\":\".{0,9}\"\\}")) {
        let account = account(token);
        let outcome = TiktokShop::interpret(&account, &reply("1", "text"), &response);
        prop_assert!(reason(&outcome).len() < 400, "{outcome:?}");
        if let Outcome::Delivered { .. } = outcome {
            prop_assert!((200..300).contains(&response.status));
        }
        match TiktokShop::token(&account, &response) {
            Ok(token) => {
                let token: Value = serde_json::from_str(&token).unwrap_or_default();
                prop_assert!(token.as_object().is_some_and(|token| token.values().all(|value| value.is_string() || value.is_number())));
            }
            Err(outcome) => {
                let is_honest = !matches!(outcome, Outcome::Delivered { .. } | Outcome::Unauthorized { .. });
                prop_assert!(is_honest, "{outcome:?}");
            }
        }
    }

    #[test]
    fn whatever_is_composed_goes_to_the_api(thread in ".{0,40}|[0-9]{1,20}", text in ".{0,40}", token in ".{0,20}") {
        let account = account(Some(json!({"access_token": token, "expires_at_ms": NOW, "seed": "x"}).to_string()));
        let (composed, authorized) = (TiktokShop::compose(&account, &reply(&thread, &text)), TiktokShop::authorize(&account));
        prop_assert!(authorized.is_ok_and(|request| request.is_some()));
        if let Ok(request) = composed {
            let url = format!("https://open-api.tiktokglobalshop.com/customer_service/202309/conversations/{thread}/messages?");
            prop_assert!(request.url.starts_with(&url), "{}", request.url);
        }
    }
}

#[test]
fn every_type_makes_the_same_events_each_time() {
    for kind in KINDS {
        let body = delivery(kind).to_string().into_bytes();
        let first = TiktokShop::receive(&signed(body.clone()), &[]);
        assert!(matches!(first, Received::Accepted(_)), "{kind}: {first:?}");
        let a_day_later = Request { received_at: NOW + 86_400_000, ..signed(body) };
        assert_eq!(first, TiktokShop::receive(&a_day_later, &[]), "{kind}");
    }
}

#[test]
fn a_token_is_good_until_shortly_before_its_end() {
    let answer = |ends: i64| HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: json!({"code": 0, "data": {"access_token": "TTP_a", "refresh_token": "TTP_r2",
            "access_token_expire_in": ends}})
        .to_string()
        .into_bytes(),
    };
    // TikTok gives the end as an instant; a lifetime is taken too.
    for ends in [NOW / 1_000 + 7 * 86_400, 7 * 86_400] {
        let token = TiktokShop::token(&account(None), &answer(ends)).unwrap_or_else(|outcome| panic!("{outcome:?}"));
        let mut account = account(Some(token));
        assert_eq!(TiktokShop::authorize(&account), Ok(None));
        account.now += 7 * 86_400_000;
        let again = TiktokShop::authorize(&account).unwrap_or_default().map(|request| request.url).unwrap_or_default();
        assert!(again.contains("refresh_token=TTP_r2&"), "{again}");
    }
}
