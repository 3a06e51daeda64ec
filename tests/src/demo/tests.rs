#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use super::*;
use crate::Account;
use crate::accounts::{FURTHER, example_settings};
use crate::time::HOUR_MS;
use adapter_amazon::Amazon;
use adapter_lazada::Lazada;
use adapter_mail::Mail;
use adapter_meta::Meta;
use adapter_shopify::Shopify;
use adapter_standard::Standard;
use adapter_tiktok_shop::TiktokShop;
use adapter_woocommerce::Woocommerce;
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
        further: FURTHER.map(|channel| (channel.to_owned(), account(&format!("secret-of-{channel}")))).into(),
    }
}

fn receive(delivery: &Delivery, accounts: &Accounts) -> Received {
    let channel = delivery.path.split('/').nth(2).unwrap();
    let (receive, account): (fn(&Request, &[_]) -> Received, _) = match channel {
        "amazon" => (Amazon::receive, &accounts.amazon),
        "shopify" => (Shopify::receive, &accounts.shopify),
        "standard" => (Standard::receive, &accounts.standard),
        "lazada" => (Lazada::receive, &accounts.further[channel]),
        "mail" => (Mail::receive, &accounts.further[channel]),
        "meta" => (Meta::receive, &accounts.further[channel]),
        "tiktok-shop" => (TiktokShop::receive, &accounts.further[channel]),
        "woocommerce" => (Woocommerce::receive, &accounts.further[channel]),
        other => panic!("{other}"),
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
        settings: example_settings(channel, &account.secret).to_string(),
    };
    receive(&request, &[])
}

#[test]
fn every_delivery_is_authentic_and_all_but_one_are_understood() {
    let deliveries = deliveries(NOW_MS, &accounts()).unwrap();
    assert!((110..=150).contains(&deliveries.len()), "{} deliveries", deliveries.len());
    let channels: BTreeSet<_> = deliveries.iter().filter_map(|delivery| delivery.path.split('/').nth(2)).collect();
    assert_eq!(channels.len(), 8, "{channels:?}");
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
fn it_spans_a_week_in_order() {
    let deliveries = deliveries(NOW_MS, &accounts()).unwrap();
    assert!(deliveries.is_sorted_by_key(|delivery| delivery.at));
    let ages = deliveries.iter().map(|delivery| NOW_MS - delivery.at);
    assert!(ages.clone().all(|age| (0..=168 * HOUR_MS).contains(&age)));
    assert!(ages.clone().max().unwrap() > 150 * HOUR_MS && ages.min().unwrap() < HOUR_MS);
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

#[test]
fn without_the_further_accounts_their_stories_are_left_out() {
    let accounts = Accounts { further: std::collections::BTreeMap::new(), ..accounts() };
    let deliveries = deliveries(NOW_MS, &accounts).unwrap();
    assert!(deliveries.len() > 60);
    let is_first =
        |path: &str| ["/hooks/amazon", "/hooks/shopify", "/hooks/standard"].iter().any(|own| path.starts_with(own));
    assert!(deliveries.iter().all(|delivery| is_first(&delivery.path)));
}

#[test]
fn the_teams_work_names_stories_and_colleagues_that_there_are() {
    let traffic: Traffic = toml::from_str(TRAFFIC).unwrap();
    for story in traffic.story.iter().filter(|story| !story.desk.is_empty()) {
        let alike = |other: &&story::Story| {
            (other.channel, &other.buyer, &other.subject) == (story.channel, &story.buyer, &story.subject)
        };
        assert_eq!(traffic.story.iter().filter(alike).count(), 1, "{} is there twice", story.buyer);
        assert!(!story.buyer.is_empty());
    }
    for deed in deeds(NOW_MS).unwrap().iter().filter(|deed| deed.action == "assignment") {
        let assignee = deed.body["assignee"].as_str().unwrap();
        assert!(COLLEAGUES.iter().any(|(name, _)| *name == assignee), "{assignee}");
    }
}

#[test]
fn facts_are_the_same_on_one_day_and_of_the_form_that_is_taken() {
    let bodies = facts(NOW_MS);
    assert_eq!(bodies, facts(NOW_MS));
    let rows: Vec<_> = bodies.iter().flat_map(|body| body["facts"].as_array().unwrap()).collect();
    assert!(rows.len() > 600 && rows.iter().any(|row| row["what"]["defect"]["kind"] == "claim"));
    let ids: BTreeSet<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rows.len());
}
