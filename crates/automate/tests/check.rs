//! What is wrong with a document, by field.

#![allow(clippy::unwrap_used, reason = "tests")]

use sellerdesk_automate::limits::RULES_MAX;
use sellerdesk_automate::{Automations, check};
use serde_json::{Value, json};

fn fields(document: &Value) -> Vec<String> {
    let is_template = |id: &str| id == "first_receipt";
    check(&document.to_string(), &is_template).err().unwrap_or_default().into_iter().map(|wrong| wrong.field).collect()
}

fn of_rule(rule: Value) -> Vec<String> {
    let mut rule = rule;
    for (name, value) in [("id", json!("r")), ("actions", json!([{ "tag": "x" }]))] {
        rule.as_object_mut().unwrap().entry(name).or_insert(value);
    }
    fields(&json!({ "rules": [rule] }))
}

#[test]
fn each_field_is_named() {
    for (rule, field) in [
        (json!({ "id": "" }), "rules[0].id"),
        (json!({ "id": "A b" }), "rules[0].id"),
        (json!({ "id": "x".repeat(41) }), "rules[0].id"),
        (json!({ "name": "a\nb" }), "rules[0].name"),
        (json!({ "actions": [] }), "rules[0].actions"),
        (json!({ "actions": vec![json!({ "tag": "x" }); 6] }), "rules[0].actions"),
        (json!({ "actions": [{ "tag": "x".repeat(65) }] }), "rules[0].actions[0].tag"),
        (json!({ "actions": [{ "assign": "" }] }), "rules[0].actions[0].assign"),
        (json!({ "actions": [{ "note": " " }] }), "rules[0].actions[0].note"),
        (json!({ "actions": [{ "reply": { "template": "nowhere" } }] }), "rules[0].actions[0].reply.template"),
        (
            json!({ "actions": [{ "reply": { "template": "first_receipt", "lang": "" } }] }),
            "rules[0].actions[0].reply.lang",
        ),
        (
            json!({ "actions": [{ "reply": { "template": "first_receipt", "values": { "reply_hours": "" } } }] }),
            "rules[0].actions[0].reply.values.reply_hours",
        ),
        (json!({ "actions": vec![json!({ "reply": { "template": "first_receipt" } }); 2] }), "rules[0].actions"),
        (json!({ "when": { "events": ["letter"] } }), "rules[0].when.events[0]"),
        (json!({ "when": { "keywords": ["\u{200b}"] } }), "rules[0].when.keywords[0]"),
        (json!({ "when": { "keywords": ["ok", ""] } }), "rules[0].when.keywords[1]"),
        (json!({ "when": { "tags": vec!["x"; 51] } }), "rules[0].when.tags"),
        (
            json!({ "when": { "during": [{ "from": "x", "until": "2026-01-01T00:00:00Z" }] } }),
            "rules[0].when.during[0].from",
        ),
        (
            json!({ "when": { "during": [{ "from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z" }] } }),
            "rules[0].when.during[0].until",
        ),
        (json!({ "unless": [{}] }), "rules[0].unless[0]"),
        (json!({ "unless": [{ "channels": [""] }] }), "rules[0].unless[0].channels[0]"),
        (json!({ "unless": vec![json!({ "vip": true }); 6] }), "rules[0].unless"),
    ] {
        assert_eq!(of_rule(rule.clone()), [field], "{rule}");
    }
}

#[test]
fn a_wrong_shape_is_named_too() {
    for (rule, field) in [
        (json!({ "when": { "categories": ["nonsense"] } }), "rules[0].when.categories[0]"),
        (json!({ "when": { "hours": "always" } }), "rules[0].when.hours"),
        (json!({ "when": { "pattern": ".*" } }), "rules[0].when.pattern"),
        (json!({ "actions": [{ "delete": true }] }), "rules[0].actions[0]"),
        (json!({ "actions": [{ "prioritize": "asap" }] }), "rules[0].actions[0].prioritize"),
    ] {
        assert_eq!(of_rule(rule.clone()), [field], "{rule}");
    }
}

#[test]
fn two_rules_of_one_id_and_too_many_rules_are_refused() {
    let rule = |id: &str| json!({ "id": id, "actions": [{ "tag": "x" }] });
    assert_eq!(fields(&json!({ "rules": [rule("a"), rule("b"), rule("a")] })), ["rules[2].id"]);
    let many: Vec<Value> = (0..=RULES_MAX).map(|number| rule(&format!("r{number}"))).collect();
    assert_eq!(fields(&json!({ "rules": many })), ["rules"]);
}

#[test]
fn caps_stay_within_what_the_ledger_remembers() {
    let usual = json!({ "rule_pause_ms": 43_200_000, "recipient_max": 3, "recipient_window_ms": 86_400_000,
        "ledger_max": 30, "ledger_window_ms": 600_000, "failures_max": 10 });
    assert_eq!(fields(&json!({ "caps": usual })), Vec::<String>::new());
    for (name, value) in [("recipient_max", 0), ("rule_pause_ms", -1), ("ledger_max", 1_001), ("failures_max", 0)] {
        let mut caps = usual.clone();
        caps.as_object_mut().unwrap().insert(name.to_owned(), json!(value));
        assert!(fields(&json!({ "caps": caps })).contains(&format!("caps.{name}")), "{name}");
    }
}

#[test]
fn what_is_read_is_written_back() {
    let document = json!({ "rules": [{
        "id": "closed", "name": "We are closed", "enabled": false, "stop": true,
        "when": { "hours": "closed", "keywords": ["invoice"] }, "unless": [{ "vip": true }],
        "actions": [{ "reply": { "template": "first_receipt", "values": { "reply_hours": "12" } } }, { "prioritize": "high" }],
    }] });
    let read = check(&document.to_string(), &|_| true).unwrap();
    let again: Automations = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(read, again);
}
