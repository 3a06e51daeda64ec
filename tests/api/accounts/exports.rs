//! `POST /api/v1/accounts/{channel}/{account}/messages`: conversations of before the desk.

use crate::harness::{Answer, TestApp, fresh_number, instant, json, now_ms, problem, tests};
use sellerdesk_tests::time::{DAY_MS, HOUR_MS, rfc3339};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    shared an_export_is_history_and_what_waits_is_new,
    shared what_is_no_export_is_refused,
}

const PATH: &str = "/api/v1/accounts/standard/main/messages";

fn post(app: &TestApp, csv: &str) -> Answer {
    let bearer = format!("Bearer {}", app.variable("admin_token"));
    app.send("POST", PATH, &[("authorization", &bearer), ("content-type", "text/csv")], Some(csv.as_bytes()))
}

fn of_order(app: &TestApp, order: &str) -> Value {
    app.thread("standard", &format!("order:{order}")).unwrap()["conversation"].clone()
}

fn an_export_is_history_and_what_waits_is_new(app: &TestApp) {
    let (old, new) = (fresh_number().to_string(), fresh_number().to_string());
    let ago = |ms: i64| rfc3339(now_ms() - ms);
    let wrote_at = now_ms() / 1_000 * 1_000 - 2 * HOUR_MS;
    let csv = format!(
        "Date,Order ID,Sender,Message,Buyer ID,Buyer Name\n\
         {},{old},Buyer,\"Where is it, please?\nAda\",b-{old},Ada\n{},{old},Seller,On its way.,b-{old},Ada\n\
         {},{new},Buyer,My parcel never arrived.,b-{new},Bo\nsoon,{new},Buyer,x,b,c\n",
        ago(40 * DAY_MS),
        ago(39 * DAY_MS),
        rfc3339(wrote_at)
    );
    let done = json(&post(app, &csv), 200);
    assert_eq!((&done["rows"], &done["taken"], &done["conversations"]), (&json!(4), &json!(3), &json!(2)), "{done:#}");
    assert_eq!((&done["refused"], &done["errors"][0]["row"]), (&json!(1), &json!(4)));
    app.settle();
    let history = of_order(app, &old);
    assert_eq!((&history["status"], &history["items"]), (&json!("closed"), &json!(2)));
    assert_eq!((&history["company_deadline"], &history["buyer_name"]), (&Value::Null, &json!("Ada")));
    let waiting = of_order(app, &new);
    assert_eq!((&waiting["status"], &waiting["category"]), (&json!("open"), &json!("logistics_issue")));
    assert_eq!(instant(&waiting["waiting_since"]), wrote_at);
    let again = json(&post(app, &csv), 200);
    assert_eq!((&again["taken"], &again["known"]), (&json!(0), &json!(3)));
    // Whoever writes again is heard, with what was said before above it.
    app.accept(&app.standard(&format!("n_{old}"), &Event::from_buyer(now_ms(), &old, "It broke after a month.")));
    let heard = of_order(app, &old);
    assert_eq!((&heard["status"], &heard["items"]), (&json!("open"), &json!(3)));
    let found = app.conversation(heard["id"].as_str().unwrap());
    let texts: Vec<&Value> = found["records"].as_array().unwrap().iter().map(|record| &record["text"]).collect();
    assert!(texts.contains(&&json!("On its way.")), "{texts:?}");
}

fn what_is_no_export_is_refused(app: &TestApp) {
    problem(&post(app, "<html>"), 400, "malformed");
    let mut many = "Date,Order ID,Sender,Message\n".to_owned();
    many.push_str(&"2026-01-01,1,Buyer,hello\n".repeat(5_001));
    problem(&post(app, &many), 413, "body-too-large");
}
