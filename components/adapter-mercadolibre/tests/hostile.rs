//! Arbitrary requests, evidence and answers: always an answer, always within the limits.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_mercadolibre::Mercadolibre;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::{
    Adapter, ApiAccount, Evidence, NEED_ROUNDS_MAX, NEEDS_MAX, Outcome, Received, Reply, ReplyApi, Request,
};
use serde_json::{Value, json};

const PATH_SECRET: &str = "k3wVx9QmT2bLr7Yd";
const TOPICS: [&str; 6] =
    ["messages", "marketplace_messages", "questions", "marketplace_questions", "claims", "marketplace_claims"];
const BASE: &str = "https://api.mercadolibre.com/";

fn request(method: &str, path: &str, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: path.to_owned(),
        endpoint: "https://desk.example/hooks/mercadolibre/main".to_owned(),
        headers: Vec::new(),
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"path_secret": PATH_SECRET, "application_id": "12", "user_ids": ["34"]}).to_string(),
    }
}

fn known(body: Vec<u8>) -> Request {
    request("POST", &format!("/hooks/mercadolibre/main/{PATH_SECRET}"), body)
}

fn notification(topic: &str) -> Value {
    json!({"_id": "x", "resource": "/any/77", "user_id": 34, "topic": topic, "application_id": 12, "attempts": 1})
}

/// What is at a URL: any document with what is looked at.
fn document(url: &str) -> Value {
    if url.ends_with("/messages") {
        return json!([{"sender_role": "complainant", "message": "m", "translated_message": "t",
            "message_date": "2026-01-05T05:18:38.000-04:00", "attachments": [{"filename": "f", "size": 1}]}]);
    }
    json!({"id": 77, "resource_id": 88, "resource": "order", "status": "opened", "type": "mediations", "stage": "claim",
        "reason_id": "PDD1", "site_id": "MLM", "date_created": "2026-01-05T05:18:38.000-04:00",
        "last_updated": "2026-01-05T05:19:38.000-04:00", "resolution": {"reason": "r"},
        "players": [{"role": "respondent", "user_id": 34, "available_actions": [{"mandatory": true,
            "due_date": "2026-01-08T05:18:38.000-04:00"}]}, {"role": "complainant", "user_id": 5}],
        "has_incentive": true, "due_date": "2026-01-07T05:18:38.000-04:00", "affects_reputation": "affected",
        "pack_id": 99, "total_amount": 10.5, "currency_id": "MXN",
        "text": "a", "text_translated": "b", "item_id": "MLM1", "from": {"id": 5}, "answer": {"text": "c"},
        "messages": [{"id": "77", "from": {"user_id": 5, "name": "n"}, "to": {"user_id": 34}, "text": "a",
            "text_translated": "b", "status": "available", "message_date": {"created": "2026-01-05T05:18:38Z"},
            "message_moderation": {"status": "clean", "reason": "r"},
            "message_resources": [{"id": "99", "name": "packs"}, {"id": "34", "name": "sellers"}],
            "message_attachments": [{"original_filename": "f", "type": "image/png", "size": 4}]}]})
}

/// Asks and fetches until there is an answer; what is fetched comes from `body`.
fn settle(request: &Request, body: impl Fn(&str) -> (u16, Vec<u8>)) -> Received {
    let mut evidence = Vec::new();
    for _ in 0..=NEED_ROUNDS_MAX {
        match Mercadolibre::receive(request, &evidence) {
            Received::Needs(needs) => {
                assert!(!needs.is_empty() && needs.len() <= NEEDS_MAX);
                for need in needs {
                    assert!(need.with_credentials && need.url.starts_with(BASE), "{need:?}");
                    let (status, body) = body(&need.url);
                    evidence.push(Evidence { url: need.url, status, body });
                }
            }
            received => return received,
        }
    }
    panic!("asks without end");
}

fn account() -> ApiAccount {
    let settings =
        json!({"application_id": "12", "client_secret": "client-secret", "refresh_token": "r", "user_id": "34"});
    ApiAccount {
        name: "main".to_owned(),
        settings: settings.to_string(),
        api: String::new(),
        token: Some(json!({"access_token": "a"}).to_string()),
        now: 1_767_607_200_000,
    }
}

fn reply(text: &str, thread: &str, in_reply_to: Option<&str>) -> Reply {
    let reply = json!({"id": "00", "thread": thread, "text": text, "in_reply_to": in_reply_to, "buyer": {"id": "5"}});
    serde_json::from_value(reply).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Mercadolibre>(known);
}

#[test]
fn any_answer_has_an_outcome() {
    for thread in ["pack:1", "question:22", "claim:333"] {
        let known = json!({"id": "5", "error": "forbidden", "message": "m", "access_token": "a", "expires_in": 5});
        hostile::any_answer_has_an_outcome(vec![known], |response| {
            if let Err(outcome) = Mercadolibre::token(&account(), response) {
                assert!(!matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
            }
            Mercadolibre::interpret(&account(), &reply("x", thread, None), response)
        });
    }
}

proptest! {
    #[test]
    fn requests_without_the_secret_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        rest in "(/[A-Za-z0-9_-]{0,20}){0,3}|/k3wVx9QmT2bLr7Yd[a-z]|.{0,40}",
        topic in prop::sample::select(TOPICS.to_vec()),
    ) {
        let body = notification(topic).to_string().into_bytes();
        let received = Mercadolibre::receive(&request(&method, &format!("/hooks/mercadolibre/main{rest}"), body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn odd_notifications_never_make_events_by_themselves(
        body in prop::sample::select(TOPICS.to_vec()).prop_flat_map(|topic| odd_json(notification(topic))),
    ) {
        let received = Mercadolibre::receive(&known(body.into_bytes()), &[]);
        assert_within_limits(&received);
        match received {
            Received::Accepted(acceptance) => prop_assert!(acceptance.events.is_empty()),
            Received::Needs(needs) => prop_assert!(needs.iter().all(|need| need.url.starts_with(BASE))),
            Received::Rejected(_) | Received::Unreadable(_) => {}
            Received::Handshake(answer) => panic!("{answer:?}"),
        }
    }

    #[test]
    fn resources_never_leave_the_api(resource in "(/?[a-z0-9.%@:#?=&_-]{0,12}){1,4}|.{0,60}") {
        for topic in TOPICS {
            let mut body = notification(topic);
            if let Some(place) = body.get_mut("resource") {
                *place = resource.clone().into();
            }
            if let Received::Needs(needs) = Mercadolibre::receive(&known(body.to_string().into_bytes()), &[]) {
                for need in needs {
                    prop_assert!(Mercadolibre::fetch(&account(), &need.url).is_ok(), "{need:?}");
                }
            }
        }
    }

    #[test]
    fn odd_documents_are_kept_or_taken(
        topic in prop::sample::select(TOPICS.to_vec()),
        odd in odd_json(document("")),
        odd_messages in odd_json(document("/messages")),
        status in prop_oneof![9 => Just(200u16), 1 => 100u16..600],
    ) {
        let request = known(notification(topic).to_string().into_bytes());
        let received = settle(&request, |url| {
            let body = if url.ends_with("/messages") { &odd_messages } else { &odd };
            (status, body.clone().into_bytes())
        });
        assert_within_limits(&received);
        prop_assert!(status != 200 || !matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn any_reply_is_composed_or_refused(
        text in ".{0,50}",
        thread in "(pack|question|claim):[0-9a-z_-]{1,40}|.{0,40}",
        in_reply_to in prop::option::of("claim:.{0,20}:(mediator|respondent|x):[0-9]{1,13}|.{0,40}"),
    ) {
        if let Ok(request) = Mercadolibre::compose(&account(), &reply(&text, &thread, in_reply_to.as_deref())) {
            prop_assert!(request.url.starts_with(BASE), "{}", request.url);
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/._?=-".contains(&byte);
            prop_assert!(request.url.bytes().all(plain), "{}", request.url);
            prop_assert!(!request.url.contains(".."));
        }
    }

    #[test]
    fn only_own_documents_are_fetched(url in "https://api.mercadolibre.com.{0,30}|.{0,60}|https://api.mercadolibre.com/questions/[0-9.@/]{0,9}") {
        if let Ok(request) = Mercadolibre::fetch(&account(), &url) {
            prop_assert!(request.url.starts_with(BASE) && !request.url.contains(".."), "{url}");
        }
    }
}

#[test]
fn credentials_go_to_no_other_host() {
    for url in [
        "https://api.mercadolibre.com.evil.example/questions/1",
        "https://api.mercadolibre.com@evil.example/questions/1",
        "http://api.mercadolibre.com/questions/1",
        "https://api.mercadolibre.com/users/me",
        "https://api.mercadolibre.com/questions/../users/me",
        "https://api.mercadolibre.com/questions/1#x",
        "",
    ] {
        assert!(Mercadolibre::fetch(&account(), url).is_err(), "{url}");
    }
}

#[test]
fn every_topic_makes_the_same_events_each_time() {
    for topic in TOPICS {
        let request = known(notification(topic).to_string().into_bytes());
        let fetched = |url: &str| (200, document(url).to_string().into_bytes());
        let first = settle(&request, fetched);
        let Received::Accepted(acceptance) = &first else { panic!("{topic}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{topic}");
        let an_hour_later = Request { received_at: 1_767_610_800_000, ..request };
        assert_eq!(first, settle(&an_hour_later, fetched), "{topic}");
    }
}
