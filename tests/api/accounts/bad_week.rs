//! A bad week as a desk lives it: facts and webhooks in, alerts out through the notifications, each once; what stands out,
//! what to do, the week's digest, and the appeal.

use super::facts::{account, order};
use crate::harness::{FakeServer, TestApp, fresh_number, json, now_ms, tests};
use sellerdesk_fakes::World;
use sellerdesk_fakes::notify::{self, Receiver};
use sellerdesk_tests::time::{DAY_MS, HOUR_MS, rfc3339};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex};

tests! {
    once alerts_and_the_digest_reach_people_once,
    shared outliers_are_answered_with_their_counts,
    own outliers_come_with_the_words_that_buyers_use,
    shared an_appeal_is_an_archive,
}

const ORDERS: u64 = 400;

struct Told {
    receiver: Box<dyn Receiver>,
    world: Mutex<World>,
}

fn alerts_and_the_digest_reach_people_once(_: &TestApp) {
    let receiver = notify::all().into_iter().find(|receiver| receiver.kind() == "slack").unwrap();
    let settings: Map<String, Value> = [("slack".to_owned(), receiver.settings())].into_iter().collect();
    let told = Arc::new(Told { receiver, world: Mutex::new(World::default()) });
    let answering = Arc::clone(&told);
    let server = FakeServer::serving(Box::new(move |_, call| {
        answering.receiver.answer(&mut answering.world.lock().unwrap(), call)
    }));
    let app =
        TestApp::start_with(&[("notify_targets", &Value::Object(settings).to_string()), ("api_notify", &server.base)]);
    let document = json!({
        "targets": [{"id": "slack", "kind": "slack"}],
        "recipients": [{"id": "room", "targets": ["slack"], "subscriptions": [{"how": "all"}]}],
        "teams": [{"id": "eu", "members": ["room"]}],
        "operators": ["room"],
    });
    let etag = app.get("/api/v1/notifications").header("etag").unwrap().to_owned();
    json(&app.put("/api/v1/notifications", &[("if-match", &etag)], &document), 200);
    let account = account();
    let start = now_ms() / HOUR_MS * HOUR_MS;
    // Two quiet months, then a week in which a defect comes every few hours, most of them in time to be answered.
    let mut facts: Vec<Value> =
        (0..ORDERS).map(|number| order(number, &rfc3339(start - (50 - number as i64 / 10) * DAY_MS))).collect();
    facts.push(feedback(390, start - 2 * DAY_MS));
    json(&app.post(&format!("{account}/facts"), &json!({"facts": facts})), 200);
    let (delivery, _) = app.buyer_message("Where is my parcel?");
    app.accept(&delivery);
    for step in 0..4_u64 {
        let at = start + (step as i64 + 1) * HOUR_MS;
        json(&app.post(&format!("{account}/facts"), &json!({"facts": [feedback(391 + step, at - HOUR_MS)]})), 200);
        app.poke(at);
        app.poke(at + 1_000);
    }
    // A week later nothing more is told of the same; the digest of a week is told once.
    for hours in [168, 169, 192] {
        app.poke(start + hours * HOUR_MS);
    }
    let texts: Vec<String> = told.world.lock().unwrap().sent.iter().map(|sent| sent.text.clone()).collect();
    let times = |words: &str| texts.iter().map(|text| text.matches(words).count()).sum::<usize>();
    // 1 of 400 is fine, 2 reach the aim, 4 the line.
    assert!(times("Account health · amazon/") >= 2, "{texts:#?}");
    for words in ["amazon-odr de live: aim", "amazon-odr de live: red", "Last week"] {
        assert_eq!(times(words), 1, "{words}: {texts:#?}");
    }
    let log = json(&app.get("/api/v1/notifications/deliveries"), 200);
    let keys: Vec<&str> =
        log["deliveries"].as_array().unwrap().iter().filter_map(|delivery| delivery["id"].as_str()).collect();
    let mut unique = keys.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), keys.len(), "a delivery twice in {keys:?}");
    app.is_untroubled();
}

/// Bad feedback on an order.
fn feedback(number: u64, at: i64) -> Value {
    json!({"id": format!("f{number}"), "at": rfc3339(at), "order": format!("302-{number}"), "site": "de",
        "what": {"defect": {"kind": "feedback", "reference": "F", "state": "opened", "rating": 1}}})
}

/// Orders of lamps and mugs; of the lamps sold lately most are defective.
fn lamps_that_break(now: i64) -> Vec<Value> {
    let mut facts = Vec::new();
    for number in 0..400_i64 {
        let placed = now - 80 * DAY_MS + number * DAY_MS / 5;
        let sku = if number % 2 == 0 { "lamp" } else { "mug" };
        facts.push(json!({"id": format!("o{number}"), "at": rfc3339(placed), "order": format!("302-{number}"),
            "sku": sku, "what": {"order": {"placed_at": rfc3339(placed), "shipped_at": rfc3339(placed + DAY_MS)}}}));
        let is_bad = sku == "lamp" && number > 340;
        if (is_bad || number % 97 == 0) && placed + 4 * DAY_MS < now {
            facts.push(json!({"id": format!("c{number}"), "at": rfc3339(placed + 4 * DAY_MS),
                "order": format!("302-{number}"), "sku": sku, "what": {"complaint": {"about": "defective"}}}));
        }
    }
    facts
}

fn outliers_are_answered_with_their_counts(app: &TestApp) {
    let account = account();
    let now = now_ms();
    let none = json(&app.get(&format!("{account}/outliers")), 200);
    assert_eq!((&none["skus"], &none["fake_deliveries"]), (&json!([]), &Value::Null));
    let facts = lamps_that_break(now);
    json(&app.post(&format!("{account}/facts"), &json!({"facts": facts})), 200);
    let found = json(&app.get(&format!("{account}/outliers")), 200);
    let skus = found["skus"].as_array().unwrap();
    assert_eq!(skus.iter().map(|spike| spike["sku"].as_str().unwrap()).collect::<Vec<_>>(), ["lamp"], "{found:#}");
    assert_eq!(skus[0]["kinds"][0]["about"], "defective");
    assert!(skus[0]["recent"].as_u64() > skus[0]["before"].as_u64(), "{found:#}");
}

fn outliers_come_with_the_words_that_buyers_use(app: &TestApp) {
    let account = "/api/v1/accounts/standard/main";
    json(&app.post(&format!("{account}/facts"), &json!({"facts": lamps_that_break(now_ms())})), 200);
    for number in 0..8 {
        for (sku, text) in [("lamp", "The hinge broke off after two days."), ("mug", "Which colours do you have?")] {
            let event = Event::from_buyer(now_ms(), &fresh_number().to_string(), text).with("product_id", sku);
            app.accept(&app.standard(&format!("words_{sku}_{number}"), &event));
        }
    }
    // On a store that is behind, rows come with one of the next sweeps.
    let asked = (0..10).find_map(|minutes| {
        app.settle();
        app.poke(now_ms() + minutes * HOUR_MS / 60);
        app.settle();
        let asked = json(&app.get("/api/v1/reports/questions"), 200);
        let counted: u64 = asked["rows"].as_array()?.iter().filter_map(|row| row["conversations"].as_u64()).sum();
        (counted == 16).then_some(asked)
    });
    let asked = asked.expect("all sixteen are followed");
    let found = json(&app.get(&format!("{account}/outliers")), 200);
    let asked = asked["rows"].as_array().unwrap();
    let lamps = asked.iter().find(|row| row["product"] == "lamp").expect("lamps are asked about");
    assert_eq!((&lamps["conversations"], &lamps["category"]), (&json!(8), &json!("quality_issue")), "{lamps:#}");
    assert!(lamps["words"].as_array().unwrap().contains(&json!("hinge")), "{lamps:#}");
    let words = found["skus"][0]["words"].as_array().unwrap();
    let has = |wanted: &str| words.iter().any(|word| word["word"] == wanted && word["messages"] == 4);
    assert!(has("hinge") && has("broke") && !has("colours"), "{found:#}");
}

fn an_appeal_is_an_archive(app: &TestApp) {
    let account = account();
    let facts: Vec<Value> = (0..50).map(|number| order(number, &rfc3339(now_ms() - 5 * DAY_MS))).collect();
    json(&app.post(&format!("{account}/facts"), &json!({"facts": facts})), 200);
    let answer = app.get(&format!("{account}/appeal"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/zip")));
    assert!(answer.body.starts_with(b"PK\x03\x04"));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(
        text.contains("plan-of-action.md") && text.contains("## Root cause") && text.contains("amazon-odr"),
        "{text}"
    );
    for (query, field) in [("from=yesterday", "from"), ("from=2020-01-01", "from"), ("until=x", "query")] {
        assert_eq!(crate::harness::wrong_fields(&app.get(&format!("{account}/appeal?{query}"))), [field]);
    }
}
