//! Rules and automatic replies: from a message by webhook through the sweep to the marketplace, once, and explained.

use crate::harness::{FakeServer, TestApp, fresh_number, json, now_ms, problem, records, tests};
use sellerdesk_fakes::Marketplace;
use sellerdesk_fakes::standard::Standard;
use sellerdesk_tests::time::HOUR_MS;
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    once out_of_hours_a_buyer_is_answered_once_and_the_clocks_run_on,
    once a_machine_is_not_answered_and_the_conversation_says_why,
    once a_cap_refuses_and_says_why,
    once a_breaker_is_seen_and_closed,
    once a_rule_tags_assigns_and_notes,
}

const AUTOMATIONS: &str = "/api/v1/automations";

/// A desk whose account `main` of the channel `standard` can be answered, with rules.
struct Office {
    server: FakeServer,
    app: TestApp,
}

impl Office {
    fn with(document: &Value) -> Self {
        static FAKE: Standard = Standard;
        let server = FakeServer::start(&FAKE);
        let courier = json!({"main": FAKE.api_settings()}).to_string();
        let app = TestApp::start_with(&[("courier_standard", &courier), ("api_standard", &server.base)]);
        json(&app.put(AUTOMATIONS, &[("if-match", "\"0\"")], document), 200);
        Self { server, app }
    }

    /// A buyer's message of an instant: its order.
    fn hear(&self, order: &str, at: i64, change: impl Fn(Event) -> Event) {
        let event = Event::from_buyer(at, order, "Where is my parcel?");
        let event = change(event.with("thread", format!("ticket-{order}")));
        self.app.accept(&self.app.standard(&format!("msg_{}", fresh_number()), &event));
    }

    fn conversation(&self, order: &str) -> Value {
        self.app.conversation(self.app.row(order)["id"].as_str().unwrap())
    }

    /// The texts that the marketplace took.
    fn sent(&self) -> Vec<String> {
        self.server.world().sent.iter().map(|sent| sent.text.clone()).collect()
    }
}

/// What was done and refused, as action and reason.
fn explained(conversation: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let automated = records(conversation, "automated").into_iter();
    automated.map(|record| (text(&record["did"]), text(&record["refusal"]["reason"]))).collect()
}

fn order() -> String {
    fresh_number().to_string()
}

fn answering(when: &Value) -> Value {
    let reply = json!({"reply": {"template": "first_receipt", "values": {"reply_hours": "12"}}});
    json!({"rules": [{"id": "closed", "when": when, "actions": [reply]}]})
}

fn out_of_hours_a_buyer_is_answered_once_and_the_clocks_run_on(_: &TestApp) {
    let office = Office::with(&answering(&json!({"hours": "closed"})));
    // Open for a minute a week, and not about now.
    let at = now_ms() / 1_000 * 1_000;
    let days = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
    let day = days[usize::try_from((at / (24 * HOUR_MS) + 3).rem_euclid(7)).unwrap()];
    let calendars = json!({"calendars": {"rare": {"zone": "Etc/UTC", "weekly": {day: [["12:00", "12:01"]]}}},
        "accounts": {}, "default": "rare"});
    json(&office.app.put("/api/v1/calendars", &[("if-match", "\"0\"")], &calendars), 200);
    let order = order();
    office.hear(&order, at, |event| event);
    for _ in 0..3 {
        office.app.sweep(at + 2_000);
    }
    let sent = office.sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].contains("12"), "{sent:?}");
    let conversation = office.conversation(&order);
    assert_eq!(explained(&conversation), [("reply".to_owned(), String::new())], "{conversation:#}");
    let automated = records(&conversation, "automated")[0].clone();
    assert_eq!((&automated["by"], &automated["because"]), (&json!("rule:closed"), &json!(["hours:closed"])));
    let messages = records(&conversation, "message");
    assert_eq!(messages.last().unwrap()["author"], "automatic", "{conversation:#}");
    let row = &conversation["conversation"];
    assert_eq!(row["status"], "open", "nobody has answered: {row:#}");
    assert!(row["waiting_since"].is_string() && row["next_deadline"].is_string(), "{row:#}");
    office.app.is_untroubled();
}

fn a_machine_is_not_answered_and_the_conversation_says_why(_: &TestApp) {
    let office = Office::with(&answering(&json!({})));
    let (order, at) = (order(), now_ms());
    office.hear(&order, at, |event| event.with_message("machine", "auto_submitted"));
    office.app.sweep(at + 2_000);
    assert_eq!(office.sent(), Vec::<String>::new());
    let conversation = office.conversation(&order);
    assert_eq!(explained(&conversation), [("reply".to_owned(), "machine_mail".to_owned())], "{conversation:#}");
    assert_eq!(records(&conversation, "automated")[0]["refusal"]["detail"], "auto_submitted");
}

fn a_cap_refuses_and_says_why(_: &TestApp) {
    let office = Office::with(&answering(&json!({})));
    // In the past: nothing comes in before it was written.
    let (order, at) = (order(), now_ms() - 14 * HOUR_MS);
    for hours in [0, 1, 13] {
        office.hear(&order, at + hours * HOUR_MS, |event| event);
        office.app.sweep(at + hours * HOUR_MS + 2_000);
    }
    let conversation = office.conversation(&order);
    let done = |reason: &str| ("reply".to_owned(), reason.to_owned());
    assert_eq!(explained(&conversation), [done(""), done("rule_again"), done("")], "{conversation:#}");
    let detail = records(&conversation, "automated")[1]["refusal"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("not before 20"), "{detail}");
    assert_eq!(office.sent().len(), 2);
}

fn a_breaker_is_seen_and_closed(_: &TestApp) {
    let mut document = answering(&json!({}));
    document["caps"] = json!({"rule_pause_ms": 0, "recipient_max": 1, "recipient_window_ms": HOUR_MS, "ledger_max": 1,
        "ledger_window_ms": 600_000, "failures_max": 1});
    let office = Office::with(&document);
    let at = now_ms();
    let orders: Vec<String> = (0..3).map(|_| order()).collect();
    for (seconds, order) in (0..).zip(&orders) {
        let at = at + seconds * 1_000;
        office.hear(order, at, |event| event.with("buyer", json!({"id": format!("buyer-{order}")})));
        office.app.sweep(at + 500);
    }
    assert_eq!(office.sent().len(), 1);
    for order in &orders[1..] {
        let conversation = office.conversation(order);
        assert_eq!(explained(&conversation), [("reply".to_owned(), "breaker_open".to_owned())], "{conversation:#}");
    }
    let path = "/api/v1/automations/breakers/standard/main";
    assert_eq!(json(&office.app.get(path), 200)["is_open"], true);
    let all = json(&office.app.get("/api/v1/automations/breakers"), 200);
    let open: Vec<&Value> = all["breakers"].as_array().unwrap().iter().filter(|one| one["is_open"] == true).collect();
    assert!(open.len() <= 1, "{all}");
    assert_eq!(json(&office.app.post(&format!("{path}/close"), &json!({})), 200)["is_open"], false);
    assert_eq!(json(&office.app.get(path), 200)["is_open"], false);
    problem(&office.app.get(&format!("{path}/close")), 405, "method-not-allowed");
}

fn a_rule_tags_assigns_and_notes(_: &TestApp) {
    let office = Office::with(&json!({"rules": [{"id": "claims", "when": {"keywords": ["PARCEL"]}, "actions": [
        {"tag": "shipping"}, {"assign": "ann"}, {"prioritize": "urgent"}, {"note": "Ask the carrier."}]}]}));
    let (order, at) = (order(), now_ms());
    office.hear(&order, at, |event| event);
    office.app.sweep(at + 2_000);
    office.app.sweep(at + 3_000);
    let conversation = office.conversation(&order);
    let row = &conversation["conversation"];
    assert_eq!(
        (&row["tags"], &row["assignee"], &row["priority"]),
        (&json!(["shipping"]), &json!("ann"), &json!("urgent"))
    );
    let noted = records(&conversation, "noted");
    assert_eq!((noted.len(), &noted[0]["by"]), (1, &json!("rule:claims")));
    assert_eq!(explained(&conversation).len(), 4, "{conversation:#}");
}
