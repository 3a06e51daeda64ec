//! Webhooks that are refused, and authentic ones that can't be understood.

use crate::harness::{Framing, TestApp, fresh_number, now_ms, problem, records, runtime, send_raw, tests};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::amazon::{self, Buyer, Mail};
use sellerdesk_tests::webhook::shopify::{self, Topic};
use sellerdesk_tests::webhook::standard::{self, Event};
use sellerdesk_tests::{Account, Accounts, Delivery};
use serde_json::json;

tests! {
    shared a_wrong_signature_is_refused,
    shared a_missing_or_garbled_signature_is_refused,
    shared a_tampered_body_is_refused,
    shared a_signature_of_another_time_is_refused,
    shared an_unknown_account_or_channel_is_not_found,
    shared other_methods_are_not_allowed,
    shared a_body_over_the_limit_is_refused,
    shared an_authentic_delivery_that_cannot_be_read_is_kept_and_acknowledged,
    shared an_unread_delivery_again_is_the_same_item,
    host what_is_refused_is_neither_stored_nor_logged,
}

/// Words that must turn up nowhere.
const SECRET_WORDS: &str = "Zaphod-Beeblebrox-never-log-me";
/// Deeper than anything is read.
const DEPTH: usize = 100_000;

/// A good delivery on one channel, and the thread it would open.
struct Good {
    channel: &'static str,
    thread: String,
    delivery: Delivery,
}

/// One good delivery for each channel, signed at `now` for these accounts; every call makes new ones.
fn good(app: &TestApp, accounts: &Accounts, now: i64) -> [Good; 3] {
    let number = fresh_number();
    let event = Event::from_buyer(now, &number.to_string(), SECRET_WORDS);
    let standard = standard::deliver_event(&accounts.standard, &format!("msg_{number}"), now, &event).unwrap();
    let event_id = format!("ev-{number}");
    let topic = Topic { name: "disputes/create", event_id: &event_id, at: now };
    let mut dispute = shopify::chargeback(number, number, "1.00", "EUR", now, now + HOUR_MS);
    dispute["reason"] = SECRET_WORDS.into();
    let order = app.fresh_amazon_order();
    let buyer = Buyer { site: "com", alias: "alias", name: "Anna", order_id: Some(&order) };
    let mail = Mail::from_buyer(buyer, &format!("mail-{number}"), now, "Hello", SECRET_WORDS);
    [
        Good { channel: "standard", thread: format!("order:{number}"), delivery: standard },
        Good {
            channel: "shopify",
            thread: format!("order:{number}"),
            delivery: shopify::deliver(&accounts.shopify, topic, dispute.to_string()),
        },
        Good {
            channel: "amazon",
            thread: format!("order:{order}"),
            delivery: amazon::deliver(&accounts.amazon, &mail, now),
        },
    ]
}

/// The right accounts with the wrong secrets.
fn strangers(app: &TestApp) -> Accounts {
    let wrong = |account: &Account, secret: &str| Account { name: account.name.clone(), secret: secret.to_owned() };
    let accounts = app.accounts();
    Accounts {
        standard: wrong(&accounts.standard, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        shopify: wrong(&accounts.shopify, "shpss_0000000000000000"),
        amazon: wrong(&accounts.amazon, "key-00000000000000000000000000000000"),
        further: accounts.further.clone(),
    }
}

/// Sends what must be refused as not authentic, and looks that nothing came of it.
fn is_unauthorized(app: &TestApp, good: &Good, delivery: &Delivery) {
    let document = problem(&app.deliver(delivery), 401, "unauthorized");
    assert!(!document.to_string().contains(SECRET_WORDS), "{document}");
    assert_eq!(app.thread(good.channel, &good.thread), None, "{}", good.channel);
}

fn a_wrong_signature_is_refused(app: &TestApp) {
    for good in good(app, &strangers(app), now_ms()) {
        is_unauthorized(app, &good, &good.delivery);
    }
}

fn a_missing_or_garbled_signature_is_refused(app: &TestApp) {
    let [standard, shopify, amazon] = good(app, app.accounts(), now_ms());
    for header in ["webhook-signature", "webhook-timestamp", "webhook-id"] {
        is_unauthorized(app, &standard, &standard.delivery.clone().without_header(header));
        is_unauthorized(app, &standard, &standard.delivery.clone().without_header(header).with_header(header, "v1,?"));
        is_unauthorized(app, &standard, &standard.delivery.clone().with_header(header, "another"));
    }
    let header = "x-shopify-hmac-sha256";
    is_unauthorized(app, &shopify, &shopify.delivery.clone().without_header(header));
    is_unauthorized(app, &shopify, &shopify.delivery.clone().without_header(header).with_header(header, "not base64!"));
    is_unauthorized(app, &shopify, &shopify.delivery.clone().with_header("shopify-hmac-sha256", "AAAA"));
    let form = String::from_utf8(amazon.delivery.body.clone()).unwrap();
    for field in ["&signature=", "&token=", "&timestamp="] {
        let body = form.replace(field, "&other=").into_bytes();
        is_unauthorized(app, &amazon, &Delivery { body, ..amazon.delivery.clone() });
    }
}

fn a_tampered_body_is_refused(app: &TestApp) {
    // Mailgun signs no body: there the token stands in for it (`hooks::amazon`).
    let [standard, shopify, _] = good(app, app.accounts(), now_ms());
    for good in [standard, shopify] {
        let mut delivery = good.delivery.clone();
        delivery.body.push(b' ');
        is_unauthorized(app, &good, &delivery);
    }
}

fn a_signature_of_another_time_is_refused(app: &TestApp) {
    for minutes in [-6, 6, -60 * 24 * 365, 60 * 24 * 365] {
        let [standard, _, amazon] = good(app, app.accounts(), now_ms() + minutes * MINUTE_MS);
        is_unauthorized(app, &standard, &standard.delivery);
        is_unauthorized(app, &amazon, &amazon.delivery);
    }
}

fn an_unknown_account_or_channel_is_not_found(app: &TestApp) {
    for good in good(app, app.accounts(), now_ms()) {
        for path in ["nobody", "", "Main", "%6Dain", "..%2Fmain"] {
            let path = format!("/hooks/{}/{path}", good.channel);
            problem(&app.deliver(&Delivery { path, ..good.delivery.clone() }), 404, "not-found");
        }
        for path in ["/hooks/nowhere/main", "/hooks/nowhere", "/hooks/"] {
            problem(&app.deliver(&Delivery { path: path.to_owned(), ..good.delivery.clone() }), 404, "not-found");
        }
        assert_eq!(app.thread(good.channel, &good.thread), None);
    }
}

fn other_methods_are_not_allowed(app: &TestApp) {
    for good in good(app, app.accounts(), now_ms()) {
        for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let answer = app.deliver(&Delivery { method: method.to_owned(), ..good.delivery.clone() });
            problem(&answer, 405, "method-not-allowed");
            assert_eq!(answer.header("allow"), Some("POST"));
        }
        assert_eq!(app.thread(good.channel, &good.thread), None);
    }
}

fn a_body_over_the_limit_is_refused(app: &TestApp) {
    const MIB: usize = 1024 * 1024;
    let limits = [MIB, 4 * MIB, 12 * MIB];
    for (good, limit) in good(app, app.accounts(), now_ms()).into_iter().zip(limits) {
        let send = |framing, body: &[u8]| {
            let head = format!("POST {}", good.delivery.path);
            send_raw(app.base(), &head, &good.delivery.headers, framing, body)
        };
        // Told by its length, before a byte of it was sent; and found out while it comes.
        problem(&send(Framing::Length(limit + 1), b""), 413, "body-too-large");
        problem(&send(Framing::Chunked, &vec![b'x'; limit + 1]), 413, "body-too-large");
    }
    // The longest that is taken is only refused for its signature.
    let [good, ..] = good(app, app.accounts(), now_ms());
    is_unauthorized(app, &good, &Delivery { body: vec![b'x'; MIB], ..good.delivery.clone() });
}

/// Bodies that no channel can read.
fn unreadable_bodies() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("truncated", format!(r#"{{"type": "message.received", "id": "{SECRET_WORDS}"#).into_bytes()),
        ("deep", "[".repeat(DEPTH).into_bytes()),
        ("deep-objects", r#"{"a":"#.repeat(DEPTH).into_bytes()),
        ("utf-8", b"{\"type\": \"\xff\xfe\"}".to_vec()),
        ("empty", Vec::new()),
        ("list", b"[]".to_vec()),
        ("number", b"1e999999".to_vec()),
        ("nulls", vec![0; 64]),
    ]
}

/// Authentic deliveries that can't be read: with what they are called, and the status that acknowledges them.
fn unreadable(app: &TestApp) -> Vec<(&'static str, String, Delivery, u16)> {
    let mut deliveries = Vec::new();
    for (name, body) in unreadable_bodies() {
        let id = format!("odd_{name}_{}", fresh_number());
        deliveries.push(("standard", id.clone(), app.standard_body(&id, body.clone()), 202));
        let topic = Topic { name: "disputes/create", event_id: &id, at: now_ms() };
        deliveries.push(("shopify", id.clone(), shopify::deliver(&app.accounts().shopify, topic, body), 200));
    }
    let unknown = json!({"type": "ticket.created", "timestamp": "2026-01-05T10:00:00Z", "data": {}});
    let id = format!("odd_type_{}", fresh_number());
    deliveries.push(("standard", id.clone(), app.standard_body(&id, unknown.to_string()), 202));
    deliveries
}

fn an_authentic_delivery_that_cannot_be_read_is_kept_and_acknowledged(app: &TestApp) {
    for (channel, id, delivery, status) in unreadable(app) {
        let answer = app.deliver(&delivery);
        assert_eq!((answer.status, answer.body.len()), (status, 0), "{id}");
        let conversation = app.thread(channel, &format!("unread:{id}")).unwrap_or_else(|| panic!("{id} is lost"));
        let row = &conversation["conversation"];
        assert_eq!((&row["quarantined"], &row["status"]), (&json!(true), &json!("open")), "{row:#}");
        let record = records(&conversation, "quarantined")[0];
        assert_eq!(record["body_bytes"], delivery.body.len(), "{record:#}");
        assert!(!conversation.to_string().contains(SECRET_WORDS), "a problem quotes no content: {conversation:#}");
        for query in ["view=quarantine".to_owned(), format!("channel={channel}&account=main")] {
            let listed = app.list(&query).into_iter().filter(|listed| listed["id"] == row["id"]).count();
            assert_eq!(listed, 1, "{id} in {query}");
        }
    }
}

fn an_unread_delivery_again_is_the_same_item(app: &TestApp) {
    for (channel, id, delivery, _) in unreadable(app).into_iter().take(4) {
        app.accept(&delivery);
        let before = app.thread(channel, &format!("unread:{id}"));
        app.accept(&delivery);
        assert_eq!(app.thread(channel, &format!("unread:{id}")), before);
    }
}

fn what_is_refused_is_neither_stored_nor_logged(app: &TestApp) {
    app.host().reset_operations();
    for good in good(app, &strangers(app), now_ms()) {
        for method in ["POST", "GET"] {
            let delivery = Delivery { method: method.to_owned(), ..good.delivery.clone() };
            assert!(!app.deliver(&delivery).is_success());
        }
    }
    let [standard, _, amazon] = good(app, app.accounts(), now_ms() - HOUR_MS);
    for stale in [standard, amazon] {
        assert_eq!(app.deliver(&stale.delivery).status, 401);
    }
    // Of the refusals, only that there were some is noted with the account.
    let keys = runtime().block_on(app.host().store().get_keys()).unwrap();
    assert!(keys.iter().all(|key| key.starts_with("h1:") || key.starts_with("a1:")), "{keys:?}");
    assert!(app.host().operations().writes() < 20, "a note is made once a minute at most");
    // What is taken or kept isn't logged either.
    for good in good(app, app.accounts(), now_ms()) {
        app.accept(&good.delivery);
    }
    for (_, _, delivery, _) in unreadable(app) {
        app.accept(&delivery);
    }
    let lines = app.log_lines();
    assert!(!lines.is_empty());
    let secrets = [SECRET_WORDS, &app.accounts().standard.secret, &app.accounts().shopify.secret];
    for line in lines {
        assert!(secrets.iter().all(|secret| !line.contains(*secret)), "{line}");
    }
}
