//! The channel `shopify`.

use crate::harness::{TestApp, at_once, fresh_number, instant, now_ms, records, retried, tests};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::shopify::{self, Topic};
use serde_json::{Value, json};

tests! {
    shared a_dispute_appears_with_the_marketplaces_own_deadline,
    shared a_second_delivery_changes_nothing,
    shared deliveries_of_one_dispute_at_the_same_time_make_one_record,
    shared a_dispute_that_was_won_asks_for_nothing,
    shared a_return_and_its_refund_share_the_orders_conversation,
    shared a_note_at_the_checkout_is_a_message,
    shared a_topic_nobody_reads_is_kept,
}

/// How long after a dispute its evidence is due here.
const EVIDENCE_MS: i64 = 168 * HOUR_MS;

fn chargeback(order: u64, at: i64) -> Value {
    shopify::chargeback(order + 1, order, "59.90", "EUR", at, at + EVIDENCE_MS)
}

fn a_dispute_appears_with_the_marketplaces_own_deadline(app: &TestApp) {
    for newer_headers in [false, true] {
        let (order, at) = (fresh_number(), now_ms() - MINUTE_MS);
        let body = chargeback(order, at).to_string();
        let (event_id, account) = (format!("ev-{order}"), &app.accounts().shopify);
        let topic = Topic { name: "disputes/create", event_id: &event_id, at };
        let deliver = if newer_headers { shopify::deliver_newer } else { shopify::deliver };
        let answer = app.deliver(&deliver(account, topic, body.into_bytes()));
        assert_eq!((answer.status, answer.body.len()), (200, 0));

        let row = app.row(&order.to_string());
        let expected = json!({
            "channel": "shopify", "account": "main", "status": "open", "category": "dispute_threat",
            "priority": "urgent", "risk_events": ["chargeback"], "order_id": order.to_string(), "items": 1,
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&row[field], value, "{field} of {row:#}");
        }
        assert_eq!(instant(&row["marketplace_deadline"]), at + EVIDENCE_MS);
        // The shop itself has half an hour to look.
        assert_eq!(instant(&row["company_deadline"]), at + 30 * MINUTE_MS);
    }
}

fn a_second_delivery_changes_nothing(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms());
    let delivery = app.shopify("disputes/create", &format!("ev-{order}"), at, &chargeback(order, at));
    app.accept(&delivery);
    let row = app.row(&order.to_string());
    let conversation = app.conversation(row["id"].as_str().unwrap());
    app.accept(&delivery);
    assert_eq!(app.row(&order.to_string()), row);
    assert_eq!(app.conversation(row["id"].as_str().unwrap()), conversation);
}

fn deliveries_of_one_dispute_at_the_same_time_make_one_record(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms());
    let delivery = app.shopify("disputes/create", &format!("ev-{order}"), at, &chargeback(order, at));
    let answers = at_once(20, |_| retried(app, &delivery));
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let conversation = app.thread("shopify", &format!("order:{order}")).unwrap();
    assert_eq!(records(&conversation, "risk").len(), 1, "{conversation:#}");
    assert_eq!(app.row(&order.to_string())["items"], 1);
}

fn a_dispute_that_was_won_asks_for_nothing(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms() - HOUR_MS);
    let mut body = chargeback(order, at);
    app.accept(&app.shopify("disputes/create", &format!("ev-{order}-1"), at, &body));
    body["status"] = "won".into();
    app.accept(&app.shopify("disputes/update", &format!("ev-{order}-2"), at + MINUTE_MS, &body));
    let conversation = app.thread("shopify", &format!("order:{order}")).unwrap();
    let row = &conversation["conversation"];
    assert_eq!((&row["status"], &row["marketplace_deadline"]), (&json!("closed"), &Value::Null), "{row:#}");
    assert_eq!(app.list(&format!("q={order}")), Vec::<Value>::new());
}

fn a_return_and_its_refund_share_the_orders_conversation(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms() - HOUR_MS);
    let request = shopify::return_request(order + 1, order, "defective", "The zip is broken");
    app.accept(&app.shopify("returns/request", &format!("ev-{order}-1"), at, &request));
    let row = app.row(&order.to_string());
    assert_eq!((&row["category"], &row["risk_events"]), (&json!("refund_return"), &json!(["return_opened"])));
    let refund = shopify::refund(order + 2, order, "59.90", "EUR", "came back", at + MINUTE_MS);
    app.accept(&app.shopify("refunds/create", &format!("ev-{order}-2"), at + MINUTE_MS, &refund));
    let conversation = app.thread("shopify", &format!("order:{order}")).unwrap();
    let kinds: Vec<_> = records(&conversation, "risk").iter().map(|record| record["kind"].clone()).collect();
    assert_eq!(kinds, ["return_opened", "refund_issued"]);
}

fn a_note_at_the_checkout_is_a_message(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms());
    let mut body = shopify::order(order, "#1001", at);
    body["note"] = "Could you please change the shipping address to 5 Mill Lane?".into();
    app.accept(&app.shopify("orders/create", &format!("ev-{order}"), at, &body));
    let row = app.row(&order.to_string());
    assert_eq!((&row["category"], &row["items"]), (&json!("order_change"), &json!(2)), "{row:#}");
}

fn a_topic_nobody_reads_is_kept(app: &TestApp) {
    let (order, at) = (fresh_number(), now_ms());
    let body = json!({"id": order + 1, "order_id": order, "whatever": true});
    app.accept(&app.shopify("order_transactions/create", &format!("ev-{order}"), at, &body));
    let conversation = app.thread("shopify", &format!("order:{order}")).unwrap();
    assert_eq!(records(&conversation, "order")[0]["status"], "order_transactions/create");
}
