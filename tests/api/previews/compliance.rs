//! `POST /api/v1/preview/compliance`, and the scan before every send.

use crate::harness::{TestApp, fresh_number, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    shared a_finding_says_where_why_and_what_to_write_instead,
    shared an_ordinary_reply_has_none,
    shared disguises_do_not_help,
    own operators_add_and_switch_off_rules_without_a_rebuild,
    shared a_reply_that_breaks_a_rule_is_not_queued,
    shared what_makes_no_sense_is_named,
}

const PATH: &str = "/api/v1/preview/compliance";

fn scan(app: &TestApp, channel: &str, text: &str) -> Vec<Value> {
    let answer = json(&app.post(PATH, &json!({"text": text, "channel": channel, "lang": "en"})), 200);
    answer["findings"].as_array().unwrap().clone()
}

fn violations(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| finding["violation"].as_str().unwrap()).collect()
}

fn a_finding_says_where_why_and_what_to_write_instead(app: &TestApp) {
    let text = "Sorry for that! Please write to me at anna@example.org and we will sort it out.";
    let findings = scan(app, "amazon", text);
    assert_eq!(violations(&findings), ["off_platform_contact"]);
    let finding = &findings[0];
    let place = finding["start"].as_u64().unwrap() as usize..finding["end"].as_u64().unwrap() as usize;
    assert!(text[place].contains("anna@example.org"), "{finding}");
    assert_eq!(finding["severity"], "block");
    for field in ["rule", "remedy", "explanation", "source"] {
        assert!(finding[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {finding}");
    }
}

fn an_ordinary_reply_has_none(app: &TestApp) {
    for text in [
        "Your parcel 00340434161094042557 left us on 3 March with DHL. It should be with you by Friday.",
        "We have refunded 19.90 EUR for order 306-1234567-7654321. It takes up to five days to show.",
        "请您在这里回复并附上照片，我们会尽快为您处理。",
    ] {
        assert_eq!(scan(app, "amazon", text), Vec::<Value>::new(), "{text}");
    }
}

fn disguises_do_not_help(app: &TestApp) {
    for text in [
        "add me on w h a t s a p p please",
        "Please contact us: a n n a (at) example (dot) com",
        "加我微 信 聊，方便退款",
        "Leave us five stars and get a $10 gift card",
        "If you change your review we will refund you",
    ] {
        assert!(!scan(app, "amazon", text).is_empty(), "{text}");
    }
}

fn operators_add_and_switch_off_rules_without_a_rebuild(app: &TestApp) {
    let text = "Our blue llama says hello.";
    assert!(scan(app, "amazon", text).is_empty());
    let etag = app.get("/api/v1/compliance").header("etag").unwrap().to_owned();
    let rules = json!({"rules": [{"id": "no-llamas", "violation": "marketing_promo", "severity": "block",
        "patterns": ["blue llama"], "explanation": "House rule", "remedy": "Say hello"}]});
    let put = app.put("/api/v1/compliance", &[("if-match", &etag)], &rules);
    json(&put, 200);
    let findings = scan(app, "amazon", text);
    assert_eq!((findings.len(), &findings[0]["rule"]), (1, &json!("no-llamas")));
    let broken = json!({"rules": [{"id": "x", "violation": "nonsense", "severity": "block", "patterns": []}]});
    let etag = put.header("etag").unwrap();
    let refused = app.put("/api/v1/compliance", &[("if-match", etag)], &broken);
    assert!(!wrong_fields(&refused).is_empty());
}

fn a_reply_that_breaks_a_rule_is_not_queued(app: &TestApp) {
    let order = app.fresh_amazon_order();
    let event = Event::from_buyer(now_ms(), &order, "I have a question about this.");
    app.accept(&app.standard(&format!("q_{}", fresh_number()), &event));
    let row = app.row(&order);
    let id = row["id"].as_str().unwrap();
    let path = format!("/api/v1/conversations/{id}/replies");
    // Own channels may name a contact; nobody may ask for a card number.
    let answer = app.post(&path, &json!({"text": "Please send us your credit card number and the CVV code."}));
    let document = problem(&answer, 422, "text-refused");
    assert_eq!(document["findings"][0]["violation"], "personal_data_request", "{document:#}");
    assert_eq!(app.conversation(id)["replies"], json!([]));
}

fn what_makes_no_sense_is_named(app: &TestApp) {
    let long = "x".repeat(70_000);
    assert_eq!(wrong_fields(&app.post(PATH, &json!({"text": long, "channel": "amazon"}))), ["text"]);
    problem(&app.post(PATH, &json!({"text": "x"})), 422, "invalid");
}
