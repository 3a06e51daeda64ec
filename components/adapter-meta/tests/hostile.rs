//! Arbitrary requests and answers: always an outcome, always within the limits.

use adapter_meta::Meta;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{Adapter, ApiAccount, Received, Reply, ReplyApi, Request};
use serde_json::{Value, json};

const SECRET: &str = "9c1f4f0b7a5d4e2b8f6a3c1d2e4b6a88";
const TOKEN: &str = "EAAGm0PX4ZCpsBA-page";

fn request(method: &str, query: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: method.to_owned(),
        path_and_query: format!("/hooks/meta/main{query}"),
        endpoint: "https://desk.example/hooks/meta/main".to_owned(),
        headers,
        body,
        received_at: 1_767_607_200_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"secret": SECRET, "verify_token": "meatyhamhock", "bot_app_ids": ["7"]}).to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature = format!("sha256={}", encode_hex(&hmac_sha256(SECRET.as_bytes(), &[&body])));
    request("POST", "", vec![("x-hub-signature-256".to_owned(), signature)], body)
}

fn pages() -> Value {
    json!({"object": "page", "entry": [{"id": "1", "time": 1_767_607_200_000_u64, "messaging": [
        {"sender": {"id": "2"}, "recipient": {"id": "1"}, "timestamp": 1_767_607_199_000_u64, "message": {"mid": "m",
            "text": "hi", "is_echo": false, "app_id": 7, "referral": {"product": {"id": "9"}}, "attachments": [
                {"type": "file", "payload": {"url": "https://a.example/b", "title": "b.pdf"}},
                {"type": "template", "payload": {"text": "t", "elements": [{"title": "e"}]}}]}},
        {"sender": {"id": "1"}, "recipient": {"id": "2"}, "timestamp": 1, "message": {"mid": "n", "is_echo": true}},
        {"sender": {"id": "2"}, "recipient": {"id": "1"}, "timestamp": 1, "message_edit": {"mid": "m", "text": "ho",
            "num_edit": 1}},
        {"sender": {"id": "2"}, "recipient": {"id": "1"}, "timestamp": 1, "postback": {"title": "b"}},
        {"recipient": {"id": "1"}, "timestamp": 1_767_607_199_000_u64, "policy-enforcement": {"action": "block",
            "reason": "r"}}]}]})
}

fn whatsapp() -> Value {
    let metadata = json!({"phone_number_id": "1"});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "3", "time": 1_767_607_200, "changes": [
        {"field": "messages", "value": {"metadata": metadata,
            "contacts": [{"wa_id": "2", "profile": {"name": "Ann"}}],
            "messages": [
                {"from": "2", "id": "w1", "timestamp": "1767607199", "type": "text", "text": {"body": "hi"},
                    "context": {"referred_product": {"product_retailer_id": "p"}}},
                {"from": "2", "id": "w2", "timestamp": "1767607199", "type": "document", "document": {"filename": "f",
                    "mime_type": "application/pdf", "url": "https://a.example/f", "caption": "c"}},
                {"from_user_id": "US.1", "id": "w3", "type": "order", "order": {"text": "t",
                    "product_items": [{"product_retailer_id": "p", "quantity": 1}]}}],
            "statuses": [{"id": "w4", "status": "failed", "timestamp": "1767607199", "recipient_id": "2",
                "errors": [{"code": 1, "title": "t", "error_data": {"details": "d"}}]}]}},
        {"field": "smb_message_echoes", "value": {"metadata": metadata, "message_echoes": [
            {"to": "2", "id": "w5", "type": "interactive", "interactive": {"button_reply": {"title": "t"}}}]}},
        {"field": "account_update", "value": {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "x"},
            "restriction_info": [{"restriction_type": "r"}], "violation_info": {"violation_type": "v"}}},
        {"field": "phone_number_quality_update", "value": {"event": "FLAGGED", "current_limit": "t"}}]}]})
}

fn account(settings: Value) -> ApiAccount {
    ApiAccount {
        name: "main".to_owned(),
        settings: settings.to_string(),
        api: String::new(),
        token: None,
        now: 1_767_607_200_000,
    }
}

fn reply(thread: &str, text: &str) -> Reply {
    let reply = json!({"id": "0", "thread": thread, "text": text, "buyer_wrote_at": 1_767_607_100_000_i64});
    serde_json::from_value(reply).unwrap_or_else(|_| unreachable!("the fields are those of a reply"))
}

#[test]
fn signed_bytes_are_kept() {
    hostile::signed_bytes_are_kept::<Meta>(signed);
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Meta>(vec![pages(), whatsapp()], signed);
}

#[test]
fn any_answer_has_an_outcome_without_secrets() {
    let known = json!({"error": {"message": format!("bad {TOKEN}"), "code": 190, "error_subcode": 1, "is_transient": true,
        "error_data": {"details": TOKEN}}, "message_id": "m", "messages": [{"id": "w"}]});
    hostile::any_answer_has_an_outcome(vec![known], |response| {
        let outcome = Meta::interpret(&account(json!({"page_token": TOKEN})), &reply("messenger:1:2", "x"), response);
        assert!(!format!("{outcome:?}").contains(TOKEN), "{outcome:?}");
        outcome
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|GET|[A-Z]{1,8}",
        query in "(\\?hub\\.mode=subscribe&hub\\.challenge=1&hub\\.verify_token=[a-z]{0,12})?|.{0,40}",
        signature in prop::option::of("sha256=[0-9a-f]{64}|.{0,80}"),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let headers = signature.map(|value| ("x-hub-signature-256".to_owned(), value)).into_iter().collect();
        let received = Meta::receive(&request(&method, &query, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn any_reply_is_composed_or_refused(
        thread in "(messenger|instagram|whatsapp):[0-9./?#]{0,8}:[0-9./?#:]{0,8}|.{0,40}",
        text in ".{0,80}",
        settings in odd_json(json!({"page_token": TOKEN, "instagram_token": TOKEN, "whatsapp_token": TOKEN,
            "app_secret": SECRET, "version": "v24.0", "human_agent_days": 7, "messenger_chars_max": 60})),
    ) {
        let settings = serde_json::from_str(&settings).unwrap_or_default();
        if let Ok(request) = Meta::compose(&account(settings), &reply(&thread, &text)) {
            let of_meta = ["https://graph.facebook.com/v", "https://graph.instagram.com/v"];
            prop_assert!(of_meta.iter().any(|base| request.url.starts_with(base)), "{}", request.url);
            prop_assert!(!request.url.contains(".."), "{}", request.url);
        }
    }
}

#[test]
fn every_payload_makes_the_same_events_each_time() {
    for body in [pages(), whatsapp()] {
        let body = body.to_string().into_bytes();
        let first = Meta::receive(&signed(body.clone()), &[]);
        assert!(matches!(&first, Received::Accepted(acceptance) if acceptance.events.len() >= 4), "{first:?}");
        let again = Meta::receive(&signed(body), &[]);
        assert_eq!(first, again);
    }
}
