//! Arbitrary requests, with and without a valid signature, and arbitrary answers of the API: always an answer, always
//! within the limits.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test should say where")]

use adapter_ebay::Ebay;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, odd_json};
use sellerdesk_adapter::signature::encode_base64;
use sellerdesk_adapter::{Adapter, ApiAccount, Evidence, HttpResponse, Outcome, Received, Reply, ReplyApi, Request};
use sellerdesk_canonical::{Author, Happening};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

const TOPICS: [&str; 9] = [
    "NEW_MESSAGE",
    "BUYER_QUESTION",
    "FEEDBACK_RECEIVED",
    "FEEDBACK_LEFT",
    "MARKETPLACE_ACCOUNT_DELETION",
    "AUTHORIZATION_REVOCATION",
    "ORDER_CONFIRMATION",
    "ITEM_MARKED_SHIPPED",
    "SOMETHING_NEW",
];
const NOW: i64 = 1_767_607_200_000;
const KEY: [u8; 32] = [9; 32];
const CONVERSATION: &str =
    "https://api.ebay.com/commerce/message/v1/conversation/124850576707?conversation_type=FROM_MEMBERS&limit=50";

fn request(method: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    let der = SigningKey::from_slice(&KEY).unwrap().verifying_key().to_public_key_der().unwrap();
    let key = format!("test-key SHA1 {}", encode_base64(der.as_bytes()));
    let settings = json!({"verification_token": "t".repeat(40), "sellers": ["example-seller"], "public_keys": [key]});
    Request {
        method: method.to_owned(),
        path_and_query: "/hooks/ebay/main?challenge_code=abc".to_owned(),
        endpoint: "https://desk.example/hooks/ebay/main".to_owned(),
        headers,
        body,
        received_at: NOW,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: settings.to_string(),
    }
}

fn signed(body: Vec<u8>) -> Request {
    let signature: Signature = SigningKey::from_slice(&KEY).unwrap().sign_prehash(&Sha1::digest(&body)).unwrap();
    let signature = encode_base64(signature.to_der().as_bytes());
    let header = json!({"alg": "ecdsa", "kid": "test-key", "signature": signature, "digest": "SHA1"}).to_string();
    request("POST", vec![("x-ebay-signature".to_owned(), encode_base64(header.as_bytes()))], body)
}

/// A notification with what any topic looks at.
fn notification(topic: &str) -> Value {
    json!({"metadata": {"topic": topic, "schemaVersion": "1.0", "deprecated": false}, "notification": {
        "notificationId": "49feeaeb-4982-42d9-a377-9645b8479411_33f7e043", "eventDate": "2026-01-05T09:59:58.462Z",
        "publishDate": "2026-01-05T09:59:58.679Z", "publishAttemptCount": 1, "data": {
            "messageId": "3429373760017", "conversationId": "124850576707", "conversationType": "FROM_MEMBERS",
            "createdDate": "2026-01-05T09:59:57.000Z", "messageBody": "Hi <b>", "senderUserName": "buyer_1",
            "recipientUserName": "example-seller", "subject": "s", "messageMedia": [{"mediaName": "a",
                "mediaType": "IMAGE", "mediaUrl": "https://i.example/1"}], "username": "u", "userId": "i",
            "feedbackId": "1", "commentType": "NEGATIVE", "feedbackComment": {"commentText": "bad"},
            "orderLineItemSummary": {"orderId": "12-34567-89012", "listingId": "110011001100"},
            "reference": {"referenceId": "110011001100", "referenceType": "LISTING"}, "marketplaceId": "EBAY_US"}}})
}

fn conversation() -> Value {
    json!({"messages": [
        {"messageId": "3429373760017", "createdDate": "2026-01-05T09:59:57.000Z", "messageBody": "Hi",
            "senderUsername": "buyer_1", "recipientUsername": "example-seller", "subject": "s"},
        {"messageId": "3429373760018", "createdDate": "2026-01-05T09:59:58.000Z", "messageBody": "Hello",
            "senderUsername": "example-seller", "recipientUsername": "buyer_1", "messageMedia": [{}]}]})
}

fn account(token: Option<String>) -> ApiAccount {
    let settings = json!({"client_id": "id", "client_secret": "secret", "refresh_token": "v^1.1#r"});
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token, now: NOW }
}

fn reply(thread: &str, text: &str) -> Reply {
    serde_json::from_value(json!({"id": "0".repeat(32), "thread": thread, "text": text})).unwrap()
}

fn answers() -> impl Strategy<Value = HttpResponse> {
    let answer = json!({"messageId": "1", "access_token": "v^1.1#a", "expires_in": 7200, "errors": [{"errorId": 355_006,
        "domain": "API_MESSAGE", "category": "REQUEST", "message": "m", "longMessage": "l"}]});
    let body = prop_oneof![
        odd_json(answer).prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..300),
        (any::<u64>(), ".{0,400}").prop_map(|(id, message)| {
            json!({"errors": [{"errorId": id, "message": message}]}).to_string().into_bytes()
        }),
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
    hostile::signed_bytes_are_kept::<Ebay>(signed);
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in "POST|PUT|[A-Z]{1,8}",
        header in prop::option::of("[A-Za-z0-9+/]{0,80}|.{0,60}"),
        claim in prop::option::of(odd_json(json!({"alg": "ecdsa", "kid": "test-key", "digest": "SHA1",
            "signature": "MEUCIQCGcSnmAkTfr+ZiZVg0bWEos8a/teBqi7Pe68+hGmLMCQIgeFvkrto+8ds8RVwI3Ggn1mMGCrNMEZJ3SRlO2fx/xqI="}))),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        prop_assume!(method != "GET");
        let value = claim.map(|claim| encode_base64(claim.as_bytes())).or(header);
        let headers = value.into_iter().map(|value| ("x-ebay-signature".to_owned(), value)).collect();
        let received = Ebay::receive(&request(&method, headers, body), &[]);
        assert_within_limits(&received);
        // A key that isn't in the settings is asked for first.
        prop_assert!(matches!(received, Received::Rejected(_) | Received::Needs(_)), "{received:?}");
    }

    #[test]
    fn only_challenges_are_answered_to_get(path in ".{0,80}|/hooks/ebay/main\\?challenge_code=[A-Za-z0-9_-]{0,40}") {
        let received = Ebay::receive(&Request { path_and_query: path, ..request("GET", Vec::new(), Vec::new()) }, &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_) | Received::Handshake(_)), "{received:?}");
    }

    #[test]
    fn signed_notifications_with_odd_fields_are_kept_or_taken(
        body in prop::sample::select(TOPICS.to_vec()).prop_flat_map(|topic| odd_json(notification(topic))),
    ) {
        let received = Ebay::receive(&signed(body.into_bytes()), &[]);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Rejected(_) | Received::Handshake(_)), "{received:?}");
    }

    #[test]
    fn odd_conversations_are_kept_or_taken(
        document in odd_json(conversation()),
        garbage in prop::option::of(prop::collection::vec(any::<u8>(), 0..200)),
        status in prop_oneof![Just(200u16), 100..600u16],
        with_id in any::<bool>(),
    ) {
        let mut data = json!({"conversationId": "124850576707"});
        if with_id {
            data["messageId"] = "3429373760018".into();
        }
        let mut body = notification("NEW_MESSAGE");
        body["notification"]["data"] = data;
        let request = signed(body.to_string().into_bytes());
        let body = garbage.unwrap_or_else(|| document.into_bytes());
        let evidence = [Evidence { url: CONVERSATION.to_owned(), status, body }];
        let received = Ebay::receive(&request, &evidence);
        assert_within_limits(&received);
        prop_assert!(!matches!(received, Received::Needs(_) | Received::Handshake(_)), "{received:?}");
    }

    #[test]
    fn garbage_for_a_key_never_verifies(body in prop::collection::vec(any::<u8>(), 0..200), status in 100..600u16) {
        let settings = json!({"sellers": ["example-seller"]}).to_string();
        let request = Request { settings, ..signed(notification("NEW_MESSAGE").to_string().into_bytes()) };
        let Received::Needs(needs) = Ebay::receive(&request, &[]) else { panic!("no key is asked for") };
        let evidence: Vec<Evidence> =
            needs.iter().map(|need| Evidence { url: need.url.clone(), status, body: body.clone() }).collect();
        let received = Ebay::receive(&request, &evidence);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn the_sellers_words_are_never_a_buyers(sender in "example-seller|EXAMPLE-SELLER|eBay|ebay", kind in "FROM_[A-Z]{4,7}") {
        let mut body = notification("NEW_MESSAGE");
        body["notification"]["data"]["senderUserName"] = sender.into();
        body["notification"]["data"]["conversationType"] = kind.into();
        let received = Ebay::receive(&signed(body.to_string().into_bytes()), &[]);
        let Received::Accepted(acceptance) = received else { panic!("{received:?}") };
        for event in acceptance.events {
            let Happening::Message(message) = event.happening else { continue };
            prop_assert_ne!(message.author, Author::Buyer);
        }
    }

    #[test]
    fn whatever_the_api_answers_has_a_meaning(
        response in answers(),
        token in prop::option::of(".{0,60}|\\{\"user\":\".{0,9}\"\\}"),
    ) {
        let account = account(token);
        let outcome = Ebay::interpret(&account, &reply("1", "text"), &response);
        prop_assert!(reason(&outcome).len() < 400, "{outcome:?}");
        if let Outcome::Delivered { .. } = outcome {
            prop_assert!((200..300).contains(&response.status));
        }
        match Ebay::token(&account, &response) {
            Ok(token) => {
                let token: Value = serde_json::from_str(&token).unwrap();
                let is_flat = token.as_object().unwrap().values().all(|value| value.is_string() || value.is_number());
                prop_assert!(is_flat);
            }
            Err(outcome) => {
                let is_honest = !matches!(outcome, Outcome::Delivered { .. } | Outcome::Unauthorized { .. });
                prop_assert!(is_honest, "{outcome:?}");
            }
        }
    }

    #[test]
    fn whatever_is_asked_for_stays_at_the_api(
        thread in ".{0,40}|[0-9]{1,20}",
        text in ".{0,40}",
        url in ".{0,60}|https://api\\.ebay\\.com/(commerce|sell)/(message|notification)/v1/(conversation|public_key)/.{0,20}",
    ) {
        let account = account(Some(json!({"user": "v^1.1#u", "application": "v^1.1#a"}).to_string()));
        if let Ok(request) = Ebay::compose(&account, &reply(&thread, &text)) {
            prop_assert_eq!(request.url, "https://api.ebay.com/commerce/message/v1/send_message");
        }
        if let Ok(request) = Ebay::fetch(&account, &url) {
            let is_own = ["message/v1/conversation/", "notification/v1/public_key/"]
                .iter()
                .any(|path| url.starts_with(&format!("https://api.ebay.com/commerce/{path}")));
            prop_assert!(is_own && request.method == "GET" && request.url == url && !url.contains(".."));
        }
    }
}

#[test]
fn every_topic_makes_the_same_events_each_time() {
    for topic in TOPICS {
        let body = notification(topic).to_string().into_bytes();
        let first = Ebay::receive(&signed(body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{topic}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{topic}");
        let an_hour_later = Request { received_at: NOW + 3_600_000, ..signed(body) };
        assert_eq!(first, Ebay::receive(&an_hour_later, &[]), "{topic}");
    }
}

fn granted(token: &str) -> HttpResponse {
    let body = json!({"access_token": token, "expires_in": 7_200, "token_type": "any"}).to_string().into_bytes();
    HttpResponse { status: 200, headers: Vec::new(), body }
}

fn form(account: &ApiAccount) -> Option<String> {
    Ebay::authorize(account).unwrap().map(|request| String::from_utf8(request.body).unwrap())
}

#[test]
fn the_sellers_token_comes_first_and_the_applications_beside_it() {
    let mut account = account(None);
    assert!(form(&account).unwrap().starts_with("grant_type=refresh_token&"));
    account.token = Some(Ebay::token(&account, &granted("seller-1")).unwrap());
    assert!(form(&account).unwrap().starts_with("grant_type=client_credentials&"));
    account.now += 3_600_000;
    account.token = Some(Ebay::token(&account, &granted("application-1")).unwrap());
    assert_eq!(form(&account), None);

    let authorization = |account: &ApiAccount, url: &str| {
        let request = Ebay::fetch(account, url).unwrap();
        request.headers.into_iter().find(|(name, _)| name == "authorization").unwrap().1
    };
    let key = "https://api.ebay.com/commerce/notification/v1/public_key/test-key";
    assert_eq!(authorization(&account, key), "Bearer application-1");
    assert_eq!(authorization(&account, CONVERSATION), "Bearer seller-1");

    // The seller's ends an hour before the application's, and is renewed by itself.
    account.now += 3_400_000;
    assert!(form(&account).unwrap().starts_with("grant_type=refresh_token&"));
    account.token = Some(Ebay::token(&account, &granted("seller-2")).unwrap());
    assert_eq!(form(&account), None);
    assert_eq!(authorization(&account, key), "Bearer application-1");
    assert_eq!(authorization(&account, CONVERSATION), "Bearer seller-2");
}

#[test]
fn foreign_documents_are_not_fetched() {
    let account = account(Some(json!({"user": "v^1.1#u"}).to_string()));
    for url in [
        "https://api.ebay.com.evil.example/commerce/notification/v1/public_key/a",
        "https://evil.example/commerce/notification/v1/public_key/a",
        "https://api.ebay.com/commerce/notification/v1/public_key/",
        "https://api.ebay.com/commerce/notification/v1/public_key/../../x",
        "https://api.ebay.com/commerce/notification/v1/public_key/a?b",
        "https://api.ebay.com/sell/account/v1/privilege",
        "",
    ] {
        assert!(Ebay::fetch(&account, url).is_err(), "{url}");
    }
}
