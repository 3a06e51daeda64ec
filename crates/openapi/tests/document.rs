//! The document against the committed file and the table of routes.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use sellerdesk_openapi::{FILE, document, render};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const MATRIX: &str = include_str!("../../../tests/api/people/matrix.txt");

#[test]
fn the_committed_file_is_what_the_code_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FILE);
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(kept == render().unwrap(), "{FILE} is an old one: run `cargo desk openapi`");
}

/// Method and path of each operation.
fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            found.insert(format!("{} {path}", method.to_ascii_uppercase()), operation);
        }
    }
    found
}

/// The matrix names every row of every table, which is a test of `crates/people`; tasks are for schedulers.
#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let lines = MATRIX.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let routes: BTreeSet<String> = lines
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .filter(|route| !route.contains(" /tasks/"))
        .collect();
    let document = document().unwrap();
    let described: BTreeSet<String> = operations(&document).into_keys().collect();
    assert_eq!(routes, described);
}

#[test]
fn whoever_may_use_a_route_is_named() {
    let document = document().unwrap();
    let operations = operations(&document);
    for line in MATRIX.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains(" /tasks/")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let operation = operations[&words[..2].join(" ")];
        let named: BTreeSet<&str> =
            words[2..].iter().copied().filter(|who| !["limited", "operator"].contains(who)).collect();
        if named.contains("everybody") {
            assert_eq!(operation["security"], serde_json::json!([]), "{line}");
            continue;
        }
        let list = |name: &str| operation[name].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
        let described: BTreeSet<&str> = list("x-roles").chain(list("x-scopes")).collect();
        if !named.contains("anybody") {
            assert_eq!(described, named, "{line}");
        }
    }
}

#[test]
fn names_are_used_once_and_parts_of_paths_are_described() {
    let document = document().unwrap();
    let mut names = BTreeSet::new();
    for (route, operation) in operations(&document) {
        assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{route}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let parts: BTreeSet<&str> =
            parameters.iter().filter(|it| it["in"] == "path").map(|it| it["name"].as_str().unwrap()).collect();
        let wanted: BTreeSet<&str> = route.split(['{', '}']).skip(1).step_by(2).collect();
        assert_eq!(parts, wanted, "{route}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn look(document: &Value, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| look(document, item)),
            Value::Object(fields) => {
                if let Some(Value::String(path)) = fields.get("$ref") {
                    let found = path.strip_prefix('#').and_then(|path| document.pointer(path));
                    assert!(found.is_some(), "{path} leads nowhere");
                }
                fields.values().for_each(|value| look(document, value));
            }
            _ => {}
        }
    }
    let document = document().unwrap();
    look(&document, &document);
}
