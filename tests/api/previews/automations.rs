//! `POST /api/v1/preview/automations`: rules on past conversations, and nothing stored.

use crate::harness::{TestApp, json, tests, wrong_fields};
use serde_json::{Value, json};

tests! {
    own a_dry_run_shows_what_rules_would_have_done,
    shared what_cannot_be_tried_is_refused_by_field,
}

const PREVIEW: &str = "/api/v1/preview/automations";

fn a_dry_run_shows_what_rules_would_have_done(app: &TestApp) {
    let (delivery, order) = app.buyer_message("Where is my parcel? It should be here by now.");
    app.accept(&delivery);
    let id = app.row(&order)["id"].as_str().unwrap().to_owned();
    let before = app.conversation(&id);
    let rules = json!({"rules": [
        {"id": "ack", "enabled": false, "when": {"keywords": ["parcel"]}, "actions": [
            {"reply": {"template": "first_receipt", "values": {"reply_hours": "12"}}}, {"tag": "shipping"}]},
        {"id": "broken", "actions": [{"reply": {"template": "first_receipt"}}]},
    ]});
    for ask in [json!({"automations": rules, "conversations": [id]}), json!({"automations": rules, "limit": 100})] {
        let answer = json(&app.post(PREVIEW, &ask), 200);
        let of = |rule: &str| -> Vec<Value> {
            let decisions = answer["decisions"].as_array().unwrap().iter();
            decisions.filter(|it| it["rule"] == rule && it["conversation"] == json!(id)).cloned().collect()
        };
        let ack = of("ack");
        assert_eq!((&ack[0]["did"], &ack[0]["refusal"]), (&json!("reply"), &Value::Null), "{answer:#}");
        assert!(ack[0]["text"].as_str().unwrap().contains("12"), "{answer:#}");
        assert_eq!((&ack[1]["did"], &ack[0]["because"]), (&json!("tag"), &json!(["keyword:parcel"])));
        assert_eq!(of("broken")[0]["refusal"]["reason"], "reply_waiting", "{answer:#}");
        assert_eq!(answer["totals"][0]["rule"], "ack");
    }
    assert_eq!(app.conversation(&id), before, "nothing is stored");
    // Without rules of its own it tries the saved ones: there are none.
    assert_eq!(json(&app.post(PREVIEW, &json!({})), 200)["decisions"], json!([]));
}

fn what_cannot_be_tried_is_refused_by_field(app: &TestApp) {
    let refused = |ask: Value| wrong_fields(&app.post(PREVIEW, &ask));
    let rule = json!({"id": "a", "actions": [{"reply": {"template": "nowhere"}}]});
    assert_eq!(refused(json!({"automations": {"rules": [rule]}})), ["automations.rules[0].actions[0].reply.template"]);
    assert_eq!(refused(json!({"limit": 0})), ["limit"]);
    assert_eq!(refused(json!({"limit": 101})), ["limit"]);
    assert_eq!(refused(json!({"conversations": ["nobody"]})), ["conversations"]);
}
