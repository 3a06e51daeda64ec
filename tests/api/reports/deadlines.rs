//! `GET /api/v1/reports/deadlines`.

use crate::harness::{TestApp, fresh_number, instant, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    own the_board_counts_by_account_and_agent,
    shared parameters_that_make_no_sense_are_named,
}

const PATH: &str = "/api/v1/reports/deadlines";

/// A conversation whose buyer waits since so long: its id.
fn question(app: &TestApp, waits_ms: i64) -> String {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(now_ms() - waits_ms, &order, "I have a question about this.");
    app.accept(&app.standard(&format!("q_{order}"), &event));
    app.row(&order)["id"].as_str().unwrap().to_owned()
}

fn the_board_counts_by_account_and_agent(app: &TestApp) {
    // An own webshop answers within four hours, the default limit is a day.
    question(app, 5 * HOUR_MS);
    let soon = question(app, 3 * HOUR_MS);
    question(app, MINUTE_MS);
    let snoozed = question(app, MINUTE_MS);
    let paused = question(app, MINUTE_MS);
    let act =
        |id: &str, what: &str, body: Value| json(&app.post(&format!("/api/v1/conversations/{id}/{what}"), &body), 200);
    act(&soon, "assignment", json!({"assignee": "mia"}));
    act(&snoozed, "status", json!({"status": "snoozed", "until": sellerdesk_tests::time::rfc3339(now_ms() + HOUR_MS)}));
    act(&paused, "status", json!({"status": "pending"}));
    let board = json(&app.get(&format!("{PATH}?hours=2")), 200);
    let counts = |it: &Value| ["open", "due", "breached", "snoozed", "paused"].map(|field| it[field].as_u64().unwrap());
    assert_eq!(counts(&board["total"]), [3, 1, 1, 1, 1], "{board:#}");
    assert_eq!(board["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(board["accounts"][0]["channel"], "standard");
    let mia = board["agents"].as_array().unwrap().iter().find(|it| it["assignee"] == "mia").unwrap();
    assert_eq!(counts(mia), [1, 1, 0, 0, 0]);
    let next: Vec<_> = board["next"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(next, [json!(soon)]);
    assert!(now_ms() - instant(&board["total"]["oldest_unanswered_at"]) >= 5 * HOUR_MS);
    assert_eq!(board["is_partial"], false);
}

fn parameters_that_make_no_sense_are_named(app: &TestApp) {
    for query in ["hours=0", "hours=169", "hours=x"] {
        assert_eq!(wrong_fields(&app.get(&format!("{PATH}?{query}"))), ["hours"]);
    }
    assert_eq!(wrong_fields(&app.get(&format!("{PATH}?days=1"))), ["query"]);
}
