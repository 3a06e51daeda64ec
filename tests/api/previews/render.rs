//! `POST /api/v1/preview/render`.

use crate::harness::{TestApp, json, tests, wrong_fields};
use serde_json::json;

tests! {
    shared a_template_speaks_the_buyers_language,
    shared a_value_is_text_and_never_a_template,
    shared what_is_missing_or_unknown_is_named,
    shared a_text_is_tried_before_it_is_saved,
    shared a_templates_texts_are_there_to_be_copied,
}

const PATH: &str = "/api/v1/preview/render";

fn values() -> serde_json::Value {
    json!({
        "customer_name": "Ana", "order_id": "306-1234567-7654321", "carrier": "DHL", "tracking_number": "003404341",
        "dispatch_date": "2026-03-05", "shop_name": "Beispielladen",
    })
}

fn a_template_speaks_the_buyers_language(app: &TestApp) {
    for (lang, words) in
        [("en", "Hello Ana"), ("de", "5. März 2026"), ("fr", "5 mars 2026"), ("es", "5 de marzo de 2026")]
    {
        let request = json!({"template": "order_status", "lang": lang, "channel": "shopify", "values": values()});
        let rendered = json(&app.post(PATH, &request), 200);
        let text = rendered["text"].as_str().unwrap();
        assert!(text.contains(words) && text.contains("306-1234567-7654321"), "{lang}: {text}");
        assert!(!text.contains('{') && !text.contains('%'), "{lang}: {text}");
    }
}

fn a_value_is_text_and_never_a_template(app: &TestApp) {
    let mut values = values();
    values["customer_name"] = "{{ order_id }} {% for %} {carrier}".into();
    let request = json!({"template": "order_status", "lang": "en", "channel": "shopify", "values": values});
    let rendered = json(&app.post(PATH, &request), 200);
    assert!(rendered["text"].as_str().unwrap().contains("{{ order_id }} {% for %} {carrier}"), "{rendered}");
}

fn what_is_missing_or_unknown_is_named(app: &TestApp) {
    let ask = |template: &str, lang: &str, values: serde_json::Value| {
        let request = json!({"template": template, "lang": lang, "channel": "shopify", "values": values});
        wrong_fields(&app.post(PATH, &request))
    };
    let mut few = values();
    few.as_object_mut().unwrap().retain(|name, _| name != "carrier" && name != "shop_name");
    assert_eq!(ask("order_status", "en", few), ["values.carrier", "values.shop_name"]);
    assert_eq!(ask("no_such_template", "en", values()), ["template"]);
    assert_eq!(ask("order_status", "tlh", values()), ["lang"]);
    let mut odd = values();
    odd["carrier"] = json!(["DHL"]);
    assert_eq!(ask("order_status", "en", odd), ["values.carrier"]);
}

fn a_text_is_tried_before_it_is_saved(app: &TestApp) {
    let ask = |source: &str, channel: &str| {
        app.post(PATH, &json!({"source": source, "lang": "en-GB", "channel": channel, "values": values()}))
    };
    let rendered = json(&ask("Dear {客户名}, it left on {{ dispatch_date }}.", "amazon"), 200);
    assert_eq!(rendered["text"], "Dear Ana, it left on 5 March 2026.");
    assert_eq!(rendered["findings"], json!([]));
    let rendered = json(&ask("Mail me at a@b.de", "amazon"), 200);
    assert_eq!(rendered["findings"][0]["severity"], "block", "{rendered}");
    assert_eq!(wrong_fields(&ask("{% if carrier %}", "amazon")), ["source"]);
    assert_eq!(wrong_fields(&ask("{colour}", "amazon")), ["source"]);
    assert_eq!(wrong_fields(&ask("{refund_amount}", "amazon")), ["values.refund_amount"]);
    assert_eq!(wrong_fields(&ask(&"x".repeat(400), "mercadolibre")), ["values"]);
    assert_eq!(wrong_fields(&ask(&"x".repeat(17_000), "amazon")), ["source"]);
    for both in [json!({"lang": "en"}), json!({"lang": "en", "source": "Hi", "template": "order_status"})] {
        assert_eq!(wrong_fields(&app.post(PATH, &both)), ["template"]);
    }
}

fn a_templates_texts_are_there_to_be_copied(app: &TestApp) {
    let shipped = json(&app.get("/api/v1/templates/order_status"), 200);
    assert_eq!((&shipped["shipped"], &shipped["owner"]), (&json!(true), &json!(null)));
    let texts = shipped["texts"].as_object().unwrap();
    assert_eq!(texts.len(), 8);
    // What is copied can be written.
    for (lang, source) in texts {
        let request = json!({"source": source, "lang": lang, "channel": "shopify", "values": values()});
        let shipped = json!({"template": "order_status", "lang": lang, "channel": "shopify", "values": values()});
        assert_eq!(
            json(&app.post(PATH, &request), 200)["text"],
            json(&app.post(PATH, &shipped), 200)["text"],
            "{lang}"
        );
    }
    crate::harness::problem(&app.get("/api/v1/templates/no_such_template"), 404, "not-found");
}
