//! `POST /api/v1/preview/render`.

use crate::harness::{TestApp, json, tests, wrong_fields};
use serde_json::json;

tests! {
    shared a_template_speaks_the_buyers_language,
    shared a_value_is_text_and_never_a_template,
    shared what_is_missing_or_unknown_is_named,
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
