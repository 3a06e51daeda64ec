//! Reports as cases in `cases/imports.json`. Adding a case needs no Rust.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use proptest::prelude::*;
use sellerdesk_health::{
    HealthError, Imported, ReportContext, check_fact, read_facts, read_feedback, read_messages, read_orders,
    read_performance, read_returns,
};
use serde_json::{Value, json};
use support::{at, load};

fn read(kind: &str, bytes: &[u8], site: &str) -> Result<Imported, HealthError> {
    let context = ReportContext { site, received_at: at("2026-03-01T00:00:00Z") };
    match kind {
        "feedback" => read_feedback(bytes, &context),
        "returns" => read_returns(bytes, &context),
        "orders" => read_orders(bytes, &context),
        "messages" => read_messages(bytes, &context),
        "facts" => read_facts(bytes, context.received_at),
        "performance" => read_performance(bytes).map(|_| Imported::default()),
        other => panic!("{other}"),
    }
}

/// What is expected of a fact: its kind's fields stand under the kind's name, `order_fact` for orders.
fn assert_contains(fact: &Value, expected: &Value, id: &str) {
    for (name, value) in expected.as_object().unwrap() {
        let kind = if name == "order_fact" { "order" } else { name };
        if let Some(fields) = value.as_object() {
            for (field, value) in fields {
                assert_eq!(&fact["what"][kind][field], value, "{id}: {name}.{field} of {fact}");
            }
        } else {
            assert_eq!(&fact[name], value, "{id}: {name} of {fact}");
        }
    }
}

#[test]
fn reports() {
    for case in load("imports.json")["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let (kind, site) = (case["kind"].as_str().unwrap(), case["site"].as_str().unwrap());
        let text = case["text"].as_str().unwrap();
        let outcome = read(kind, text.as_bytes(), site);
        if let Some(refused) = case["refused"].as_str() {
            let error = outcome.expect_err(id).to_string();
            assert!(error.contains(refused), "{id}: {error}");
            continue;
        }
        let imported = outcome.expect(id);
        let facts = case["facts"].as_array().unwrap();
        assert_eq!(imported.facts.len(), facts.len(), "{id}: {:#?}", imported.facts);
        for (fact, expected) in imported.facts.iter().zip(facts) {
            assert_contains(&json!(fact), expected, id);
            assert_eq!(check_fact(fact, at("2026-03-01T00:00:00Z")), None, "{id}");
        }
        let problems: Vec<Value> =
            imported.problems.iter().map(|problem| json!([problem.row, problem.field])).collect();
        assert_eq!(json!(problems), *case.get("problems").unwrap_or(&json!([])), "{id}: {:?}", imported.problems);
        assert_eq!(imported.refused, problems.len(), "{id}");

        let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        if kind != "facts" {
            assert_eq!(read(kind, &utf_16, site).as_ref(), Ok(&imported), "{id}: as UTF-16");
            let marked = format!("\u{FEFF}{text}");
            assert_eq!(read(kind, marked.as_bytes(), site).as_ref(), Ok(&imported), "{id}: with a mark");
        }
    }
}

/// Facts read from the same file twice are the same facts.
#[test]
fn a_latin_1_file_is_read() {
    let text = "Date\tRating\tComments\tOrder ID\n2026-02-03\t1\tgr\u{fc}n\tA\n";
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    assert_eq!(read("feedback", &bytes, "de").unwrap().facts.len(), 1);
}

proptest! {
    /// Whatever is uploaded: an answer, no panic.
    #[test]
    fn hostile_uploads_are_survived(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        pieces in proptest::collection::vec(prop_oneof![
            Just("<return_details>"), Just("</return_details>"), Just("<order_id>"), Just("</order_id>"), Just("\t"),
            Just("\n"), Just("\""), Just("Order ID"), Just("Date"), Just("Rating"), Just("31/02/26"), Just("<!--"),
            Just("{\"facts\":["), Just("]}"), Just("é"), Just("2026-02-0é"), Just("9999999999999999999999"),
        ], 0..40),
    ) {
        for kind in ["feedback", "returns", "orders", "messages", "facts", "performance"] {
            for site in ["us", "de"] {
                let _ = read(kind, &bytes, site);
                let _ = read(kind, pieces.concat().as_bytes(), site);
                let table = format!("Order ID\tDate\tRating\tpurchase-date\tReturn request date\n{}", pieces.concat());
                let _ = read(kind, table.as_bytes(), site);
            }
        }
    }
}
