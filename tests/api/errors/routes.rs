//! Paths and methods that don't exist.

use crate::harness::{Framing, TestApp, problem, send_raw, tests};
use serde_json::json;

tests! {
    shared unknown_paths_of_the_api_are_not_found,
    shared paths_say_which_method_they_take,
    shared a_request_over_the_apis_limit_is_refused,
    shared unreadable_json_is_a_bad_request,
}

fn unknown_paths_of_the_api_are_not_found(app: &TestApp) {
    let paths =
        ["/api/v1/nothing", "/api/v1", "/api/v1/preview", "/api/v1/preview/nothing", "/api/v1/conversations/a/b/c"];
    for path in paths {
        problem(&app.get(path), 404, "not-found");
    }
    problem(&app.get("/api/v2/conversations"), 404, "not-found");
    let token = format!("Bearer {}", app.variable("task_token"));
    problem(&app.send("POST", "/tasks/nothing", &[("authorization", &token)], Some(b"")), 404, "not-found");
    assert_eq!(app.get("/nothing").status, 404);
}

fn paths_say_which_method_they_take(app: &TestApp) {
    let id = "/api/v1/conversations/00000000000000000000000000000000";
    for (path, method) in [
        ("/api/v1/conversations", "GET"),
        (id, "GET"),
        ("/api/v1/reports/corrections", "GET"),
        ("/api/v1/reports/corrections/export", "GET"),
        ("/api/v1/preview/classify", "POST"),
        ("/api/v1/preview/deadline", "POST"),
        ("/api/v1/preview/render", "POST"),
    ] {
        let answer = if method == "GET" { app.post(path, &json!({})) } else { app.get(path) };
        problem(&answer, 405, "method-not-allowed");
        assert_eq!(answer.header("allow"), Some(method), "{path}");
    }
    let token = format!("Bearer {}", app.variable("task_token"));
    let answer = app.send("GET", "/tasks/sweep", &[("authorization", &token)], None);
    problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
}

fn a_request_over_the_apis_limit_is_refused(app: &TestApp) {
    let token = format!("Bearer {}", app.variable("admin_token"));
    let headers = [("authorization".to_owned(), token)];
    let body = json!({"text": "x".repeat(300 * 1024)}).to_string();
    for framing in [Framing::Length(body.len()), Framing::Chunked] {
        // The answer may come, and the connection end, before all of it was sent.
        let answer = send_raw(app.base(), "POST /api/v1/preview/classify", &headers, framing, body.as_bytes());
        problem(&answer, 413, "body-too-large");
    }
}

fn unreadable_json_is_a_bad_request(app: &TestApp) {
    let token = format!("Bearer {}", app.variable("admin_token"));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    for path in ["/api/v1/preview/classify", "/api/v1/preview/render"] {
        for body in [&b""[..], b"{", b"{\"text\": \"\xff\", \"template\": \"\xff\"}", b"{\"text\": \"cut off"] {
            problem(&app.send("POST", path, &headers, Some(body)), 400, "malformed");
        }
        // However deep, it is not an object.
        for deep in ["[".repeat(100_000), r#"{"values":"#.repeat(20_000)] {
            let answer = app.send("POST", path, &headers, Some(deep.as_bytes()));
            assert!([400, 422].contains(&answer.status), "{path}: {}", answer.status);
            problem(&answer, answer.status, if answer.status == 400 { "malformed" } else { "invalid" });
        }
    }
}
