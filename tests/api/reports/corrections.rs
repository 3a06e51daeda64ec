//! `GET /api/v1/reports/corrections` and its export.

use crate::harness::{Answer, TestApp, fresh_number, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    own corrections_are_counted_once_and_undone,
    own pages_of_labelled_text_follow_each_other,
    shared parameters_that_make_no_sense_are_named,
}

const PATH: &str = "/api/v1/reports/corrections";
const EXPORT: &str = "/api/v1/reports/corrections/export";

/// A conversation that starts with `text`: its id and its category.
fn question(app: &TestApp, text: &str) -> (String, Value) {
    let order = fresh_number().to_string();
    app.accept(&app.standard(&format!("c_{order}"), &Event::from_buyer(now_ms(), &order, text)));
    let row = app.row(&order);
    (row["id"].as_str().unwrap().to_owned(), row["category"].clone())
}

fn correct(app: &TestApp, id: &str, category: &Value) {
    json(&app.post(&format!("/api/v1/conversations/{id}/category"), &json!({"category": category})), 200);
}

fn text(answer: &Answer) -> &str {
    assert_eq!(answer.status, 200);
    std::str::from_utf8(&answer.body).unwrap()
}

fn corrections_are_counted_once_and_undone(app: &TestApp) {
    let (first, was) = question(app, "Where is my parcel?");
    let (second, other) = question(app, "Where is my parcel, please?");
    assert_eq!(was, other);
    let ids = json!([first, second]);
    let bulk = json!({"ids": ids, "action": "category", "body": {"category": "account"}});
    json(&app.post("/api/v1/bulk", &bulk), 200);
    correct(app, &first, &json!("quality_issue"));
    correct(app, &first, &json!("quality_issue"));
    let report = json(&app.get(PATH), 200);
    assert_eq!(report["total"], 2, "{report:#}");
    let mut confusions = report["confusions"].as_array().unwrap().clone();
    confusions.sort_by_key(Value::to_string);
    let confusion = |now: &str| json!({"was": was, "now": now, "count": 1});
    assert_eq!(confusions, [confusion("account"), confusion("quality_issue")]);
    assert_eq!(report["languages"], json!([{"language": "en", "count": 2}]));
    assert_eq!(report["channels"], json!([{"channel": "standard", "count": 2}]));
    let category = report["categories"].as_array().unwrap().iter().find(|one| one["category"] == was).unwrap();
    assert_eq!((&category["was"], &category["now"]), (&json!(2), &json!(0)));
    let newest = &report["recent"][0];
    assert_eq!((&newest["conversation"], &newest["now"]), (&json!(first), &json!("quality_issue")));
    assert_eq!(json(&app.get(&format!("{PATH}?limit=1")), 200)["recent"].as_array().unwrap().len(), 1);
    for id in [&first, &second] {
        correct(app, id, &was);
    }
    let report = json(&app.get(PATH), 200);
    assert_eq!((&report["total"], &report["confusions"], &report["recent"]), (&json!(0), &json!([]), &json!([])));
    assert_eq!(text(&app.get(EXPORT)), "");
}

fn pages_of_labelled_text_follow_each_other(app: &TestApp) {
    let texts = ["=1+1 \"my\" parcel?", "Where, oh where\nis it?", "Nothing came."];
    for text in texts {
        let (id, _) = question(app, text);
        correct(app, &id, &json!("account"));
    }
    let (mut path, mut lines) = (format!("{EXPORT}?format=jsonl&limit=1"), Vec::new());
    loop {
        let answer = app.get(&path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/jsonl")));
        lines.extend(text(&answer).lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        let Some(link) = answer.header("link") else { break };
        path = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap().to_owned();
    }
    let found: Vec<_> = lines.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(found, texts);
    for line in &lines {
        assert_eq!((&line["label"], &line["channel"]), (&json!("account"), &json!("standard")));
        assert!(line["was"].is_string() && line["lang"].is_string() && line["was"] != "account", "{line}");
    }
    let answer = app.get(&format!("{EXPORT}?format=csv"));
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(text(&answer).starts_with("id,text,subject,lang,channel,label,was\r\n"));
    assert!(text(&answer).contains("\"'=1+1 \"\"my\"\" parcel?\""), "{}", text(&answer));
}

fn parameters_that_make_no_sense_are_named(app: &TestApp) {
    for (query, field) in [("limit=0", "limit"), ("limit=1001", "limit"), ("format=csv", "format")] {
        assert_eq!(wrong_fields(&app.get(&format!("{PATH}?{query}"))), [field]);
    }
    for (query, field) in
        [("limit=101", "limit"), ("format=xml", "format"), ("cursor=%21", "cursor"), ("cursor=AAAA", "cursor")]
    {
        assert_eq!(wrong_fields(&app.get(&format!("{EXPORT}?{query}"))), [field]);
    }
}
