//! `/api/v1/accounts/{channel}/{account}/health`, its settings, and the alerts that a sweep raises.

use super::facts::{account, claim, order};
use crate::harness::{TestApp, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_tests::time::{HOUR_MS, rfc3339};
use serde_json::{Value, json};

tests! {
    shared an_account_without_facts_has_no_figures,
    shared settings_are_a_document_with_a_version,
    own an_alert_is_raised_once,
}

fn an_account_without_facts_has_no_figures(app: &TestApp) {
    let health = json(&app.get(&format!("{}/health", account())), 200);
    assert_eq!(
        (&health["level"], &health["figures"], &health["official"]),
        (&json!("no_data"), &json!([]), &Value::Null)
    );
    assert_eq!(wrong_fields(&app.get(&format!("{}/health?at=noon", account()))), ["at"]);
}

fn settings_are_a_document_with_a_version(app: &TestApp) {
    let path = format!("{}/health/settings", account());
    let first = app.get(&path);
    assert_eq!(first.header("etag"), Some("\"0\""));
    let rows = json!([{"metric": "amazon-odr", "aim": "0.3", "warn": "0.6", "red": "0.9"}]);
    let body = json!({"alerts": {"rows": rows}, "options": {"zone": "Europe/Berlin"}});
    let put = app.put(&path, &[("if-match", "\"0\"")], &body);
    let etag = put.header("etag").unwrap().to_owned();
    assert_eq!(json(&put, 200)["alerts"]["rows"][0]["red"], "0.9");
    problem(&app.put(&path, &[("if-match", "\"0\"")], &body), 412, "conflict");
    let wrong = json!({"alerts": {"rows": [{"metric": "amazon-odr", "aim": "2", "red": "1"}, {"metric": "luck"}]}});
    let fields = wrong_fields(&app.put(&path, &[("if-match", &etag)], &wrong));
    assert_eq!(fields, ["alerts.rows[0].red", "alerts.rows[1].metric"]);
}

fn an_alert_is_raised_once(app: &TestApp) {
    let now = now_ms() / HOUR_MS * HOUR_MS;
    let account = account();
    let mut facts: Vec<Value> = (0..200).map(|number| order(number, &rfc3339(now - 48 * HOUR_MS))).collect();
    facts.extend((0..3).map(|number| claim(number, &rfc3339(now - HOUR_MS), "opened")));
    json(&app.post(&format!("{account}/facts"), &json!({"facts": facts})), 200);
    let alerts = || {
        let health = json(&app.get(&format!("{account}/health")), 200);
        let alerts = health["alerts"].as_array().unwrap().clone();
        alerts.into_iter().filter(|it| it["metric"] == "amazon-odr" && it["view"] == "live").collect::<Vec<_>>()
    };
    for hours in [0, 0, 1, 2] {
        app.poke(now_ms() + hours * HOUR_MS);
    }
    let raised = alerts();
    assert_eq!(raised.len(), 1, "{raised:#?}");
    assert_eq!((&raised[0]["level"], &raised[0]["told"]), (&json!("red"), &json!(true)));
    assert_eq!((&raised[0]["numerator"], &raised[0]["denominator"]), (&json!(3), &json!(200)));
    let overview = json(&app.get("/api/v1/reports/health"), 200);
    let name = account.rsplit('/').next().unwrap();
    let of_account = overview["accounts"].as_array().unwrap().iter().find(|it| it["account"] == name).unwrap().clone();
    assert_eq!(of_account["level"], "red");
    assert!(of_account["figures"].as_array().unwrap().iter().any(|it| it["metric"] == "amazon-odr"));
}
