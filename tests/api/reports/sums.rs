//! `GET /api/v1/reports/{responses,agents,categories,sla,templates,automations,questions}`.

use crate::harness::{TestApp, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::time::HOUR_MS;
use serde_json::{Value, json};

tests! {
    shared a_report_has_rows_a_total_and_a_backlog,
    shared parameters_of_reports_that_make_no_sense_are_named,
    own templates_and_questions_are_counted,
}

fn a_report_has_rows_a_total_and_a_backlog(app: &TestApp) {
    for report in ["responses", "agents", "categories", "sla", "templates", "automations"] {
        let path = format!("/api/v1/reports/{report}?from=2026-01-01&to=2026-01-31");
        let answer = json(&app.get(&path), 200);
        assert_eq!((answer["from"].as_str(), answer["to"].as_str()), (Some("2026-01-01"), Some("2026-01-31")));
        assert!(
            answer["rows"].is_array() && answer["total"]["opened"].is_u64() && answer["backlog"]["waiting"].is_u64()
        );
        let csv = app.get(&format!("{path}&format=csv"));
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    }
}

fn parameters_of_reports_that_make_no_sense_are_named(app: &TestApp) {
    for (query, field) in [
        ("from=yesterday", "from"),
        ("from=2026-02-01&to=2026-01-01", "from"),
        ("from=2020-01-01&to=2026-01-01", "from"),
        ("format=pdf", "format"),
        ("team=x", "team"),
    ] {
        assert_eq!(wrong_fields(&app.get(&format!("/api/v1/reports/responses?{query}"))), [field], "{query}");
    }
}

/// The message, its answer from a template, and what the reports say of them.
fn templates_and_questions_are_counted(app: &TestApp) {
    let (delivery, order) = app.buyer_message("How do I charge the lamp? The lamp does not charge at night.");
    app.accept(&delivery);
    let id = app.row(&order)["id"].as_str().unwrap().to_owned();
    let reply = |body: Value| app.post(&format!("/api/v1/conversations/{id}/replies"), &body);
    assert_eq!(wrong_fields(&reply(json!({"text": "hi", "from_template": "No Such"}))), ["from_template"]);
    json(&reply(json!({"text": "Please hold the button for three seconds.", "from_template": "troubleshooting"})), 201);
    for hours in 0..3 {
        app.poke(now_ms() + hours * HOUR_MS);
    }
    let found = |report: &str| {
        let answer = json(&app.get(&format!("/api/v1/reports/{report}")), 200);
        answer["rows"].as_array().unwrap().clone()
    };
    let shown = json(&app.get(&format!("/api/v1/conversations/{id}")), 200);
    let written = shown["records"].as_array().unwrap().iter().find(|record| record["type"] == "reply").unwrap();
    assert_eq!(written["template"], "troubleshooting");
    // It counts once it was delivered (see the round trips of the channels); no courier of this channel takes it here.
    let delivered = shown["replies"].as_array().unwrap().iter().any(|reply| reply["state"] == "delivered");
    let counted = found("templates").iter().any(|row| row["template"] == "troubleshooting");
    assert_eq!(counted, delivered);
    let day = found("responses?by=day");
    assert!(day.iter().all(|row| row["channel"].is_null() && row["day"].is_string()), "{day:?}");
    let channels = found("responses?by=channel");
    assert!(channels.iter().all(|row| row["channel"].is_string() && row["day"].is_null()), "{channels:?}");
    let asked = found("questions");
    assert!(asked.iter().all(|row| row["suggestion"].is_string() && row["words"].is_array()), "{asked:?}");
}
