//! `GET` and `PUT /api/v1/policies` and `/calendars`, what they do to new and open conversations, and the preview.

use crate::harness::{Answer, TestApp, fresh_number, instant, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_tests::time::HOUR_MS;
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    own an_operators_policy_comes_before_the_presets,
    own a_changed_policy_holds_for_what_is_open_only_when_applied,
    own a_changed_calendar_moves_what_is_open,
    own of_two_edits_the_second_is_told,
    own a_preview_changes_nothing,
    shared what_cannot_be_a_policy_or_calendar_is_refused_by_field,
    own there_are_presets_before_anything_is_set,
    shared a_list_is_no_document,
}

const POLICIES: &str = "/api/v1/policies";
const CALENDARS: &str = "/api/v1/calendars";

/// Everything on the channel `standard`, answered within so many hours.
fn policies(hours: i64, business_hours: bool) -> Value {
    json!({"policies": [{
        "when": {"channels": ["standard"]},
        "policy": {
            "id": "own", "name": "Own", "warn_at_permille": [500], "pause_while_pending": true,
            "automatic_reply_counts": false,
            "targets": {"first_response_ms": hours * HOUR_MS, "next_response_ms": hours * HOUR_MS, "resolution_ms": null},
        },
        "business_hours": business_hours,
    }]})
}

fn etag(app: &TestApp, path: &str) -> String {
    app.get(path).header("etag").unwrap().to_owned()
}

fn put(app: &TestApp, path: &str, body: &Value) -> Answer {
    let etag = etag(app, path);
    app.put(path, &[("if-match", &etag)], body)
}

/// A new conversation whose buyer waits since now: its order and since when.
fn question(app: &TestApp) -> (String, i64) {
    let (order, at) = (fresh_number().to_string(), now_ms() / 1_000 * 1_000);
    app.accept(&app.standard(&format!("q_{order}"), &Event::from_buyer(at, &order, "I have a question about this.")));
    (order, at)
}

fn company_deadline(app: &TestApp, order: &str) -> i64 {
    instant(&app.row(order)["company_deadline"])
}

fn there_are_presets_before_anything_is_set(app: &TestApp) {
    let document = json(&app.get(POLICIES), 200);
    assert_eq!(document["policies"], json!([]));
    assert!(document["presets"].as_array().unwrap().len() > 5, "{document}");
    assert_eq!(json(&app.get(CALENDARS), 200), json!({"calendars": {}, "accounts": {}, "default": null}));
    assert_eq!(etag(app, CALENDARS), "\"0\"");
}

fn an_operators_policy_comes_before_the_presets(app: &TestApp) {
    json(&put(app, POLICIES, &policies(3, false)), 200);
    let (order, at) = question(app);
    assert_eq!(company_deadline(app, &order) - at, 3 * HOUR_MS);
    json(&put(app, POLICIES, &json!({"policies": []})), 200);
    let (order, at) = question(app);
    assert_eq!(company_deadline(app, &order) - at, 4 * HOUR_MS, "the preset of an own webshop");
}

fn a_changed_policy_holds_for_what_is_open_only_when_applied(app: &TestApp) {
    let (order, at) = question(app);
    json(&put(app, POLICIES, &policies(2, false)), 200);
    app.sweep(at);
    assert_eq!(company_deadline(app, &order) - at, 4 * HOUR_MS, "open conversations keep their snapshot");
    json(&app.post("/api/v1/policies/apply", &json!({})), 202);
    app.sweep(at);
    assert_eq!(company_deadline(app, &order) - at, 2 * HOUR_MS);
    let conversation = app.conversation(app.row(&order)["id"].as_str().unwrap());
    app.sweep(at);
    let again = app.conversation(app.row(&order)["id"].as_str().unwrap());
    assert_eq!(again, conversation, "it is applied once");
}

fn a_changed_calendar_moves_what_is_open(app: &TestApp) {
    json(&put(app, POLICIES, &policies(1, true)), 200);
    let (order, at) = question(app);
    assert_eq!(company_deadline(app, &order) - at, HOUR_MS, "round the clock without a calendar");
    // Only tomorrow, from 00:00 UTC.
    let tomorrow = (at / (24 * HOUR_MS) + 1) * 24 * HOUR_MS;
    let date = &sellerdesk_tests::time::rfc3339(tomorrow)[..10];
    let calendar = json!({"zone": "Etc/UTC", "weekly": {}, "overrides": {date: [["00:00", "24:00"]]}});
    let calendars = json!({"calendars": {"late": calendar}, "accounts": {"standard/main": "late"}});
    json(&put(app, CALENDARS, &calendars), 200);
    app.sweep(at);
    assert_eq!(company_deadline(app, &order), tomorrow + HOUR_MS);
    let (other, _) = question(app);
    assert_eq!(company_deadline(app, &other), tomorrow + HOUR_MS, "a new one has it from the start");
}

fn of_two_edits_the_second_is_told(app: &TestApp) {
    let before = etag(app, POLICIES);
    let first = app.put(POLICIES, &[("if-match", &before)], &policies(2, false));
    json(&first, 200);
    let second = app.put(POLICIES, &[("if-match", &before)], &policies(5, false));
    problem(&second, 412, "conflict");
    assert_eq!(etag(app, POLICIES), first.header("etag").unwrap());
    let told = json(&app.get(POLICIES), 200);
    assert_eq!(told["policies"], policies(2, false)["policies"]);
    assert_eq!(told["updated_by"], "admin");
}

fn a_preview_changes_nothing(app: &TestApp) {
    let (order, at) = question(app);
    let preview = json(&app.post("/api/v1/preview/policies", &policies(9, false)), 200);
    let changed = preview["changed"].as_array().unwrap();
    let row = app.row(&order);
    let one = changed.iter().find(|it| it["id"] == row["id"]).unwrap();
    assert_eq!(one["policy"], "own");
    assert_eq!(instant(&one["company_deadline"]) - at, 4 * HOUR_MS);
    assert_eq!(instant(&one["company_deadline_then"]) - at, 9 * HOUR_MS);
    assert_eq!(company_deadline(app, &order) - at, 4 * HOUR_MS);
}

fn what_cannot_be_a_policy_or_calendar_is_refused_by_field(app: &TestApp) {
    let mut zero = policies(1, false);
    zero["policies"][0]["policy"]["targets"]["first_response_ms"] = json!(0);
    let mut unknown = policies(1, false);
    unknown["policies"][0]["when"]["chanels"] = json!(["amazon"]);
    for (path, body, field) in [
        (POLICIES, zero, "policies[0].policy.targets.first_response_ms"),
        (POLICIES, unknown, "policies[0].when"),
        (CALENDARS, json!({"calendars": {"x": {"zone": "Mars/Olympus", "weekly": {}}}}), "calendars.x.zone"),
        (CALENDARS, json!({"calendars": {"x": {"zone": "Etc/UTC", "weekly": {}}}}), "calendars.x"),
        (CALENDARS, json!({"default": "nothing"}), "default"),
        (CALENDARS, json!({"accounts": {"amazon/main": "nothing"}}), "accounts.amazon/main"),
    ] {
        let fields = wrong_fields(&put(app, path, &body));
        assert!(fields.iter().any(|named| named.starts_with(field)), "{field}: {fields:?}");
    }
    assert_eq!(wrong_fields(&app.put(POLICIES, &[("if-match", "yesterday")], &policies(1, false))), ["If-Match"]);
}

/// serde would read a list as an object's fields in order, and every later reader would get one.
fn a_list_is_no_document(app: &TestApp) {
    for path in ["automations", "calendars", "compliance", "notifications", "policies", "privacy", "rules", "templates"]
    {
        for body in [json!([]), json!([[]]), json!("x"), json!(null)] {
            let answer = app.put(&format!("/api/v1/{path}"), &[], &body);
            assert_eq!(wrong_fields(&answer), ["body"], "{path}: {body}");
        }
    }
}
