//! `GET` and `PUT /api/v1/automations`.

use crate::harness::{TestApp, json, problem, tests, wrong_fields};
use serde_json::{Value, json};

tests! {
    own rules_are_kept_with_their_version,
    shared rules_that_make_no_sense_are_refused_by_field,
    shared breakers_are_accounts_only,
}

const AUTOMATIONS: &str = "/api/v1/automations";

fn rules_are_kept_with_their_version(app: &TestApp) {
    let answer = app.get(AUTOMATIONS);
    assert_eq!((json(&answer, 200), answer.header("etag")), (json!({"rules": []}), Some("\"0\"")));
    let document =
        json!({"rules": [{"id": "sale", "name": "Sale", "when": {"hours": "closed"}, "actions": [{"tag": "x"}]}]});
    let answer = app.put(AUTOMATIONS, &[("if-match", "\"0\"")], &document);
    assert_eq!(json(&answer, 200)["rules"], document["rules"]);
    let etag = answer.header("etag").unwrap().to_owned();
    assert_eq!(json(&app.get(AUTOMATIONS), 200)["rules"], document["rules"]);
    problem(&app.put(AUTOMATIONS, &[("if-match", "\"0\"")], &document), 412, "conflict");
    json(&app.put(AUTOMATIONS, &[("if-match", &etag)], &json!({"rules": []})), 200);
}

fn rules_that_make_no_sense_are_refused_by_field(app: &TestApp) {
    let refused = |rule: Value| wrong_fields(&app.put(AUTOMATIONS, &[], &json!({"rules": [rule]})));
    let tag = json!([{"tag": "x"}]);
    assert_eq!(refused(json!({"id": "A", "actions": tag})), ["rules[0].id"]);
    assert_eq!(refused(json!({"id": "a", "when": {"hours": "never"}, "actions": tag})), ["rules[0].when.hours"]);
    assert_eq!(refused(json!({"id": "a", "when": {"regex": ".*"}, "actions": tag})), ["rules[0].when.regex"]);
    // A note for the file is no text for buyers.
    for template in ["nowhere", "no_response_needed"] {
        let actions = json!([{"reply": {"template": template}}]);
        assert_eq!(refused(json!({"id": "a", "actions": actions})), ["rules[0].actions[0].reply.template"]);
    }
}

fn breakers_are_accounts_only(app: &TestApp) {
    let path = |account: &str| format!("/api/v1/automations/breakers/standard/{account}");
    for account in ["Main", "a%20b", "..", "%00", &"a".repeat(500)] {
        assert_eq!(wrong_fields(&app.get(&path(account))), ["account"], "{account}");
        for what in ["close", "clear"] {
            let answer = app.post(&format!("{}/{what}", path(account)), &json!({"recipient": "a@b.example"}));
            assert_eq!(wrong_fields(&answer), ["account"], "{account}");
        }
    }
    let long = json!({"recipient": "a".repeat(200_000)});
    assert_eq!(wrong_fields(&app.post(&format!("{}/clear", path("main")), &long)), ["recipient"]);
    problem(
        &app.post(&format!("/api/v1/notifications/targets/{}/clear", "a".repeat(500)), &json!({})),
        404,
        "not-found",
    );
}
