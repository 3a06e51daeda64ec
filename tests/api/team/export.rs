//! `GET /api/v1/export/conversations`.

use super::question;
use crate::harness::{TestApp, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::time::rfc3339;
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json as object};

tests! {
    own tables_hold_no_formulas_and_json_lines_the_lists_rows,
    own with_a_time_what_is_closed_is_there_too,
    shared what_makes_no_sense_is_named,
}

fn tables_hold_no_formulas_and_json_lines_the_lists_rows(app: &TestApp) {
    let (id, order) = question(app);
    let hostile = Event::from_buyer(now_ms(), &order, "=HYPERLINK(\"http://evil.example\",\"x\")");
    app.accept(&app.standard(&format!("h_{order}"), &hostile));
    let answer = app.get(&format!("/api/v1/export/conversations?q={order}"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(answer.header("content-disposition").unwrap().contains("conversations.csv"));
    let table = String::from_utf8(answer.body).unwrap();
    let lines: Vec<&str> = table.split("\r\n").collect();
    assert!(lines.len() == 3 && lines[0].starts_with("\"id\",\"channel\"") && lines[1].contains(&id), "{table}");
    assert!(lines[1].contains("\"'=HYPERLINK(\"\"http"), "{table}");
    let answer = app.get(&format!("/api/v1/export/conversations?format=jsonl&q={order}"));
    let row: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(row, app.row(&order));
    assert_eq!(answer.header("link"), None);
}

fn with_a_time_what_is_closed_is_there_too(app: &TestApp) {
    let ids = [question(app).0, question(app).0];
    app.sweep(now_ms());
    for id in &ids {
        json(&app.post(&format!("/api/v1/conversations/{id}/status"), &object!({"status": "closed"})), 200);
    }
    let mut path = format!("/api/v1/export/conversations?format=jsonl&since={}", rfc3339(now_ms() - 100 * 3_600_000));
    let mut found = Vec::new();
    let mut pages = 0;
    loop {
        let answer = app.get(&path);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let lines = String::from_utf8(answer.body.clone()).unwrap();
        found.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        pages += 1;
        let Some(link) = answer.header("link") else { break };
        path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert!(pages < 10, "no end");
    }
    // A hundred hours are three pages.
    assert!(pages > 1, "{pages}");
    for id in &ids {
        assert!(found.iter().any(|row| row["id"] == *id && row["status"] == "closed"), "{found:#?}");
    }
    let limited = app.person("supervisor", object!(["standard/second"])).1;
    let others = app.ask(Some(&limited), "GET", "/api/v1/export/conversations", None);
    assert_eq!(String::from_utf8(others.body).unwrap().lines().count(), 1, "the names of the columns only");
}

fn what_makes_no_sense_is_named(app: &TestApp) {
    let wrong = |query: &str| wrong_fields(&app.get(&format!("/api/v1/export/conversations?{query}")));
    assert_eq!(wrong("format=xls&colour=red&sla=x"), ["format", "colour", "sla"]);
    assert_eq!(wrong("since=2026-01-01&cursor=AAAA"), ["cursor"]);
}
