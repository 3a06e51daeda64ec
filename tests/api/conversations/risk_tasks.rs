//! `tasks` of a conversation: what a claim, a return or bad feedback asks for, by when, with the template to begin with.

use crate::harness::{TestApp, fresh_number, instant, now_ms, tests};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::shopify;
use serde_json::{Value, json};

tests! {
    shared a_chargeback_is_a_task_until_it_has_ended,
    shared a_return_without_a_message_is_a_task,
}

const EVIDENCE_MS: i64 = 168 * HOUR_MS;

fn tasks(app: &TestApp, order: u64) -> Vec<Value> {
    let found = app.thread("shopify", &format!("order:{order}")).unwrap();
    found["tasks"].as_array().unwrap().clone()
}

fn a_chargeback_is_a_task_until_it_has_ended(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms() - HOUR_MS);
    let mut body = shopify::chargeback(order + 1, order, "59.90", "EUR", at, at + EVIDENCE_MS);
    app.accept(&app.shopify("disputes/create", &format!("ev-{order}-1"), at, &body));
    let task = tasks(app, order)[0].clone();
    let expected = json!({"kind": "chargeback", "state": "open", "without_message": true,
        "template": "chargeback_contact"});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&task[field], value, "{field} of {task:#}");
    }
    assert_eq!(instant(&task["due_at"]), at + EVIDENCE_MS);
    body["status"] = "won".into();
    app.accept(&app.shopify("disputes/update", &format!("ev-{order}-2"), at + MINUTE_MS, &body));
    let after = tasks(app, order);
    assert_eq!((after.len(), &after[0]["state"], &after[0]["id"]), (1, &json!("ended"), &task["id"]), "{after:#?}");
}

fn a_return_without_a_message_is_a_task(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms() - HOUR_MS);
    let request = shopify::return_request(order + 1, order, "defective", "The zip is broken");
    app.accept(&app.shopify("returns/request", &format!("ev-{order}"), at, &request));
    let task = tasks(app, order)[0].clone();
    assert_eq!((&task["kind"], &task["template"]), (&json!("return_opened"), &json!("return_how_to")), "{task:#}");
    assert_eq!((&task["state"], &task["without_message"]), (&json!("open"), &json!(true)));
}
