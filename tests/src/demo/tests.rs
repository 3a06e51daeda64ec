#![allow(clippy::unwrap_used, reason = "a test")]

use super::*;
use crate::Account;
use crate::time::HOUR_MS;
use adapter_amazon::Amazon;
use adapter_shopify::Shopify;
use adapter_standard::Standard;
use sellerdesk_adapter::{Adapter, Received, Request};
use std::collections::BTreeSet;

/// 2026-01-05T10:00:00Z.
const NOW_MS: i64 = 1_767_607_200_000;

fn accounts() -> Accounts {
    let account = |secret: &str| Account { name: "demo".to_owned(), secret: secret.to_owned() };
    Accounts {
        standard: account("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        shopify: account("shpss_5f1c2d9b7a3e4860"),
        amazon: account("key-3ax6xnjp29jd6fds4gc373sgvjxteol0"),
    }
}

fn receive(delivery: &Delivery, accounts: &Accounts) -> Received {
    let (receive, account): (fn(&Request, &[_]) -> Received, _) = match delivery.path.split('/').nth(2) {
        Some("amazon") => (Amazon::receive, &accounts.amazon),
        Some("shopify") => (Shopify::receive, &accounts.shopify),
        _ => (Standard::receive, &accounts.standard),
    };
    let request = Request {
        method: delivery.method.clone(),
        path_and_query: delivery.path.clone(),
        endpoint: format!("http://localhost{}", delivery.path),
        headers: delivery.headers.clone(),
        body: delivery.body.clone(),
        received_at: NOW_MS + 1_000,
        account: account.name.clone(),
        client_address: None,
        api: String::new(),
        settings: serde_json::json!({"secret": account.secret}).to_string(),
    };
    receive(&request, &[])
}

#[test]
fn every_delivery_is_authentic_and_all_but_one_are_understood() {
    let deliveries = deliveries(NOW_MS, &accounts()).unwrap();
    assert!((55..=70).contains(&deliveries.len()), "{} deliveries", deliveries.len());
    let mut unreadable = 0;
    for delivery in &deliveries {
        match receive(delivery, &accounts()) {
            Received::Accepted(acceptance) => {
                assert!(!acceptance.events.is_empty());
                // Mail dates are in whole seconds.
                let told = acceptance.events.iter().all(|event| (delivery.at - event.at).abs() < 1_000);
                assert!(told, "{:?} is not at {}", acceptance.events, delivery.at);
            }
            Received::Unreadable(_) => unreadable += 1,
            other => assert!(matches!(other, Received::Accepted(_)), "{}: {other:?}", delivery.path),
        }
    }
    assert_eq!(unreadable, 1);
}

#[test]
fn it_spans_two_days_in_order() {
    let deliveries = deliveries(NOW_MS, &accounts()).unwrap();
    assert!(deliveries.is_sorted_by_key(|delivery| delivery.at));
    let ages = deliveries.iter().map(|delivery| NOW_MS - delivery.at);
    assert!(ages.clone().all(|age| (0..=48 * HOUR_MS).contains(&age)));
    assert!(ages.clone().max().unwrap() > 40 * HOUR_MS && ages.min().unwrap() < HOUR_MS);
}

#[test]
fn a_second_demo_on_the_same_day_has_the_same_event_ids() {
    let ids = |now_ms| -> BTreeSet<String> {
        let deliveries = deliveries(now_ms, &accounts()).unwrap();
        deliveries.iter().flat_map(|delivery| event_ids(receive(delivery, &accounts()))).collect()
    };
    assert_eq!(ids(NOW_MS), ids(NOW_MS + 60_000));
}

fn event_ids(received: Received) -> Vec<String> {
    match received {
        Received::Accepted(acceptance) => acceptance.events.into_iter().map(|event| event.id).collect(),
        Received::Unreadable(unreadable) => unreadable.id.into_iter().collect(),
        _ => Vec::new(),
    }
}
