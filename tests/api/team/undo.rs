//! `POST /api/v1/undo`.

use super::question;
use crate::harness::{TestApp, json, problem, tests, wrong_fields};
use serde_json::{Value, json as object};

tests! {
    shared each_kind_of_act_is_taken_back_for_all_that_it_was_done_to,
    shared a_merge_is_taken_back_on_both_sides,
    shared only_ones_own_acts_can_be_taken_back,
    shared what_makes_no_sense_is_named,
}

/// What a person sees of a conversation.
fn shown(app: &TestApp, id: &str) -> Value {
    let found = app.conversation(id);
    object!({"row": found["conversation"], "clocks": found["clocks"]})
}

fn each_kind_of_act_is_taken_back_for_all_that_it_was_done_to(app: &TestApp) {
    let ids = [question(app).0, question(app).0];
    let before = ids.each_ref().map(|id| shown(app, id));
    for (number, (action, body)) in [
        ("assignment", object!({"assignee": "mia"})),
        ("tags", object!({"add": ["a", "b"]})),
        ("status", object!({"status": "closed"})),
        ("priority", object!({"priority": "low"})),
        ("category", object!({"category": "invoice_payment"})),
        ("vip", object!({"vip": true})),
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("undo-{number}-{}", ids[0]);
        let asked = object!({"ids": ids, "action": action, "body": body});
        let done = json(&app.post_with("/api/v1/bulk", &[("idempotency-key", &key)], &asked), 200);
        assert!(done["results"].as_array().unwrap().iter().all(|it| it.get("problem").is_none()), "{done:#}");
        assert_ne!(shown(app, &ids[0]), before[0], "{action}");
        let asked = object!({"ids": ids, "action": action, "key": key});
        for _ in 0..2 {
            let undone = json(&app.post("/api/v1/undo", &asked), 200);
            assert!(undone["results"].as_array().unwrap().iter().all(|it| it.get("problem").is_none()), "{undone:#}");
        }
        for (id, before) in ids.iter().zip(&before) {
            assert_eq!(&shown(app, id), before, "{action}");
        }
    }
    let records = app.conversation(&ids[0])["records"].clone();
    let undone = records.as_array().unwrap().iter().filter(|record| record["type"] == "undone");
    assert_eq!(undone.count(), 7, "two for two tags");
}

fn a_merge_is_taken_back_on_both_sides(app: &TestApp) {
    let ids = [question(app).0, question(app).0];
    let shown_without_words = |id: &str| {
        let mut shown = shown(app, id);
        shown["row"]["excerpt"] = Value::Null;
        shown
    };
    let before = ids.each_ref().map(|id| shown_without_words(id));
    let path = format!("/api/v1/conversations/{}/merge", ids[0]);
    json(&app.post_with(&path, &[("idempotency-key", "merge-1")], &object!({"into": ids[1]})), 200);
    assert_ne!(shown_without_words(&ids[1]), before[1]);
    let asked = object!({"ids": [ids[0]], "action": "merge", "key": "merge-1"});
    for _ in 0..2 {
        let undone = json(&app.post("/api/v1/undo", &asked), 200);
        assert!(undone["results"][0].get("problem").is_none(), "{undone:#}");
        assert_eq!(ids.each_ref().map(|id| shown_without_words(id)), before);
    }
}

fn only_ones_own_acts_can_be_taken_back(app: &TestApp) {
    let (id, _) = question(app);
    let leos = app.person("agent", Value::Null).1;
    let key = format!("own-{id}");
    let path = format!("/api/v1/conversations/{id}/status");
    json(&app.post_with(&path, &[("idempotency-key", &key)], &object!({"status": "closed"})), 200);
    let asked = object!({"ids": [id], "action": "status", "key": key});
    let refused = json(&app.ask(Some(&leos), "POST", "/api/v1/undo", Some(&asked)), 200);
    assert_eq!(refused["results"][0]["problem"]["status"], 422, "{refused:#}");
    json(&app.post(&path, &object!({"status": "open"})), 200);
    let late = json(&app.post("/api/v1/undo", &asked), 200);
    assert_eq!(late["results"][0]["problem"]["status"], 412, "{late:#}");
    // Of a conversation out of reach not even that it is there.
    let limited = app.person("agent", object!(["standard/second"])).1;
    let hidden = json(&app.ask(Some(&limited), "POST", "/api/v1/undo", Some(&asked)), 200);
    assert_eq!(hidden["results"][0]["problem"]["status"], 404);
}

fn what_makes_no_sense_is_named(app: &TestApp) {
    let (id, _) = question(app);
    let post = |body: Value| app.post("/api/v1/undo", &body);
    assert_eq!(wrong_fields(&post(object!({"ids": [], "action": "tags", "key": "k"}))), ["ids"]);
    assert_eq!(wrong_fields(&post(object!({"ids": [id], "action": "notes", "key": "k"}))), ["action"]);
    assert_eq!(wrong_fields(&post(object!({"ids": [id], "action": "tags"}))), ["body"]);
    problem(&app.get("/api/v1/undo"), 405, "method-not-allowed");
}
