//! `GET /api/v1/search`, `GET /api/v1/mentions`, and the list's newer filters.

use super::question;
use crate::harness::{TestApp, json, now_ms, tests, wrong_fields};
use serde_json::{Value, json as object};

tests! {
    own what_is_closed_is_found_by_order_and_buyer,
    own whoever_is_mentioned_finds_the_note,
    shared the_list_is_narrowed_by_clock_and_time,
}

fn what_is_closed_is_found_by_order_and_buyer(app: &TestApp) {
    let (id, order) = question(app);
    app.sweep(now_ms());
    json(&app.post(&format!("/api/v1/conversations/{id}/status"), &object!({"status": "closed"})), 200);
    let find = |token: &str, words: &str| {
        let path = format!("/api/v1/search?q={words}");
        let found = json(&app.ask(Some(token), "GET", &path, None), 200)["conversations"].clone();
        found.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let operator = app.variable("admin_token");
    for words in [order.clone(), format!("%23{order}"), format!("buyer-{order}"), format!("anna%20{order}")] {
        assert_eq!(find(operator, &words), std::slice::from_ref(&id), "{words}");
    }
    assert!(find(operator, &order[1..]).is_empty(), "a part is for the list");
    let limited = app.person("agent", object!(["standard/second"])).1;
    assert!(find(&limited, &order).is_empty());
    for query in ["", "q=", "x=1"] {
        assert!(!wrong_fields(&app.get(&format!("/api/v1/search?{query}"))).is_empty(), "{query}");
    }
}

fn whoever_is_mentioned_finds_the_note(app: &TestApp) {
    let (id, _) = question(app);
    let ((mia, mias), (_, leos)) = (app.person("agent", Value::Null), app.person("agent", Value::Null));
    let name = mia["name"].as_str().unwrap().to_lowercase();
    let note = object!({"text": "could you?", "mentions": [name, "nobody at all"]});
    json(&app.post(&format!("/api/v1/conversations/{id}/notes"), &note), 200);
    app.sweep(now_ms());
    let mentions = |token: &str| json(&app.ask(Some(token), "GET", "/api/v1/mentions", None), 200)["mentions"].clone();
    let seen = mentions(&mias);
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["conversation"]["id"]), (1, &object!(id)), "{seen:#}");
    assert_eq!(seen[0]["by"], "admin");
    assert_eq!(mentions(&leos), object!([]));
}

fn the_list_is_narrowed_by_clock_and_time(app: &TestApp) {
    let (id, order) = question(app);
    let is_found = |query: &str| !app.list(&format!("q={order}&{query}")).is_empty();
    let is_one = ["due_soon", "breached", "paused", "ok"].map(|sla| is_found(&format!("sla={sla}")));
    assert_eq!(is_one.iter().filter(|is| **is).count(), 1, "{is_one:?}");
    json(&app.post(&format!("/api/v1/conversations/{id}/assignment"), &object!({"assignee": "admin"})), 200);
    assert!(is_found("assignee=me") && is_found("since=2020-01-01") && !is_found("until=2020-01-01"));
    assert!(!is_found("since=2999-01-01T00:00:00Z") && is_found("until=2999-01-01T00:00:00Z"));
    assert_eq!(wrong_fields(&app.get("/api/v1/conversations?sla=x&since=today")), ["sla", "since"]);
}
