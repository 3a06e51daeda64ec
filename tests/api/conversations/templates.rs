//! Suggested templates, their preview, and replies written from them; the shop's own templates.

use crate::harness::{TestApp, fresh_number, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    shared the_best_template_comes_first_in_the_buyers_language,
    shared a_preview_names_what_is_missing_and_is_scanned,
    own a_shops_own_template_is_checked_when_saved_and_rendered,
    shared notes_for_the_file_are_never_sent,
}

/// A conversation about this text: its id.
fn question(app: &TestApp, text: &str) -> String {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(now_ms(), &order, text);
    app.accept(&app.standard(&format!("q_{order}"), &event));
    app.row(&order)["id"].as_str().unwrap().to_owned()
}

fn suggestions(app: &TestApp, id: &str) -> Value {
    json(&app.get(&format!("/api/v1/conversations/{id}/suggestions")), 200)
}

fn the_best_template_comes_first_in_the_buyers_language(app: &TestApp) {
    for (text, language, among) in [
        ("Der Artikel ist leider kaputt angekommen, was kann ich tun?", "de", ["defective_item", "damaged_in_transit"]),
        ("How can I send this back? I would like to return it.", "en", ["return_how_to", "return_label"]),
        ("¿Dónde está mi pedido? Quiero saber el estado del envío.", "es", ["order_status", "not_yet_dispatched"]),
    ] {
        let found = suggestions(app, &question(app, text));
        assert_eq!(found["language"], language, "{text}: {found:#}");
        let first: Vec<&Value> =
            found["suggestions"].as_array().unwrap().iter().take(3).map(|it| &it["template"]).collect();
        assert!(first.iter().any(|id| among.iter().any(|wanted| *id == wanted)), "{text}: {first:?}");
        for suggestion in found["suggestions"].as_array().unwrap() {
            let is_whole = suggestion["missing"].as_array().unwrap().is_empty();
            assert_eq!(suggestion["text"].is_string(), is_whole, "{suggestion}");
            assert_eq!(suggestion["findings"], json!([]), "{suggestion}");
        }
    }
}

fn a_preview_names_what_is_missing_and_is_scanned(app: &TestApp) {
    let id = question(app, "How can I send this back? I would like to return it.");
    let path = format!("/api/v1/conversations/{id}/preview");
    assert_eq!(wrong_fields(&app.post(&path, &json!({"template": "refund_issued", "lang": "fr"}))), ["values"]);
    let values = json!({"refund_amount": "19.90 EUR", "refund_days": 5, "order_id": "77"});
    let whole = json(&app.post(&path, &json!({"template": "refund_issued", "lang": "fr", "values": values})), 200);
    assert!(whole["text"].as_str().unwrap().contains("19,90"), "{whole}");
    assert_eq!(whole["findings"], json!([]));
    let unknown = app.post(&path, &json!({"template": "no_such", "lang": "fr"}));
    assert_eq!(wrong_fields(&unknown), ["template"]);
}

fn a_shops_own_template_is_checked_when_saved_and_rendered(app: &TestApp) {
    let get = || app.get("/api/v1/templates");
    assert!(json(&get(), 200)["shipped"].as_array().unwrap().len() >= 60);
    let etag = get().header("etag").unwrap().to_owned();
    let own = |id: &str, source: &str| json!({"templates": [{"id": id, "title": "Ours", "category": "general", "texts": {"en": source}}]});
    for (body, field) in [
        (own("Ours!", "Hello {order_id}"), "templates[0].id"),
        (own("order_status", "Hello {order_id}"), "templates[0].id"),
        (own("ours", "Hello {order_id"), "templates[0].texts.en"),
        (own("ours", "Hello {nonsense}"), "templates[0].texts.en"),
    ] {
        assert_eq!(wrong_fields(&app.put("/api/v1/templates", &[("if-match", &etag)], &body)), [field]);
    }
    let put = app.put(
        "/api/v1/templates",
        &[("if-match", &etag)],
        &own("ours", "Order {订单号}: {{ reason | default('soon') }}."),
    );
    json(&put, 200);
    let id = question(app, "I have a question about this.");
    let path = format!("/api/v1/conversations/{id}/preview");
    let text = json(&app.post(&path, &json!({"template": "ours", "lang": "en"})), 200)["text"].clone();
    let order = app.conversation(&id)["order_ids"][0].as_str().unwrap().to_owned();
    assert_eq!(text, format!("Order {order}: soon."));
}

fn notes_for_the_file_are_never_sent(app: &TestApp) {
    let id = question(app, "I have a question about this.");
    let body = json!({"template": "no_response_needed", "lang": "en"});
    assert_eq!(wrong_fields(&app.post(&format!("/api/v1/conversations/{id}/replies"), &body)), ["template"]);
}
