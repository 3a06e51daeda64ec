//! `GET /api/v1/reports/{responses,agents,categories,sla}`.

use crate::harness::{TestApp, json, tests, wrong_fields};

tests! {
    shared a_report_has_rows_a_total_and_a_backlog,
    shared parameters_of_reports_that_make_no_sense_are_named,
}

fn a_report_has_rows_a_total_and_a_backlog(app: &TestApp) {
    for report in ["responses", "agents", "categories", "sla"] {
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
