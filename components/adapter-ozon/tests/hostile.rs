//! Arbitrary requests and answers, with and without the secret: always an answer, always within the limits.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_ozon::Ozon;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile};
use sellerdesk_adapter::{Adapter, ApiAccount, Outcome, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const PATH_SECRET: &str = "k3wVx9QmT2bLr7Yd";
const TYPES: [&str; 8] = [
    "TYPE_NEW_MESSAGE",
    "TYPE_UPDATE_MESSAGE",
    "TYPE_CHAT_CLOSED",
    "TYPE_NEW_POSTING",
    "TYPE_POSTING_CANCELLED",
    "TYPE_STATE_CHANGED",
    "TYPE_CUTOFF_DATE_CHANGED",
    "TYPE_DELIVERY_DATE_CHANGED",
];

fn request(method: &str, path: &str, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: path.to_owned(),
        endpoint: "https://desk.example/hooks/ozon/main".to_owned(),
        headers: Vec::new(),
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"path_secret": PATH_SECRET}).to_string(),
    }
}

fn known(body: Vec<u8>) -> Request {
    request("POST", &format!("/hooks/ozon/main/{PATH_SECRET}"), body)
}

/// A push with what any type looks at.
fn push(kind: &str) -> Value {
    json!({"message_type": kind, "chat_id": "c", "chat_type": "Buyer_Seller", "message_id": "1",
        "created_at": "2026-01-05T09:58:04.528Z", "updated_at": "2026-01-05T09:59:04.528Z", "seller_id": 7,
        "user": {"id": "115568", "type": "Сustomer"}, "data": ["a", "![](https://x.example/b.png)"],
        "posting_number": "24219509-0020-1", "new_state": "posting_in_arbitration", "products": [{}],
        "changed_state_date": "2026-01-05T09:59:04Z", "reason": {"id": 1, "message": "m"},
        "new_cutoff_date": "2026-01-07T09:59:04Z", "new_delivery_date_begin": "2026-01-08T09:59:04Z",
        "new_delivery_date_end": "2026-01-08T19:59:04Z", "in_process_at": "2026-01-05T09:59:04Z"})
}

fn account() -> ApiAccount {
    ApiAccount {
        name: "main".to_owned(),
        settings: json!({"client_id": "836", "api_key": "key"}).to_string(),
        api: String::new(),
        token: None,
        now: 1_767_607_200_000,
    }
}

fn reply(text: String, thread: String, wrote_at: Option<i64>) -> Reply {
    let reply = json!({"id": "00", "thread": thread, "text": text, "buyer_wrote_at": wrote_at});
    serde_json::from_value(reply).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Ozon>(known);
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Ozon>(TYPES.map(push).to_vec(), known);
}

#[test]
fn any_answer_has_an_outcome() {
    hostile::any_answer_has_an_outcome(vec![json!({"result": "success", "code": 7, "message": "m"})], |response| {
        let outcome = Ozon::interpret(&account(), &reply("x".to_owned(), "c".to_owned(), None), response);
        let says_success = response.body.windows(9).any(|part| part == b"\"success\"");
        assert!(says_success || !matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
        outcome
    });
}

proptest! {
    #[test]
    fn requests_without_the_secret_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        rest in "(/[A-Za-z0-9_-]{0,20}){0,3}|/k3wVx9QmT2bLr7Yd[a-z]|.{0,40}",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Ozon::receive(&request(&method, &format!("/hooks/ozon/main{rest}"), body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn any_reply_is_composed_or_refused(text in ".{0,50}", thread in "[0-9a-f-]{1,40}|.{0,40}", wrote_at in any::<Option<i64>>()) {
        if let Ok(request) = Ozon::compose(&account(), &reply(text, thread, wrote_at)) {
            prop_assert_eq!(request.url, "https://api-seller.ozon.ru/v1/chat/send/message");
        }
    }
}

#[test]
fn every_type_makes_the_same_event_each_time() {
    for kind in TYPES.iter().filter(|kind| **kind != "TYPE_CHAT_CLOSED") {
        let body = push(kind).to_string().into_bytes();
        let first = Ozon::receive(&known(body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{kind}: {first:?}") };
        assert_eq!(acceptance.events.len(), 1, "{kind}");
        // The dates changed have no time of their own.
        let an_hour_later = Request { received_at: 1_767_610_800_000, ..known(body) };
        assert_eq!(first, Ozon::receive(&an_hour_later, &[]), "{kind}");
    }
}
