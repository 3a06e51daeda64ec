//! `POST /api/v1/conversations/{id}/...` and `POST /api/v1/bulk`.

use crate::harness::{TestApp, fresh_number, instant, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_tests::time::{HOUR_MS, rfc3339};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    shared a_status_is_what_somebody_said_until_the_buyer_writes,
    own a_snoozed_conversation_comes_back,
    shared assignment_tags_priority_category_and_vip_show_and_filter,
    shared a_note_is_kept_and_changes_no_clock,
    shared waiting_for_the_buyer_stops_the_company_clock_only,
    shared a_merge_moves_the_wait,
    shared a_message_goes_on_by_itself,
    shared a_key_counts_once,
    shared bulk_does_each_and_says_what_failed,
    shared what_makes_no_sense_is_named,
}

/// A new conversation: its id and its order.
fn question(app: &TestApp) -> (String, String) {
    let order = fresh_number().to_string();
    write(app, &order, "q");
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

fn write(app: &TestApp, order: &str, id: &str) {
    let event = Event::from_buyer(now_ms(), order, "I have a question about this.");
    app.accept(&app.standard(&format!("{id}_{order}"), &event));
}

fn act(app: &TestApp, id: &str, what: &str, body: &Value) -> Value {
    json(&app.post(&format!("/api/v1/conversations/{id}/{what}"), body), 200)
}

fn a_status_is_what_somebody_said_until_the_buyer_writes(app: &TestApp) {
    for (said, shown) in [
        ("pending", "pending"),
        ("resolved", "resolved"),
        ("closed", "closed"),
        ("no_reply_needed", "closed"),
        ("spam", "closed"),
    ] {
        let (id, order) = question(app);
        let row = act(app, &id, "status", &json!({"status": said}));
        assert_eq!(row["status"], shown, "{said}");
        assert_eq!(app.conversation(&id)["conversation"]["status"], shown, "{said}");
        write(app, &order, "again");
        assert_eq!(app.conversation(&id)["conversation"]["status"], "open", "{said}");
    }
}

fn a_snoozed_conversation_comes_back(app: &TestApp) {
    let (id, _) = question(app);
    let until = now_ms() / 1_000 * 1_000 + 20 * HOUR_MS;
    let row = act(app, &id, "status", &json!({"status": "snoozed", "until": rfc3339(until)}));
    assert_eq!((row["status"].as_str(), instant(&row["snoozed_until"])), (Some("snoozed"), until));
    app.sweep(until - 1);
    assert_eq!(app.conversation(&id)["conversation"]["status"], "snoozed");
    app.sweep(until);
    assert_eq!(app.conversation(&id)["conversation"]["status"], "open");
}

fn assignment_tags_priority_category_and_vip_show_and_filter(app: &TestApp) {
    let (id, order) = question(app);
    let (agent, tag) = (format!("agent{order}"), format!("tag{order}"));
    act(app, &id, "assignment", &json!({"assignee": agent}));
    act(app, &id, "tags", &json!({"add": [tag, "other"], "remove": ["other"]}));
    act(app, &id, "priority", &json!({"priority": "urgent"}));
    act(app, &id, "vip", &json!({"vip": true}));
    let row = act(app, &id, "category", &json!({"category": "quality_issue"}));
    assert_eq!((&row["assignee"], &row["tags"]), (&json!(agent), &json!([tag])));
    assert_eq!(
        (&row["priority"], &row["category"], &row["vip"]),
        (&json!("urgent"), &json!("quality_issue"), &json!(true))
    );
    assert_eq!(row["reasons"], json!(["category:quality_issue", "vip", "by_hand"]));
    for query in [format!("assignee={agent}"), format!("tag={tag}"), format!("vip=true&tag={tag}")] {
        let found = app.list(&query);
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["id"], json!(id));
    }
    act(app, &id, "assignment", &json!({"assignee": null}));
    assert!(app.list(&format!("assignee={agent}")).is_empty());
    assert_eq!(app.list(&format!("assignee=none&q={order}")).len(), 1);
}

fn a_note_is_kept_and_changes_no_clock(app: &TestApp) {
    let (id, _) = question(app);
    let before = app.conversation(&id);
    act(app, &id, "notes", &json!({"text": "ask <b>Tom</b>", "mentions": ["tom"]}));
    let after = app.conversation(&id);
    let note = after["records"].as_array().unwrap().iter().find(|record| record["type"] == "noted").unwrap();
    assert_eq!(
        (&note["text"], &note["mentions"], &note["by"]),
        (&json!("ask <b>Tom</b>"), &json!(["tom"]), &json!("admin"))
    );
    assert_eq!(after["clocks"], before["clocks"]);
    assert_eq!(after["conversation"]["status"], "open");
}

fn waiting_for_the_buyer_stops_the_company_clock_only(app: &TestApp) {
    let (id, _) = question(app);
    let before = app.conversation(&id);
    let row = act(app, &id, "status", &json!({"status": "pending"}));
    assert_eq!((&row["company_deadline"], &row["paused"]), (&Value::Null, &json!(true)));
    assert_eq!(row["marketplace_deadline"], before["conversation"]["marketplace_deadline"]);
    let row = act(app, &id, "status", &json!({"status": "open"}));
    let moved = instant(&row["company_deadline"]) - instant(&before["conversation"]["company_deadline"]);
    assert!((0..60_000).contains(&moved), "the pause is added: {moved} ms");
}

fn a_merge_moves_the_wait(app: &TestApp) {
    let (earlier, _) = question(app);
    let (later, _) = question(app);
    let since = app.conversation(&earlier)["conversation"]["waiting_since"].clone();
    let row = act(app, &earlier, "merge", &json!({"into": later}));
    assert_eq!((&row["status"], &row["merged_into"]), (&json!("closed"), &json!(later)));
    assert_eq!((&row["marketplace_deadline"], &row["company_deadline"]), (&Value::Null, &Value::Null));
    assert_eq!(app.conversation(&later)["conversation"]["waiting_since"], since);
    for into in [json!(later), json!("0"), json!("nobody")] {
        let answer = app.post(&format!("/api/v1/conversations/{later}/merge"), &json!({"into": into}));
        assert_eq!(wrong_fields(&answer), ["into"]);
    }
}

fn a_message_goes_on_by_itself(app: &TestApp) {
    let (id, order) = question(app);
    write(app, &order, "other");
    let before = app.conversation(&id);
    let messages = |found: &Value| -> Vec<Value> {
        let records = found["records"].as_array().unwrap().iter();
        records.filter(|record| record["type"] == "message").cloned().collect()
    };
    let second = messages(&before)[1].clone();
    let path = format!("/api/v1/conversations/{id}/split");
    let row = json(&app.post(&path, &json!({"items": [second["id"]]})), 201);
    let part = row["id"].as_str().unwrap();
    assert_eq!((&row["items"], &row["waiting_since"], &row["order_id"]), (&json!(1), &second["at"], &json!(order)));
    assert_eq!(messages(&app.conversation(part))[0]["text"], second["text"]);
    let left = app.conversation(&id);
    assert_eq!((messages(&left).len(), &left["conversation"]["items"]), (1, &json!(1)));
    let said = left["records"].as_array().unwrap().iter().find(|record| record["type"] == "split_off").unwrap();
    assert_eq!((&said["conversation"], &said["items"]), (&row["id"], &json!([second["id"]])));
    assert_eq!(json(&app.post(&path, &json!({"items": [second["id"]]})), 201)["id"], row["id"], "again");
    // It has its own status, and a redelivery brings nothing back.
    act(app, &id, "status", &json!({"status": "closed"}));
    assert_eq!(app.conversation(part)["conversation"]["status"], "open");
    write(app, &order, "other");
    assert_eq!(app.conversation(&id)["conversation"]["items"], 1);
    for items in [json!([]), json!([messages(&left)[0]["id"]]), json!(["0123456789abcdef0123456789abcdef"])] {
        assert_eq!(wrong_fields(&app.post(&path, &json!({"items": items}))), ["items"], "{items}");
    }
}

fn a_key_counts_once(app: &TestApp) {
    let (id, _) = question(app);
    let path = format!("/api/v1/conversations/{id}/status");
    let close = || json(&app.post_with(&path, &[("idempotency-key", "close")], &json!({"status": "closed"})), 200);
    assert_eq!(close()["status"], "closed");
    act(app, &id, "status", &json!({"status": "open"}));
    assert_eq!(close()["status"], "open", "it was done before");
}

fn bulk_does_each_and_says_what_failed(app: &TestApp) {
    let ids = [question(app).0, question(app).0];
    let asked = json!({"ids": [ids[0], "nobody", ids[1]], "action": "status", "body": {"status": "closed"}});
    let results = json(&app.post("/api/v1/bulk", &asked), 200)["results"].clone();
    let results = results.as_array().unwrap();
    assert_eq!(results[0]["conversation"]["status"], "closed");
    assert_eq!(results[1]["problem"]["status"], 404);
    assert_eq!(results[2]["conversation"]["status"], "closed");
    let many: Vec<&str> = std::iter::repeat_n("x", 101).collect();
    for (body, field) in [
        (json!({"ids": [], "action": "status", "body": {"status": "closed"}}), "ids"),
        (json!({"ids": many, "action": "status", "body": {"status": "closed"}}), "ids"),
        (json!({"ids": ids, "action": "destroy", "body": {}}), "action"),
        (json!({"ids": ids, "action": "status", "body": {"status": "lost"}}), "status"),
    ] {
        assert_eq!(wrong_fields(&app.post("/api/v1/bulk", &body)), [field]);
    }
}

fn what_makes_no_sense_is_named(app: &TestApp) {
    let (id, _) = question(app);
    for (what, body, field) in [
        ("status", json!({"status": "lost"}), "status"),
        ("status", json!({"status": "snoozed"}), "until"),
        ("status", json!({"status": "closed", "until": "2030-01-01T00:00:00Z"}), "until"),
        ("status", json!({"status": "snoozed", "until": "yesterday"}), "until"),
        ("status", json!({"status": "snoozed", "until": "2001-01-01T00:00:00Z"}), "until"),
        ("tags", json!({}), "add"),
        ("tags", json!({"add": [""]}), "tag"),
        ("assignment", json!({"assignee": "x".repeat(65)}), "assignee"),
        ("notes", json!({"text": ""}), "text"),
        ("priority", json!({"priority": "soon"}), "body"),
        ("category", json!({"category": "soon"}), "body"),
    ] {
        let answer = app.post(&format!("/api/v1/conversations/{id}/{what}"), &body);
        assert_eq!(wrong_fields(&answer), [field], "{what} {body}");
    }
    problem(&app.post(&format!("/api/v1/conversations/{id}/dance"), &json!({})), 404, "not-found");
    problem(&app.post("/api/v1/conversations/nobody/status", &json!({"status": "closed"})), 404, "not-found");
    problem(&app.get(&format!("/api/v1/conversations/{id}/status")), 405, "method-not-allowed");
}
