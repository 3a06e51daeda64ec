//! Each rule of the marketplaces as cases in `cases/rules.json`. Adding a case needs no Rust.
//!
//! Every case is also run reversed, rotated and with everything twice, over one page and over several.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::collections::BTreeSet;

use sellerdesk_health::{AccountHealth, Fact, Options, Page, read_facts};
use serde_json::{Value, json};
use support::{at, batch, load, merged, pages_of};

/// Facts may leave out their id, and say everything they have in common once.
fn facts_of(case: &Value, as_of: i64) -> Vec<Fact> {
    let mut rows = Vec::new();
    for (index, fact) in case["facts"].as_array().unwrap().iter().enumerate() {
        let mut fact = fact.clone();
        for (name, value) in case["common"].as_object().into_iter().flatten() {
            fact.as_object_mut().unwrap().entry(name).or_insert(value.clone());
        }
        let repeat = fact.as_object_mut().unwrap().remove("repeat").map_or(1, |repeat| repeat.as_u64().unwrap());
        for copy in 0..repeat {
            let mut fact = fact.clone();
            fact.as_object_mut().unwrap().entry("id").or_insert(json!(format!("f{index}-{copy}")));
            if repeat > 1 {
                fact["order"] = json!(format!("{}-{copy}", fact["order"].as_str().unwrap_or("plain")));
            }
            rows.push(fact);
        }
    }
    let imported = read_facts(json!(rows).to_string().as_bytes(), as_of).unwrap();
    assert_eq!(imported.problems, [], "{}", case["id"]);
    imported.facts
}

#[test]
fn rules() {
    let file = load("rules.json");
    let (mut ids, mut wrong) = (BTreeSet::new(), Vec::new());
    for case in file["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        assert!(ids.insert(id), "{id} twice");
        let channel = case["channel"].as_str().unwrap_or("amazon");
        let as_of = at(case["as_of"].as_str().unwrap());
        let options: Options = serde_json::from_value(case.get("options").cloned().unwrap_or(json!({}))).unwrap();
        let facts = facts_of(case, as_of);
        let fold = |facts: &[Fact], pages: u16, size: usize| {
            merged(&pages_of(facts, pages, size, |part| batch(channel, as_of, &options, part)))
        };
        let rollup = fold(&facts, 1, 5_000);
        let health = AccountHealth::new(channel, &options.zone, &rollup);
        let figures = serde_json::to_value(health.figures(as_of)).unwrap();
        for expected in case["expect"].as_array().unwrap() {
            let is_it = |figure: &&Value| {
                figure["rule"]["metric"] == expected["metric"]
                    && figure["view"] == *expected.get("view").unwrap_or(&json!("live"))
                    && figure["site"] == *expected.get("site").unwrap_or(&json!("us"))
                    && figure["fulfilment"] == *expected.get("fulfilment").unwrap_or(&json!("seller"))
                    && figure.get("part_of").unwrap_or(&json!("")) == expected.get("part_of").unwrap_or(&json!(""))
            };
            let found: Vec<&Value> = figures.as_array().unwrap().iter().filter(is_it).collect();
            if expected.get("absent") == Some(&json!(true)) {
                if !found.is_empty() {
                    wrong.push(format!("{id}: there is a figure for {expected}"));
                }
                continue;
            }
            if found.len() != 1 {
                wrong.push(format!("{id}: {} figures for {expected}", found.len()));
                continue;
            }
            for name in ["part", "whole", "standing", "from", "to"] {
                if let Some(value) = expected.get(name)
                    && &found[0][name] != value
                {
                    wrong.push(format!("{id}: {name} of {expected} is {}", found[0][name]));
                }
            }
        }

        let mut again: Vec<Fact> = facts.iter().rev().cloned().collect();
        assert_eq!(fold(&again, 1, 1), rollup, "{id}: reversed, one by one");
        again.rotate_left(facts.len() / 2);
        again.extend(facts.iter().cloned());
        assert_eq!(fold(&again, 1, 3), rollup, "{id}: rotated, then everything again");
        assert_eq!(fold(&again, 16, 7), rollup, "{id}: over 16 pages");
        let pages = pages_of(&facts, 1, 5_000, |part| batch(channel, as_of, &options, part));
        assert_eq!(Page::decode(&pages[0].encode()).as_ref(), Ok(&pages[0]), "{id}: reading back");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every metric that the crate knows is exercised by a case.
#[test]
fn every_metric_has_a_case() {
    let file = load("rules.json");
    let cases = file["cases"].as_array().unwrap();
    let tested: BTreeSet<&str> =
        cases.iter().flat_map(|case| case["expect"].as_array().unwrap()).filter_map(|e| e["metric"].as_str()).collect();
    let known: BTreeSet<&str> = sellerdesk_health::RULES.iter().map(|rule| rule.metric).collect();
    assert_eq!(known.difference(&tested).collect::<Vec<_>>(), Vec::<&&str>::new());
    for rule in sellerdesk_health::RULES {
        assert!(!rule.source.is_empty() && rule.checked.len() == 7 && !rule.views.is_empty(), "{}", rule.metric);
    }
}
