//! `POST /api/v1/accounts/{channel}/{account}/facts`.

use crate::harness::{TestApp, fresh_number, json, problem, tests, wrong_fields};
use serde_json::{Value, json};

tests! {
    shared facts_in_any_order_and_twice_give_the_same_figure,
    shared a_row_that_cannot_be_read_is_named_and_the_others_are_taken,
    shared what_is_no_list_of_facts_is_refused,
}

pub fn order(number: u64, placed: &str) -> Value {
    json!({"id": format!("o{number}"), "at": placed, "order": format!("302-{number}"), "site": "de",
        "what": {"order": {"placed_at": placed}}})
}

pub fn claim(number: u64, at: &str, state: &str) -> Value {
    json!({"id": format!("z{number}{state}"), "at": at, "order": format!("302-{number}"), "site": "de",
        "what": {"defect": {"kind": "claim", "reference": "A1", "state": state}}})
}

/// An account of Amazon that nobody else uses.
pub fn account() -> String {
    format!("/api/v1/accounts/amazon/t{}", fresh_number())
}

pub fn odr(app: &TestApp, account: &str, at: &str) -> Value {
    let health = json(&app.get(&format!("{account}/health?at={at}")), 200);
    let figures = health["figures"].as_array().unwrap();
    figures.iter().find(|it| it["metric"] == "amazon-odr" && it["view"] == "live").unwrap_or(&Value::Null).clone()
}

const AT: &str = "2026-03-20T12:00:00Z";

fn facts_in_any_order_and_twice_give_the_same_figure(app: &TestApp) {
    let account = account();
    let path = format!("{account}/facts");
    let mut facts: Vec<Value> = (0..100).map(|number| order(number, "2026-03-10T12:00:00Z")).collect();
    facts.extend([claim(3, "2026-03-12T12:00:00Z", "opened"), claim(4, "2026-03-12T12:00:00Z", "opened")]);
    // The denial arrives before the claim itself.
    let denied = json!({"facts": [claim(4, "2026-03-14T12:00:00Z", "denied")]});
    assert_eq!(json(&app.post(&path, &denied), 200)["taken"], 1);
    facts.reverse();
    for _ in 0..2 {
        let taken = json(&app.post(&path, &json!({"facts": facts})), 200);
        assert_eq!((&taken["taken"], &taken["refused"]), (&json!(102), &json!(0)));
    }
    let figure = odr(app, &account, AT);
    assert_eq!((&figure["numerator"], &figure["denominator"]), (&json!(1), &json!(100)), "{figure:#}");
    assert_eq!((&figure["percent"], &figure["level"]), (&json!("1.0000"), &json!("red")));
    assert_eq!((&figure["limit"], &figure["excess"]), (&json!("below 1 %"), &json!(1)));
    assert!(figure["source"].as_str().unwrap().contains("G200285170"));
    assert_eq!((&figure["from"], &figure["to"]), (&json!("2026-01-20"), &json!("2026-03-20")));
    // And it leaves the rate when it is denied later.
    json(&app.post(&path, &json!([claim(3, "2026-03-15T12:00:00Z", "denied")])), 200);
    assert_eq!(odr(app, &account, AT)["numerator"], 0);
}

fn a_row_that_cannot_be_read_is_named_and_the_others_are_taken(app: &TestApp) {
    let path = format!("{}/facts", account());
    let mut wrong = order(2, "2026-03-10T12:00:00Z");
    wrong["what"]["order"]["placed_at"] = json!("yesterday");
    let body = json!({"facts": [order(1, "2026-03-10T12:00:00Z"), wrong]});
    let taken = json(&app.post(&path, &body), 200);
    assert_eq!((&taken["taken"], &taken["refused"]), (&json!(1), &json!(1)));
    assert_eq!((&taken["errors"][0]["row"], &taken["errors"][0]["field"]), (&json!(1), &json!("what.order.placed_at")));
    let mut alone = order(1, "2026-03-10T12:00:00Z");
    alone["site"] = json!("DE!");
    assert_eq!(wrong_fields(&app.post(&path, &json!([alone]))), ["facts[0].site"]);
}

fn what_is_no_list_of_facts_is_refused(app: &TestApp) {
    problem(&app.post(&format!("{}/facts", account()), &json!({"fact": []})), 400, "malformed");
    assert_eq!(wrong_fields(&app.post("/api/v1/accounts/amazon/Not%20One/facts", &json!([]))), ["account"]);
    problem(&app.get(&format!("{}/facts", account())), 405, "method-not-allowed");
}
