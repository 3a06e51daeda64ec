//! The channel `etsy` against its fake: orders only, so there is no round trip.
#![allow(clippy::panic, reason = "a failing test should say where")]

use adapter_etsy::Etsy;
use sellerdesk_adapter::{Adapter, HttpRequest, Reason, Received, Request};
use sellerdesk_canonical::Happening;
use sellerdesk_fakes::{Marketplace, Story, etsy};

const AT: i64 = 1_767_607_200_000;
const ENDPOINT: &str = "https://desk.example/hooks/etsy/main";

fn paid(number: u64) -> HttpRequest {
    etsy::Etsy.order_paid(&Story { number, at: AT, text: String::new() }, ENDPOINT)
}

fn receive(delivery: HttpRequest) -> Received {
    let request = Request {
        method: delivery.method,
        path_and_query: "/hooks/etsy/main".to_owned(),
        endpoint: ENDPOINT.to_owned(),
        headers: delivery.headers,
        body: delivery.body,
        received_at: AT,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: etsy::Etsy.webhook_settings().to_string(),
    };
    Etsy::receive(&request, &[])
}

#[test]
fn a_paid_order_is_told_once() {
    let Received::Accepted(first) = receive(paid(7_100_001)) else { panic!("not taken") };
    let [event] = first.events.as_slice() else { panic!("{:?}", first.events) };
    assert_eq!((event.thread.as_str(), event.order_id.as_deref()), ("order:7100001", Some("7100001")));
    assert!(matches!(&event.happening, Happening::Order(order) if order.status == "paid"));
    assert_eq!(receive(paid(7_100_001)), Received::Accepted(first));
}

#[test]
fn a_tampered_order_is_refused() {
    let mut delivery = paid(7_100_002);
    let digit = delivery.body.iter_mut().find(|byte| **byte == b'7');
    digit.into_iter().for_each(|digit| *digit = b'8');
    assert!(matches!(receive(delivery), Received::Rejected(refusal) if refusal.reason == Reason::SignatureWrong));
}
