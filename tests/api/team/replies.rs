//! `POST /api/v1/bulk/replies`.

use crate::harness::{TestApp, fresh_number, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::json as object;

tests! {
    shared one_template_goes_to_similar_conversations_and_refusals_are_told_one_by_one,
}

fn written(app: &TestApp, text: &str) -> (String, String) {
    let order = fresh_number().to_string();
    app.accept(&app.standard(&format!("b_{order}"), &Event::from_buyer(now_ms(), &order, text)));
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

fn one_template_goes_to_similar_conversations_and_refusals_are_told_one_by_one(app: &TestApp) {
    let late = "Where is my parcel? It should have arrived on Monday.";
    let ((one, order), (two, _)) = (written(app, late), written(app, late));
    let other = written(app, "Wo bleibt mein Paket? Es sollte am Montag ankommen.").0;
    let nobodys = "00000000000000000000000000000000";
    let asked = object!({"ids": [one, two, other, nobodys], "template": "late_answer_apology"});
    let key = format!("bulk-{order}");
    for _ in 0..2 {
        let done = json(&app.post_with("/api/v1/bulk/replies", &[("idempotency-key", &key)], &asked), 200);
        let results = done["results"].as_array().unwrap();
        assert!(results[0]["reply"]["id"].is_string() && results[1]["reply"]["id"].is_string(), "{done:#}");
        assert_eq!(results[2]["problem"]["errors"][0]["field"], "ids", "{done:#}");
        assert_eq!(results[3]["problem"]["status"], 404);
    }
    for (id, count) in [(&one, 1), (&two, 1), (&other, 0)] {
        let found = app.conversation(id);
        let replies = found["records"].as_array().unwrap().iter().filter(|record| record["type"] == "reply").count();
        assert_eq!(replies, count, "{id}");
    }
    let wrong = |body| wrong_fields(&app.post("/api/v1/bulk/replies", &body));
    assert_eq!(wrong(object!({"ids": [], "template": "x"})), ["ids"]);
    assert_eq!(wrong(object!({"ids": [one]})), ["body"]);
    let unknown = json(&app.post("/api/v1/bulk/replies", &object!({"ids": [one], "template": "no-such"})), 200);
    assert_eq!(unknown["results"][0]["problem"]["errors"][0]["field"], "template");
}
