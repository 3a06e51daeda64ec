//! The channel `standard`: Standard Webhooks with the project's own event.

use crate::harness::{TestApp, at_once, fresh_number, instant, now_ms, records, retried, tests};
use sellerdesk_tests::time::HOUR_MS;
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json};

/// Deliveries of one message at the same time.
const CONCURRENT: usize = 20;

tests! {
    shared a_message_appears_with_category_priority_and_both_deadlines,
    shared a_second_delivery_changes_nothing,
    shared deliveries_of_one_message_at_the_same_time_make_one_message,
    shared messages_of_one_thread_at_the_same_time_are_all_kept,
    shared an_answer_given_elsewhere_stops_the_clocks_in_any_order_of_arrival,
    shared a_batch_is_taken_event_by_event,
    shared both_secrets_of_a_rotation_are_taken,
    shared thanks_ask_for_nothing,
    shared the_same_thread_of_another_account_is_another_conversation,
}

fn a_message_appears_with_category_priority_and_both_deadlines(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms());
    let event =
        Event::from_buyer(at, &order, "Where is my parcel? It should have been here on Monday and never arrived.")
            .with("buyer", json!({"id": "b-77", "name": "Ana Gómez"}))
            .with_message("subject", "My parcel");
    let answer = app.deliver(&app.standard(&format!("msg_{order}"), &event));
    assert_eq!((answer.status, answer.body.len()), (204, 0));

    let row = app.row(&order);
    let expected = json!({
        "channel": "standard", "account": "main", "status": "open", "category": "logistics_issue",
        "order_id": order, "buyer_name": "Ana Gómez", "subject": "My parcel", "language": "en",
        "quarantined": false, "items": 1, "risk_events": [], "breached_at": null,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&row[field], value, "{field} of {row:#}");
    }
    assert!(["urgent", "high"].contains(&row["priority"].as_str().unwrap()), "{row:#}");
    assert_eq!(instant(&row["waiting_since"]), at);
    // No marketplace is known behind this channel: the strictest limit that any of them publishes.
    assert_eq!(instant(&row["marketplace_deadline"]), at + 24 * HOUR_MS);
    // A late parcel has an hour.
    assert_eq!(instant(&row["company_deadline"]), at + HOUR_MS);
    assert_eq!(row["next_deadline"], row["company_deadline"]);
}

fn a_second_delivery_changes_nothing(app: &TestApp) {
    let (delivery, order) = app.buyer_message("The zip of this jacket is broken, I want my money back.");
    app.accept(&delivery);
    let row = app.row(&order);
    let conversation = app.conversation(row["id"].as_str().unwrap());
    // The same bytes, and the same message signed anew.
    let event = Event::from_buyer(delivery.at, &order, "The zip of this jacket is broken, I want my money back.");
    for delivery in [&delivery, &app.standard(&format!("msg_{order}"), &event), &delivery] {
        app.accept(delivery);
        assert_eq!(app.row(&order), row);
        assert_eq!(app.conversation(row["id"].as_str().unwrap()), conversation);
    }
}

fn deliveries_of_one_message_at_the_same_time_make_one_message(app: &TestApp) {
    let (delivery, order) = app.buyer_message("Where is my parcel?");
    let answers = at_once(CONCURRENT, |_| retried(app, &delivery));
    assert!(answers.iter().all(|answer| answer.status == 204), "{answers:?}");
    let row = app.row(&order);
    assert_eq!(row["items"], 1, "{row:#}");
    let conversation = app.conversation(row["id"].as_str().unwrap());
    assert_eq!(records(&conversation, "message").len(), 1, "{conversation:#}");
}

fn messages_of_one_thread_at_the_same_time_are_all_kept(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms());
    let words = |index: usize| format!("Message {index}: where is my parcel?");
    at_once(CONCURRENT, |index| {
        let event = Event::from_buyer(at + i64::try_from(index).unwrap(), &order, &words(index));
        let answer = retried(app, &app.standard(&format!("msg_{order}_{index}"), &event));
        assert_eq!(answer.status, 204);
    });
    // Where reads may be stale, a row made beside other writers may lack what they wrote, until the next sweep or
    // redelivery.
    let event = Event::from_buyer(at, &order, &words(0));
    app.accept(&app.standard(&format!("msg_{order}_0"), &event));
    let row = app.row(&order);
    assert_eq!(row["items"], CONCURRENT, "{row:#}");
    let conversation = app.conversation(row["id"].as_str().unwrap());
    let mut texts: Vec<_> =
        records(&conversation, "message").iter().map(|record| record["text"].as_str().unwrap().to_owned()).collect();
    let mut expected: Vec<_> = (0..CONCURRENT).map(words).collect();
    texts.sort();
    expected.sort();
    assert_eq!(texts, expected);
    assert_eq!(row["excerpt"], words(CONCURRENT - 1), "the newest by the platform's time");
}

fn an_answer_given_elsewhere_stops_the_clocks_in_any_order_of_arrival(app: &TestApp) {
    let at = now_ms() - 2 * HOUR_MS;
    for answer_first in [false, true] {
        let order = fresh_number().to_string();
        let question = app.standard(&format!("q_{order}"), &Event::from_buyer(at, &order, "Where is my parcel?"));
        let reply = Event::from_seller(at + HOUR_MS / 2, &order, "It arrives tomorrow.");
        let reply = app.standard(&format!("a_{order}"), &reply);
        let deliveries = if answer_first { [&reply, &question] } else { [&question, &reply] };
        deliveries.iter().for_each(|delivery| app.accept(delivery));
        let row = app.row(&order);
        assert_eq!(row["status"], "pending", "{row:#}");
        assert_eq!(row["waiting_since"], Value::Null, "{row:#}");
        assert_eq!(row["marketplace_deadline"], Value::Null, "{row:#}");
        let conversation = app.conversation(row["id"].as_str().unwrap());
        let responses =
            conversation["clocks"].as_array().unwrap().iter().filter(|clock| clock["target"] == "first_response");
        let outcomes: Vec<_> = responses.map(|clock| (&clock["clock"], &clock["outcome"])).collect();
        assert_eq!(outcomes.len(), 2, "{conversation:#}");
        assert!(outcomes.iter().all(|(_, outcome)| **outcome == "met"), "{outcomes:?}");
    }
}

fn a_batch_is_taken_event_by_event(app: &TestApp) {
    let (first, second) = (fresh_number().to_string(), fresh_number().to_string());
    let question = Event::from_buyer(now_ms(), &first, "Do you ship to Norway?").body();
    let change = json!({"type": "order.changed", "timestamp": "2026-01-05T09:59:31Z",
        "data": {"order_id": second, "order": {"status": "paid"}}});
    let batch = json!({"type": "batch", "data": {"events": [question, change]}});
    let delivery = app.standard_body(&format!("batch_{first}"), batch.to_string());
    app.accept(&delivery);
    app.accept(&delivery);
    assert_eq!(app.row(&first)["items"], 1);
    // A change of an order asks for nothing: kept, and not in the inbox.
    assert_eq!(app.list(&format!("q={second}")), Vec::<Value>::new());
    let conversation = app.thread("standard", &format!("order:{second}")).unwrap();
    assert_eq!(conversation["conversation"]["status"], "closed");
    assert_eq!(records(&conversation, "order").len(), 1);
}

fn both_secrets_of_a_rotation_are_taken(app: &TestApp) {
    let second = app.accounts_named("second").standard;
    let channel: Value = serde_json::from_str(app.variable("channel_standard")).unwrap();
    for setting in ["secret", "previous_secret"] {
        let secret = channel["second"][setting].as_str().unwrap().to_owned();
        let account = sellerdesk_tests::Account { secret, ..second.clone() };
        let order = fresh_number().to_string();
        let event = Event::from_buyer(now_ms(), &order, "Is this still available?");
        app.accept(&standard::deliver_event(&account, &format!("msg_{order}"), now_ms(), &event).unwrap());
        assert_eq!(app.row(&order)["account"], "second");
    }
}

fn thanks_ask_for_nothing(app: &TestApp) {
    let (delivery, order) = app.buyer_message("Thank you very much!");
    app.accept(&delivery);
    let conversation = app.thread("standard", &format!("order:{order}")).unwrap();
    let row = &conversation["conversation"];
    assert_eq!((&row["status"], &row["category"]), (&json!("closed"), &json!("praise_thanks")), "{row:#}");
    assert_eq!(row["marketplace_deadline"], Value::Null);
    assert_eq!(app.list(&format!("q={order}")), Vec::<Value>::new());
}

fn the_same_thread_of_another_account_is_another_conversation(app: &TestApp) {
    let (delivery, order) = app.buyer_message("Where is my parcel?");
    app.accept(&delivery);
    let second = app.accounts_named("second").standard;
    let event = Event::from_buyer(delivery.at, &order, "Where is my parcel?");
    app.accept(&standard::deliver_event(&second, &format!("msg_{order}"), now_ms(), &event).unwrap());
    let mut accounts: Vec<_> =
        app.list(&format!("q={order}")).iter().map(|row| row["account"].as_str().unwrap().to_owned()).collect();
    accounts.sort();
    assert_eq!(accounts, ["main", "second"]);
}
