//! `/health`.

use crate::harness::{TestApp, json, problem, tests};
use serde_json::json;

tests! { shared a_desk_that_can_work_says_so_without_a_token, shared it_takes_get_only }

fn a_desk_that_can_work_says_so_without_a_token(app: &TestApp) {
    assert_eq!(json(&app.send("GET", "/health", &[], None), 200), json!({"status": "ok"}));
}

fn it_takes_get_only(app: &TestApp) {
    let answer = app.send("POST", "/health", &[], Some(b"{}"));
    problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("GET"));
}
