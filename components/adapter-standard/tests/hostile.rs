//! Arbitrary requests, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::unwrap_used, reason = "a failing test should say where")]

use adapter_standard::Standard;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::{Adapter, ApiAccount, Outcome, Received, Reply, ReplyApi, Request, signing};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KINDS: [&str; 4] = ["message.received", "message.failed", "order.changed", "risk.opened"];
const NOW_S: i64 = 1_767_607_200;

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/standard/main".to_owned(),
        endpoint: "https://desk.example/hooks/standard/main".to_owned(),
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
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    request("POST", headers.to_vec(), body)
}

/// An event of one of the types, with every field of every type.
fn event(kind: &str) -> Value {
    json!({"type": kind, "timestamp": "2026-01-05T09:59:30Z", "data": {
        "id": "m-1", "thread": "t-1", "order_id": 1, "product_id": "p", "site": "DE",
        "buyer": {"id": "b-1", "name": "Ana"},
        "message": {"text": "Hello", "author": "seller", "subject": "s", "language": "en", "machine": "m",
            "attachments": [{"name": "a", "media_type": "b", "size_bytes": 1, "link": "https://erp.example/a"}]},
        "risk": {"kind": "claim", "reference": "c-1", "reason": "r", "due_at": "2026-01-08T09:59:30Z",
            "amount": {"amount": "1.00", "currency": "EUR"}},
        "order": {"status": "paid", "detail": "d"},
        "failure": {"message_id": "m-0", "reason": "r"},
    }})
}

fn account(settings: &Value) -> ApiAccount {
    let settings = settings.to_string();
    ApiAccount { name: "main".to_owned(), settings, api: String::new(), token: None, now: NOW_S * 1_000 }
}

fn reply(text: String, thread: String) -> Reply {
    let id = "0123456789abcdef0123456789abcdef";
    serde_json::from_value(json!({"id": id, "thread": thread, "text": text})).unwrap()
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Standard>(signed);
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Standard>(KINDS.map(event).to_vec(), signed);
}

#[test]
fn any_answer_has_an_outcome() {
    let known = json!({"message_id": "m", "detail": "d", "error": {"a": "b"}});
    hostile::any_answer_has_an_outcome(vec![known], |response| {
        let outcome = Standard::interpret(&account(&json!({})), &reply("t".to_owned(), "t".to_owned()), response);
        assert_eq!(matches!(outcome, Outcome::Delivered { .. }), (200..300).contains(&response.status));
        outcome
    });
}

proptest! {
    #[test]
    fn any_text_is_signed_or_refused(text in ".{0,200}", thread in ".{1,40}") {
        let settings = json!({"url": "https://erp.example/hook", "secret": SECRET});
        let reply = reply(text.clone(), thread);
        match Standard::compose(&account(&settings), &reply) {
            Err(_) => prop_assert!(text.trim().is_empty()),
            Ok(request) => {
                prop_assert_eq!(&request.url, "https://erp.example/hook");
                let sent: Value = serde_json::from_slice(&request.body).unwrap();
                prop_assert_eq!(sent.pointer("/data/text").unwrap(), &json!(text));
                let signature = signing::standard_webhooks(SECRET, &reply.id, NOW_S, &request.body).unwrap();
                prop_assert!(request.headers.contains(&("webhook-signature".to_owned(), signature)));
            }
        }
    }

    #[test]
    fn odd_settings_are_refused_and_never_quoted(
        settings in odd_json(json!({"url": "https://erp.example/hook", "secret": SECRET, "previous_secret": null})),
    ) {
        let account = ApiAccount { settings, ..account(&json!({})) };
        match Standard::compose(&account, &reply("t".to_owned(), "t".to_owned())) {
            Ok(request) => prop_assert!(request.url.starts_with("https://")),
            Err(refusal) => {
                prop_assert!(!refusal.reason.contains("MfKQ9r8G") && refusal.reason.len() < 300, "{refusal}");
            }
        }
    }

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
        let received = Standard::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn events_cut_short_are_kept(bytes in 0..event("risk.opened").to_string().len()) {
        let mut body = event("risk.opened").to_string().into_bytes();
        body.truncate(bytes);
        let received = Standard::receive(&signed(body), &[]);
        prop_assert!(matches!(received, Received::Unreadable(_)), "{received:?}");
    }
}
