//! Arbitrary requests and answers, with and without valid signatures: always an answer, always within the limits.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test should say where")]

mod sign;

use adapter_walmart::Walmart;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile};
use sellerdesk_adapter::{Adapter, ApiAccount, Received, Reply, ReplyApi, Request};
use sellerdesk_canonical::{Author, Buyer, Happening};
use serde_json::{Value, json};

const METHODS: [(&str, &str); 4] =
    [("BASIC_AUTH", "basic"), ("HMAC", "hmac-hex"), ("OAUTH", "bearer"), ("WM_SEC", "wm-sec")];
const KINDS: [&str; 8] = [
    "RETURN_CREATED",
    "RETURN_INVOICED",
    "INTENT_TO_CANCEL",
    "ORDER_UPDATES",
    "PO_LINE_AUTOCANCELLED",
    "PO_CREATED",
    "SELLER_PERFORMANCE_NOTIFICATIONS",
    "SOMETHING_NEW",
];
const NOW_MS: i64 = 1_767_607_200_000;

fn request(auth_method: &str, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    let settings = json!({"auth_method": auth_method, "secret": "wm-secret-1", "user": "walmart",
        "client_secret": "wm-client-1", "performance_secret": null,
        "mail": {"secret": "key-3ax6xnjp29jd6fds4gc373sgvjxteol0", "own_addresses": ["care@shop.example"]}});
    Request {
        method: "POST".to_owned(),
        path_and_query: format!("/hooks/walmart/main{path}"),
        endpoint: "https://desk.example/hooks/walmart/main".to_owned(),
        headers,
        body,
        received_at: NOW_MS,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: settings.to_string(),
    }
}

fn signed((auth_method, scheme): (&str, &str), body: Vec<u8>) -> Request {
    let mut request = request(auth_method, "", Vec::new(), body);
    assert!(sign::sign(&mut request, scheme));
    request
}

/// A notification with what any kind looks at.
fn notification(kind: &str) -> Value {
    let line = json!({"lineNumber": "1", "sku": "S", "productName": "Mug", "status": "CANCELLED",
        "quantity": {"measurementValue": "1"}, "cancellationReason": "r"});
    let returned = json!({"purchaseOrderId": "1", "customerOrderId": 2, "returnOrderId": "3", "productName": "Mug",
        "returnReason": "broken", "quantity": "1", "refundStatus": "Non Refunded"});
    let order = json!({"purchaseOrderId": "1", "customerOrderId": 2, "orderLines": [line, line]});
    json!({"source": {"eventType": kind, "eventTime": "2026-01-05T09:59:54.726Z", "eventId": "e-1"},
        "payload": {"partnerId": "9", "meta": {"subEventType": null}, "order": order,
            "returnOrders": if kind.starts_with("RETURN") { json!([returned, returned]) } else { Value::Null },
            "purchaseOrderId": "1", "orderLines": [line], "notificationType": "REPORT",
            "enNotification": {"summary": "s", "metrics": [{"kpi": "k", "score": 1.5, "performanceStandard": "90% or above",
                "performanceRiskLevel": "LOW"}]}}})
}

/// A Mailgun form with a raw mail.
fn mail(raw: &str) -> Request {
    let mut body = String::new();
    let fields =
        [("body-mime", raw), ("timestamp", "{{timestamp}}"), ("token", "{{token}}"), ("signature", "{{signature}}")];
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--b--\r\n");
    let headers = vec![("content-type".to_owned(), "multipart/form-data; boundary=b".to_owned())];
    let mut request = request("HMAC", "/mail", headers, body.into_bytes());
    assert!(sign::sign(&mut request, "mail"));
    request
}

fn account() -> ApiAccount {
    let settings = json!({"api_key": "key-1", "domain": "in.shop.example", "from": "Shop <care@shop.example>"});
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token: None, now: NOW_MS }
}

fn reply(address: String, subject: Option<String>, text: String) -> Reply {
    Reply {
        id: "0".repeat(32),
        thread: "order:5921679250664".to_owned(),
        buyer: Some(Buyer { id: address, name: None }),
        order_id: None,
        product_id: None,
        site: None,
        subject,
        text,
        in_reply_to: None,
        references: Vec::new(),
        buyer_wrote_at: None,
        is_automatic: false,
    }
}

#[test]
fn signed_bytes_are_kept() {
    for method in METHODS {
        hostile::signed_bytes_are_kept::<Walmart>(|body| signed(method, body));
    }
}

#[test]
fn signed_documents_with_odd_fields_are_kept_or_taken() {
    hostile::odd_fields_are_kept_or_taken::<Walmart>(KINDS.map(notification).to_vec(), |body| {
        signed(("HMAC", "hmac-base64"), body)
    });
}

#[test]
fn any_answer_has_an_outcome() {
    let known = vec![json!({"id": "<a@b.example>", "message": "m"})];
    hostile::any_answer_has_an_outcome(known, |response| {
        let reply = reply("a@relay.walmart.com".to_owned(), None, "x".to_owned());
        Walmart::interpret(&account(), &reply, response)
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        method in prop::sample::select(METHODS.to_vec()),
        path in "|/token|/mail|/[a-z/]{0,9}",
        headers in prop::collection::vec(
            ("authorization|wm_sec.timestamp|wm_sec.signature|content-type|[a-z-]{1,9}", "(Basic|Bearer) [A-Za-z0-9+/]{0,40}=?|[0-9a-f]{64}|1767607[0-9]{3}|.{0,40}"),
            0..6,
        ),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Walmart::receive(&request(method.0, &path, headers, body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn mails_from_elsewhere_are_never_a_buyers(
        from in "[a-z]{1,9}@[a-z]{1,9}\\.example|a@walmart\\.com|a@xrelay\\.walmart\\.com|.{0,40}",
        subject in ".{0,40}",
        text in "(Sales Order ID: 5921679250664|Message:|RefID:|\n|.{0,20}){0,9}",
    ) {
        let received = Walmart::receive(&mail(&format!("From: {from}\r\nSubject: {subject}\r\n\r\n{text}")), &[]);
        assert_within_limits(&received);
        if let Received::Accepted(acceptance) = &received {
            for event in &acceptance.events {
                let is_buyers = matches!(&event.happening, Happening::Message(message) if message.author == Author::Buyer);
                prop_assert!(!is_buyers && !event.thread.starts_with("order:5"), "{event:?}");
            }
        }
    }

    #[test]
    fn mails_of_buyers_are_messages_whatever_they_say(
        subject in ".{0,60}",
        text in "(Sales Order ID: [0-9]{0,25}|Item ID: 1234|Message:|RefID:|wants to connect with you|\n|.{0,20}){0,12}",
    ) {
        let raw = format!("From: x <91DD@relay.walmart.com>\r\nSubject: {}\r\n\r\n{text}", subject.replace(['\r', '\n'], " "));
        let received = Walmart::receive(&mail(&raw), &[]);
        assert_within_limits(&received);
        if let Received::Accepted(acceptance) = &received {
            prop_assert_eq!(acceptance.events.len(), 1);
        }
    }

    #[test]
    fn any_reply_is_composed_or_refused(
        address in ".{0,40}|[a-z]{1,9}@relay\\.walmart\\.com|[a-z\r\n]{1,9}@relay\\.walmart\\.com",
        subject in prop::option::of(".{0,60}"),
        text in ".{0,200}",
    ) {
        let reply = reply(address, subject, text);
        if let Ok(request) = Walmart::compose(&account(), &reply) {
            prop_assert!(request.url.starts_with("https://api.mailgun.net/"));
            prop_assert!(reply.buyer.unwrap().id.ends_with("@relay.walmart.com"));
        }
    }
}

#[test]
fn every_kind_makes_the_same_events_each_time() {
    for kind in KINDS {
        let body = notification(kind).to_string().into_bytes();
        let first = Walmart::receive(&signed(("HMAC", "hmac-hex"), body.clone()), &[]);
        let Received::Accepted(acceptance) = &first else { panic!("{kind}: {first:?}") };
        assert!(!acceptance.events.is_empty(), "{kind}");
        let mut ids: Vec<_> = acceptance.events.iter().map(|event| &event.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), acceptance.events.len(), "{kind}: ids differ");
        let later = Request { received_at: NOW_MS + 3_600_000, ..signed(("HMAC", "hmac-hex"), body) };
        assert_eq!(first, Walmart::receive(&later, &[]), "{kind}");
    }
}
