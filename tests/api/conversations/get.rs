//! `GET /api/v1/conversations/{id}`.

use crate::harness::{TestApp, fresh_number, instant, now_ms, problem, records, tests};
use sellerdesk_tests::time::HOUR_MS;
use sellerdesk_tests::webhook::standard::Event;
use serde_json::json;

tests! {
    shared a_conversation_has_its_row_records_and_clocks,
    shared an_id_that_nobody_has_is_not_found,
    shared a_long_conversation_shows_its_newest_records,
    shared what_a_buyer_wrote_comes_back_as_written,
    shared an_unread_body_can_be_saved,
}

fn a_conversation_has_its_row_records_and_clocks(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms());
    let event = Event::from_buyer(at, &order, "The lamp arrived broken, please send a new one.")
        .with("buyer", json!({"id": "b-1", "name": "Jon"}))
        .with("product_id", "SKU-7");
    app.accept(&app.standard(&format!("msg_{order}"), &event));
    let row = app.row(&order);
    let conversation = app.conversation(row["id"].as_str().unwrap());
    assert_eq!(conversation["conversation"], row);
    assert_eq!(conversation["order_ids"], json!([order]));
    assert_eq!(conversation["product_ids"], json!(["SKU-7"]));
    assert_eq!(conversation["buyer"], json!({"id": "b-1", "name": "Jon"}));
    assert_eq!(conversation["has_older"], false);

    let message = records(&conversation, "message")[0];
    assert_eq!(message["text"], "The lamp arrived broken, please send a new one.");
    assert_eq!(message["author"], "buyer");
    assert_eq!(instant(&message["at"]), at);
    assert_eq!(message["judgement"]["category"], row["category"], "the verdict is kept with the message");
    let evidence = message["judgement"]["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty(), "and so are the words that decided");
    let recorded_at = instant(&message["recorded_at"]);
    assert!((recorded_at - now_ms()).abs() < HOUR_MS);

    let clocks = conversation["clocks"].as_array().unwrap();
    for (clock, deadline) in [("marketplace", "marketplace_deadline"), ("company", "company_deadline")] {
        let found = clocks.iter().find(|one| one["clock"] == clock && one["target"] == "first_response").unwrap();
        assert_eq!(found["outcome"], "running");
        assert_eq!((&found["deadline"], instant(&found["started_at"])), (&row[deadline], at));
    }
}

fn an_id_that_nobody_has_is_not_found(app: &TestApp) {
    let long = "a".repeat(4_000);
    for id in
        ["00000000000000000000000000000000", "nonsense", "%00", "..", "c1:x", "ABCDEFABCDEFABCDEFABCDEFABCDEFAB", &long]
    {
        // A client may resolve `..` itself and ask for the list's parent: there is nothing either.
        problem(&app.get(&format!("/api/v1/conversations/{id}")), 404, "not-found");
    }
}

fn a_long_conversation_shows_its_newest_records(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms() - HOUR_MS);
    let events = |from: i64, to: i64| {
        let event = |index: i64| Event::from_buyer(at + index, &order, &format!("message number {index}")).body();
        let batch = json!({"type": "batch", "data": {"events": (from..to).map(event).collect::<Vec<_>>()}});
        app.standard_body(&format!("batch_{order}_{from}"), batch.to_string())
    };
    app.accept(&events(0, 100));
    app.accept(&events(100, 120));
    let row = app.row(&order);
    assert_eq!(row["items"], 120);
    let conversation = app.conversation(row["id"].as_str().unwrap());
    assert_eq!(conversation["has_older"], true);
    let messages = records(&conversation, "message");
    assert!(messages.len() >= 50, "{} records", messages.len());
    assert_eq!(messages.last().unwrap()["text"], "message number 119");
}

fn what_a_buyer_wrote_comes_back_as_written(app: &TestApp) {
    let words =
        "<script>alert(1)</script> \u{202e}right\u{202c} \"quoted\" \\ 你好 🙂 {{order}} ';DROP TABLE--\nsecond line";
    let (delivery, order) = app.buyer_message(words);
    app.accept(&delivery);
    let conversation = app.thread("standard", &format!("order:{order}")).unwrap();
    assert_eq!(records(&conversation, "message")[0]["text"], words);
}

fn an_unread_body_can_be_saved(app: &TestApp) {
    let id = format!("odd_{}", fresh_number());
    // Longer than one stored value may be.
    let mut body = b"{\"<html>".to_vec();
    body.resize(400_000, 0xfe);
    app.accept(&app.standard_body(&id, body.clone()));
    let conversation = app.thread("standard", &format!("unread:{id}")).unwrap();
    let id = conversation["conversation"]["id"].as_str().unwrap().to_owned();
    let answer = app.get(&format!("/api/v1/conversations/{id}/raw"));
    assert_eq!(answer.status, 200);
    assert!(answer.body == body, "{} bytes came back", answer.body.len());
    // A browser must neither render it nor guess what it is.
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
}
