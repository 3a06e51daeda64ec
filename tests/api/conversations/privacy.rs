//! Customers: `GET /api/v1/conversations/{id}/customer`, erasure, and what has reached its retention period.

use crate::harness::{TestApp, fresh_number, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_tests::time::{DAY_MS, HOUR_MS};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    own a_history_grows_with_orders_and_makes_a_vip,
    own a_forgotten_buyer_is_gone_and_a_redelivery_brings_nothing_back,
    own a_buyer_is_forgotten_in_all_conversations,
    own what_is_done_is_forgotten_after_its_period,
    shared what_cannot_be_a_period_is_refused_by_field,
    shared who_is_unknown_cannot_be_forgotten,
}

const NAME: &str = "Adalovelace";
const STREET: &str = "12 Analytical Lane";

/// A message of a buyer about an order of their own: the event's id and the event.
fn message(buyer: &str, order: &str) -> (String, Event) {
    let words = format!("Please deliver to {STREET}.");
    let event = Event::from_buyer(now_ms() / 1_000 * 1_000, order, &words);
    (format!("q_{order}"), event.with("buyer", json!({"id": buyer, "name": NAME})))
}

/// A new conversation: its id and its order.
fn question(app: &TestApp, buyer: &str) -> (String, String) {
    let order = fresh_number().to_string();
    let (id, event) = message(buyer, &order);
    app.accept(&app.standard(&id, &event));
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

fn shows(app: &TestApp, id: &str) -> bool {
    let shown = app.conversation(id).to_string();
    shown.contains(NAME) || shown.contains(STREET)
}

fn a_history_grows_with_orders_and_makes_a_vip(app: &TestApp) {
    let buyer = format!("buyer-{}", fresh_number());
    json(&app.put("/api/v1/rules", &[], &json!({"rules": [], "vip": {"orders": 2, "praises": 0}})), 200);
    let (first, _) = question(app, &buyer);
    let (second, _) = question(app, &buyer);
    app.sweep(now_ms() + HOUR_MS);
    let history = json(&app.get(&format!("/api/v1/conversations/{first}/customer")), 200);
    assert_eq!((&history["orders"], &history["vip_because"]), (&json!(2), &json!("history:orders")));
    let visits: Vec<&Value> =
        history["conversations"].as_array().unwrap().iter().map(|visit| &visit["conversation"]).collect();
    assert!(visits.contains(&&json!(first)) && visits.contains(&&json!(second)), "{history}");
    let is_vip = |id: &str| app.conversation(id)["conversation"]["vip"] == true;
    // A store may show the sweep what was there before: what it keeps of a customer is right with a later one.
    let is_known = (0..5).any(|_| {
        let is_known = is_vip(&question(app, &buyer).0);
        app.sweep(now_ms() + HOUR_MS);
        is_known
    });
    assert!(is_known, "a known customer is no VIP");
    assert!(!is_vip(&first), "what was there before is left as it was");
}

fn a_forgotten_buyer_is_gone_and_a_redelivery_brings_nothing_back(app: &TestApp) {
    let buyer = format!("buyer-{}", fresh_number());
    let (id, order) = question(app, &buyer);
    assert!(shows(app, &id));
    json(&app.post(&format!("/api/v1/conversations/{id}/notes"), &json!({"text": format!("it is {NAME}")})), 200);
    let before = app.conversation(&id);
    let row = json(&app.post(&format!("/api/v1/conversations/{id}/erasure"), &json!({})), 200);
    assert_eq!((&row["buyer_name"], &row["id"]), (&Value::Null, &json!(id)));
    assert!(!shows(app, &id));
    app.sweep(now_ms() + HOUR_MS);
    let (event_id, event) = message(&buyer, &order);
    app.accept(&app.standard(&event_id, &event));
    assert!(!shows(app, &id));
    let after = app.conversation(&id);
    assert_eq!(after["conversation"]["marketplace_deadline"], before["conversation"]["marketplace_deadline"]);
    assert_eq!(after["conversation"]["items"], before["conversation"]["items"]);
    assert!(after["erased_at"].is_string(), "{after:#}");
}

fn a_buyer_is_forgotten_in_all_conversations(app: &TestApp) {
    let buyer = format!("buyer-{}", fresh_number());
    let ids = [question(app, &buyer).0, question(app, &buyer).0];
    let (other, _) = question(app, "somebody-else");
    app.sweep(now_ms() + HOUR_MS);
    let account = app.conversation(&ids[0])["conversation"]["account"].as_str().unwrap().to_owned();
    let body = json!({"channel": "standard", "account": account, "buyer": buyer});
    let erased = json(&app.post("/api/v1/erasures", &body), 200);
    assert_eq!(erased["erased"].as_array().unwrap().len(), 2);
    assert!(ids.iter().all(|id| !shows(app, id)) && shows(app, &other));
}

fn what_is_done_is_forgotten_after_its_period(app: &TestApp) {
    let (id, _) = question(app, &format!("buyer-{}", fresh_number()));
    let (open, _) = question(app, &format!("buyer-{}", fresh_number()));
    json(&app.put("/api/v1/privacy", &[], &json!({"retention_days": 3})), 200);
    json(&app.post(&format!("/api/v1/conversations/{id}/status"), &json!({"status": "closed"})), 200);
    let begin = now_ms();
    app.sweep(begin + HOUR_MS);
    app.sweep(begin + 2 * DAY_MS);
    assert!(shows(app, &id));
    for hours in (0..48).step_by(6) {
        app.sweep(begin + 3 * DAY_MS + hours * HOUR_MS);
    }
    assert!(!shows(app, &id) && shows(app, &open));
}

fn what_cannot_be_a_period_is_refused_by_field(app: &TestApp) {
    let put = |body: &Value| app.put("/api/v1/privacy", &[("if-match", "\"0\"")], body);
    assert_eq!(wrong_fields(&put(&json!({"retention_days": 0}))), ["retention_days"]);
    assert_eq!(wrong_fields(&put(&json!({"channels": {"amazon": 99_999}}))), ["channels.amazon"]);
    assert_eq!(json(&app.get("/api/v1/privacy"), 200)["retention_days"].as_u64().map(|days| days > 0), Some(true));
}

fn who_is_unknown_cannot_be_forgotten(app: &TestApp) {
    let body = json!({"channel": "standard", "account": "main", "buyer": fresh_number().to_string()});
    assert_eq!(wrong_fields(&app.post("/api/v1/erasures", &body)), ["buyer"]);
    let nobody = format!("/api/v1/conversations/{}/erasure", "0".repeat(32));
    problem(&app.post(&nobody, &json!({})), 404, "not-found");
}
