//! `POST /api/v1/preview/classify`.

use crate::harness::{TestApp, json, problem, tests, wrong_fields};
use serde_json::json;

tests! {
    shared a_text_is_judged_with_the_words_that_decided,
    shared several_languages_are_understood,
    shared order_ids_and_tracking_numbers_say_whose_they_are,
    shared any_text_is_judged,
    shared fields_that_are_wrong_are_refused,
}

const PATH: &str = "/api/v1/preview/classify";
/// Longest text taken, in bytes.
const TEXT_BYTES_MAX: usize = 64 * 1024;

fn a_text_is_judged_with_the_words_that_decided(app: &TestApp) {
    let text = "My parcel never arrived. If I don't get a refund I will file a chargeback with my bank.";
    let verdict = json(&app.post(PATH, &json!({"text": text, "channel": "amazon"})), 200);
    assert_eq!((&verdict["category"], &verdict["language"]), (&json!("dispute_threat"), &json!("en")), "{verdict:#}");
    assert_eq!(verdict["risk"], json!(["chargeback"]));
    assert_eq!(verdict["priority"], "urgent");
    assert!(verdict["also"].is_array() && verdict["entities"].is_array(), "{verdict:#}");
    let confidence = verdict["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence));
    let evidence = verdict["evidence"].as_array().unwrap();
    let offset = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let words: Vec<_> =
        evidence.iter().filter_map(|span| text.get(offset(&span["start"])..offset(&span["end"]))).collect();
    assert!(words.iter().any(|words| words.to_lowercase().contains("chargeback")), "{words:?}");
}

fn several_languages_are_understood(app: &TestApp) {
    for (text, language, category) in [
        ("Mein Paket ist nicht angekommen.", "de", "logistics_issue"),
        ("Je souhaite un remboursement, l'article est cassé.", "fr", "quality_issue"),
        ("Quiero devolver el producto, ¿cómo hago la devolución?", "es", "refund_return"),
        ("我的包裹还没有收到，物流一直没有更新。", "zh", "logistics_issue"),
    ] {
        let verdict = json(&app.post(PATH, &json!({"text": text, "channel": "amazon"})), 200);
        assert_eq!((&verdict["language"], &verdict["category"]), (&json!(language), &json!(category)), "{text}");
    }
}

fn order_ids_and_tracking_numbers_say_whose_they_are(app: &TestApp) {
    let text = "Order 113-3312345-6677889, UPS says 1Z999AA10123456784 was delivered. I want 12,50 € back.";
    let verdict = json(&app.post(PATH, &json!({"text": text})), 200);
    let found: Vec<_> = verdict["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| ["kind", "text", "issuer"].map(|field| entity[field].as_str().unwrap_or("-")))
        .collect();
    let expected = [
        ["order_id", "113-3312345-6677889", "amazon"],
        ["tracking_number", "1Z999AA10123456784", "ups"],
        ["amount", "12,50 €", "EUR"],
    ];
    assert_eq!(found, expected, "{verdict:#}");
}

fn any_text_is_judged(app: &TestApp) {
    let long = "refund ".repeat(TEXT_BYTES_MAX / 7);
    let odd = "\u{0}\u{202e}\u{feff}\u{1f468}\u{200d}\u{1f469}\u{e000}\u{10ffff}".repeat(500);
    for text in ["", " ", "?", &long, &odd, &"ﷺ".repeat(10_000), &"é".repeat(TEXT_BYTES_MAX / 2)] {
        let verdict = json(&app.post(PATH, &json!({"text": text, "channel": "standard"})), 200);
        assert!(verdict["category"].is_string());
    }
}

fn fields_that_are_wrong_are_refused(app: &TestApp) {
    assert_eq!(wrong_fields(&app.post(PATH, &json!({"text": "x".repeat(TEXT_BYTES_MAX + 1)}))), ["text"]);
    for body in [json!({}), json!({"text": 7}), json!({"text": null}), json!([]), json!("text")] {
        problem(&app.post(PATH, &body), 422, "invalid");
    }
}
