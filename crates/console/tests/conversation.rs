//! What is read, split off and remembered of a customer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ID, ask, get, header, post, text};
use serde_json::json;

#[test]
fn a_message_and_what_came_after_it_go_on_by_themselves() {
    let twice = |mut found: serde_json::Value| {
        if let Some(records) = found["records"].as_array_mut() {
            records.extend(records.iter().find(|record| record["type"] == "message").cloned());
        }
        found
    };
    let offers = |api: Fixtures| {
        text(&ask(&api, get("/conversations/{id}"))).contains(&format!("action=\"/conversations/{ID}/split\""))
    };
    assert!(offers(Fixtures { change: Box::new(twice), ..Fixtures::default() }));
    assert!(!offers(Fixtures::default()), "of one message nothing would stay");
    let other = "0123456789abcdef0123456789abcdef";
    let api = Fixtures::with("/split", 201, json!({"id": other}));
    let items = format!("{ID}.{other}.nonsense");
    let answer = ask(&api, post(&format!("/conversations/{ID}/split"), &[("items", &items)]));
    assert_eq!(header(&answer, "location"), format!("/conversations/{other}?done=split"));
    assert_eq!(api.writes()[0].2, json!({"items": [ID, other]}));
    let refused = json!({"type": "about:blank", "detail": "no", "errors": [{"field": "items", "detail": "must stay"}]});
    let answer =
        ask(&Fixtures::with("/split", 422, refused), post(&format!("/conversations/{ID}/split"), &[("items", ID)]));
    assert_eq!(answer.status, 422);
}

#[test]
fn a_customers_history_stands_beside_the_conversation() {
    let page = text(&ask(&Fixtures::default(), get("/conversations/{id}")));
    let history = page.split_once("id=\"history-title\"").unwrap().1;
    assert!(history.contains("2025-01-02 00:00 UTC") && history.contains("<dd>3</dd>"));
    // Found by the buyer's name, on whatever channel; closed ones too.
    assert!(history.contains("/conversations/0123456789abcdef0123456789abcdef") && history.contains("Mail"));
    let api = Fixtures::default();
    ask(&api, get("/conversations/{id}"));
    let calls = api.calls.borrow();
    assert!(calls.iter().any(|call| call.path == "/api/v1/search?q=Sophie+Laurent"));
}

#[test]
fn what_one_has_not_read_is_marked_and_marks_can_be_set() {
    let unread = |marks: serde_json::Value| {
        let page = text(&ask(&Fixtures::with("read-marks", 200, marks), get("/inbox")));
        page.matches(" unread\" data-id").count()
    };
    let rows = text(&ask(&Fixtures::default(), get("/inbox"))).matches("data-id=").count();
    assert_eq!((unread(json!({"marks": {}})), unread(json!({}))), (rows, 0));
    assert_eq!(unread(json!({"marks": {(ID): 1_000}})), rows - 1);
    for (pressed, read) in [("read", true), ("unread", false)] {
        let api = Fixtures::with("read-marks", 200, json!({"marked": 1}));
        let answer = ask(&api, post("/bulk", &[("id", ID), ("do", pressed), ("filters", "q=a")]));
        assert!(header(&answer, "location").starts_with("/inbox?q=a&done=bulk&count=1"));
        assert_eq!(api.writes()[0].2, json!({"ids": [ID], "read": read}));
    }
}
