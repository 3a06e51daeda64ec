//! Rules that act as forms: what they ask of the API, and what they show when it says no.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ask, body, header, post, problem, text};
use serde_json::{Value, json};

const PATH: &str = "/settings/automations/one";
/// The form of the first rule of the fixtures, changed.
const CLOSED: [(&str, &str); 16] = [
    ("etag", "\"3\""),
    ("place", "0"),
    ("id", " closed "),
    ("name", "Shut"),
    ("enabled", "1"),
    ("events", "message"),
    ("categories", "order_status"),
    ("categories", "general"),
    ("keywords", "when, where"),
    ("hours", "closed"),
    ("vip", "false"),
    ("first_message", ""),
    ("template", "first_receipt"),
    ("values", "reply_hours = 24\r\n"),
    ("tag", "night"),
    ("notify", ""),
];

fn saved(fields: &[(&str, &str)]) -> Value {
    let api = Fixtures::default();
    let answer = ask(&api, post(PATH, fields));
    assert_eq!(header(&answer, "location"), "/settings/automations?done=saved", "{}", text(&answer));
    let (method, path, document) = api.writes().remove(0);
    assert_eq!((method.as_str(), path.as_str()), ("PUT", "/api/v1/automations"));
    // Caps stay; who changed it is not of the document.
    assert_eq!(document["caps"], json!({"recipient_max": 3}));
    assert!(document.get("updated_at").is_none());
    document["rules"].clone()
}

#[test]
fn a_rule_is_a_form_and_what_it_does_not_show_stays() {
    let rules = saved(&[&CLOSED[..], &[("do", "save")]].concat());
    let rule = &rules[0];
    assert_eq!((&rule["id"], &rule["enabled"], &rule["stop"]), (&json!("closed"), &json!(true), &json!(false)));
    assert_eq!(rule["unless"], json!([{"vip": true}]));
    let when = &rule["when"];
    assert_eq!(when["categories"], json!(["order_status", "general"]));
    assert_eq!(when["keywords"], json!(["when", "where"]));
    assert_eq!((&when["hours"], &when["vip"], &when["first_message"]), (&json!("closed"), &json!(false), &Value::Null));
    assert_eq!(when["during"].as_array().unwrap().len(), 1);
    let actions = json!([{"reply": {"template": "first_receipt", "values": {"reply_hours": "24"}}}, {"tag": "night"}, {"tag": "second"}]);
    assert_eq!(rule["actions"], actions);
    assert_eq!(rules[1]["id"], "claims");
}

#[test]
fn rules_are_added_moved_and_removed() {
    let ids = |rules: Value| {
        rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let deed = |place: &str, deed: &str| {
        ids(saved(&[("etag", "\"3\""), ("place", place), ("do", deed), ("id", "new"), ("tag", "x")]))
    };
    assert_eq!(deed("2", "save"), ["closed", "claims", "new"]);
    assert_eq!(deed("1", "up"), ["claims", "closed"]);
    assert_eq!(deed("0", "down"), ["claims", "closed"]);
    assert_eq!(deed("0", "up"), ["closed", "claims"]);
    assert_eq!(deed("0", "remove"), ["claims"]);
    let api = Fixtures::default();
    let answer = ask(&api, post(PATH, &[("etag", "\"2\""), ("place", "0"), ("do", "remove")]));
    assert_eq!((answer.status, api.writes().len()), (412, 0));
}

#[test]
fn what_is_wrong_with_a_rule_stands_at_its_field() {
    let errors = json!([
        {"field": "rules[0].id", "detail": "is another rule's"},
        {"field": "rules[0].when.keywords[1]", "detail": "has no visible character"},
        {"field": "rules[0].actions[0].reply.template", "detail": "is no template"},
        {"field": "rules[1].actions", "detail": "must be 1 to 5"},
    ]);
    let refused = Some(("automations", 422, problem(422, "invalid", json!({ "errors": errors }))));
    let api = Fixtures { refused, ..Fixtures::default() };
    let answer = ask(&api, post(PATH, &[&CLOSED[..], &[("do", "save")]].concat()));
    let page = text(&answer);
    assert_eq!(answer.status, 422);
    for id in ["r0-id-fault", "r0-keywords-fault", "r0-template-fault"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
    }
    assert!(page.contains("rules[1].actions: must be 1 to 5") && page.contains("value=\"when, where\""));
}

#[test]
fn a_rule_is_tested_on_past_conversations_and_nothing_is_saved() {
    let api = Fixtures::default();
    let page = text(&ask(&api, post(PATH, &[&CLOSED[..], &[("do", "test")]].concat())));
    assert!(api.writes().is_empty());
    assert!(page.contains("3 done; 2 refused: answered since") && page.contains("We are &lt;closed&gt;."), "{page}");
    let calls = api.calls.borrow();
    let asked = body(calls.iter().find(|call| call.path.ends_with("preview/automations")).unwrap());
    assert_eq!((asked["automations"]["rules"].as_array().unwrap().len(), &asked["limit"]), (1, &json!(100)));
    let errors = json!({"errors": [{"field": "automations.rules[0].actions[1].tag", "detail": "is too long"}]});
    let api = Fixtures::with("preview/automations", 422, problem(422, "invalid", errors));
    let page = text(&ask(&api, post(PATH, &[&CLOSED[..], &[("do", "test")]].concat())));
    assert!(page.contains("id=\"r0-tag-fault\"") && page.contains("is too long"));
}
