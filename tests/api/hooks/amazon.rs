//! The channel `amazon`: relay mail through Mailgun.

use crate::harness::{TestApp, at_once, fresh_number, instant, now_ms, problem, records, retried, tests};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::amazon::{self, Buyer, Mail};
use serde_json::{Value, json};

tests! {
    shared a_mail_about_a_missing_parcel_appears_with_both_deadlines,
    shared a_second_delivery_changes_nothing,
    shared deliveries_of_one_mail_at_the_same_time_make_one_message,
    shared a_mail_with_a_photo_lists_the_photo,
    shared a_copy_of_the_sellers_answer_stops_the_clocks,
    shared an_a_to_z_claim_appears_with_the_deadline_it_states,
    shared a_claim_on_a_waiting_conversation_moves_it_to_the_front,
    shared a_question_before_the_sale_has_no_order,
    shared a_token_is_good_for_one_mail,
    shared a_forged_mail_is_nobodys_message,
}

const WORDS: &str = "Hi,\n\nmy package was supposed to arrive on Monday. It never arrived. Where is it?\n\nAnna";

/// Mail dates are in whole seconds.
fn now_in_seconds() -> i64 {
    now_ms() / 1_000 * 1_000
}

fn mail_from_buyer(order: &str, at: i64, words: &str) -> Mail {
    let alias = format!("x{}", order.replace('-', ""));
    let buyer = Buyer { site: "com", alias: &alias, name: "Anna Kowalski", order_id: Some(order) };
    Mail::from_buyer(buyer, &format!("mail-{order}-{at}"), at, "Where is my order?", words)
}

fn a_mail_about_a_missing_parcel_appears_with_both_deadlines(app: &TestApp) {
    let (order, at) = (app.fresh_amazon_order(), now_in_seconds());
    let answer = app.deliver(&app.amazon(&mail_from_buyer(&order, at, WORDS)));
    assert_eq!((answer.status, answer.body.len()), (200, 0));

    let row = app.row(&order);
    let expected = json!({
        "channel": "amazon", "account": "main", "status": "open", "category": "logistics_issue",
        "order_id": order, "buyer_name": "Anna Kowalski", "language": "en", "items": 1, "quarantined": false,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&row[field], value, "{field} of {row:#}");
    }
    assert!(["urgent", "high"].contains(&row["priority"].as_str().unwrap()), "{row:#}");
    // Amazon's own 24 hours, weekends included; the shop gives itself one.
    assert_eq!(instant(&row["marketplace_deadline"]), at + 24 * HOUR_MS);
    assert_eq!(instant(&row["company_deadline"]), at + HOUR_MS);
    // The buyer's words and nothing of Amazon's frame.
    let conversation = app.conversation(row["id"].as_str().unwrap());
    assert_eq!(records(&conversation, "message")[0]["text"], WORDS);
    assert_eq!(conversation["product_ids"], json!(["B01FCAWEYM"]));
}

fn a_second_delivery_changes_nothing(app: &TestApp) {
    let (order, at) = (app.fresh_amazon_order(), now_in_seconds());
    let mail = mail_from_buyer(&order, at, WORDS);
    let delivery = app.amazon(&mail);
    app.accept(&delivery);
    let row = app.row(&order);
    let conversation = app.conversation(row["id"].as_str().unwrap());
    // Mailgun's retry, and a retry in the other form.
    let other_form = amazon::deliver_with_file(&app.accounts().amazon, &mail, now_ms(), ("a.txt", "text/plain", b""));
    for delivery in [&delivery, &other_form] {
        app.accept(delivery);
        assert_eq!(app.row(&order), row);
        assert_eq!(app.conversation(row["id"].as_str().unwrap()), conversation);
    }
}

fn deliveries_of_one_mail_at_the_same_time_make_one_message(app: &TestApp) {
    let order = app.fresh_amazon_order();
    let delivery = app.amazon(&mail_from_buyer(&order, now_in_seconds(), WORDS));
    let answers = at_once(20, |_| retried(app, &delivery));
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let row = app.row(&order);
    assert_eq!(row["items"], 1);
    let conversation = app.conversation(row["id"].as_str().unwrap());
    assert_eq!(records(&conversation, "message").len(), 1, "{conversation:#}");
}

fn a_mail_with_a_photo_lists_the_photo(app: &TestApp) {
    let order = app.fresh_amazon_order();
    let mail = mail_from_buyer(&order, now_in_seconds(), "The mug arrived broken, see the photo.");
    let photo = ("photo.jpg", "image/jpeg", &[0xff, 0xd8, 0xff, 0xe0, 0, 13, 10, 0x80][..]);
    app.accept(&amazon::deliver_with_file(&app.accounts().amazon, &mail, now_ms(), photo));
    let row = app.row(&order);
    assert_eq!(row["category"], "quality_issue");
    let conversation = app.conversation(row["id"].as_str().unwrap());
    let attachment = &records(&conversation, "message")[0]["attachments"][0];
    assert_eq!((&attachment["name"], &attachment["size_bytes"]), (&json!("photo.jpg"), &json!(8)));
}

fn a_copy_of_the_sellers_answer_stops_the_clocks(app: &TestApp) {
    let (order, at) = (app.fresh_amazon_order(), now_in_seconds() - HOUR_MS);
    app.accept(&app.amazon(&mail_from_buyer(&order, at, WORDS)));
    let copy =
        Mail::seller_copy("com", &format!("copy-{order}"), at + 10 * MINUTE_MS, "Anna", &order, "It comes today.");
    app.accept(&app.amazon(&copy));
    let row = app.row(&order);
    assert_eq!((&row["status"], &row["items"]), (&json!("pending"), &json!(2)), "{row:#}");
    assert_eq!(row["marketplace_deadline"], Value::Null);
}

fn claim(order: &str, at: i64) -> Mail {
    let subject = format!("A-to-z Guarantee claim filed for order {order}");
    let text = format!("The buyer filed an A-to-z Guarantee claim for order {order}.\nPlease respond within 72 hours.");
    Mail::notice("com", "atoz-guarantee-no-reply", &format!("claim-{order}"), at, &subject, &text)
}

fn an_a_to_z_claim_appears_with_the_deadline_it_states(app: &TestApp) {
    let (order, at) = (app.fresh_amazon_order(), now_in_seconds());
    app.accept(&app.amazon(&claim(&order, at)));
    let row = app.row(&order);
    assert_eq!((&row["category"], &row["priority"]), (&json!("dispute_threat"), &json!("urgent")), "{row:#}");
    assert_eq!(row["risk_events"], json!(["claim"]));
    assert_eq!(instant(&row["marketplace_deadline"]), at + 72 * HOUR_MS);
}

fn a_claim_on_a_waiting_conversation_moves_it_to_the_front(app: &TestApp) {
    let (waiting, claimed, at) = (app.fresh_amazon_order(), app.fresh_amazon_order(), now_in_seconds());
    let word = format!("word{}", fresh_number());
    for (order, at) in [(&waiting, at - 5 * HOUR_MS), (&claimed, at - 3 * HOUR_MS)] {
        let mail = mail_from_buyer(order, at, WORDS);
        app.accept(&app.amazon(&Mail { subject: format!("{word} (Order: {order})"), ..mail }));
    }
    let orders = || -> Vec<String> {
        let rows = app.list(&format!("q={word}"));
        rows.iter().map(|row| row["order_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(orders(), [waiting.clone(), claimed.clone()], "the one that waits longer is first");
    app.accept(&app.amazon(&claim(&claimed, at)));
    let row = app.row(&claimed);
    assert_eq!((&row["risk_events"], &row["priority"]), (&json!(["claim"]), &json!("urgent")), "{row:#}");
    assert_eq!(orders(), [claimed, waiting], "a claim goes before waiting: {row:#}");
}

fn a_question_before_the_sale_has_no_order(app: &TestApp) {
    let (alias, at) = (format!("presale{}", fresh_number()), now_in_seconds());
    let buyer = Buyer { site: "de", alias: &alias, name: "Jonas", order_id: None };
    let words = format!("Passt das Ladegerät zum Modell 2024? Ist es auf Lager? ({alias})");
    app.accept(&app.amazon(&Mail::from_buyer(buyer, &alias, at, "Frage zum Produkt", &words)));
    let rows = app.list(&format!("q={alias}"));
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["order_id"], &rows[0]["language"]), (&Value::Null, &json!("de")), "{:#}", rows[0]);
    assert_eq!(rows[0]["category"], "presale_question");
}

/// The signature covers the token and not the mail: a captured one must not carry another mail.
fn a_token_is_good_for_one_mail(app: &TestApp) {
    let (order, other) = (app.fresh_amazon_order(), app.fresh_amazon_order());
    let delivery = app.amazon(&mail_from_buyer(&order, now_in_seconds(), WORDS));
    app.accept(&delivery);
    let mut replayed = delivery.clone();
    replayed.body = String::from_utf8(delivery.body.clone()).unwrap().replace(&order, &other).into_bytes();
    assert_ne!(replayed.body, delivery.body);
    problem(&app.deliver(&replayed), 401, "unauthorized");
    assert_eq!(app.thread("amazon", &format!("order:{other}")), None);
    app.accept(&delivery);
}

fn a_forged_mail_is_nobodys_message(app: &TestApp) {
    let order = app.fresh_amazon_order();
    let mail = mail_from_buyer(&order, now_in_seconds(), WORDS).with_header("X-Mailgun-Spf", "Fail");
    app.accept(&app.amazon(&mail));
    // Kept for people, and kept away from the order's conversation.
    assert_eq!(app.thread("amazon", &format!("order:{order}")), None);
    let thread = format!("mail:suspect:{}", mail.id);
    let conversation = app.thread("amazon", &thread).unwrap();
    let message = records(&conversation, "message")[0];
    assert_eq!((&message["author"], &message["machine"]), (&json!("platform"), &json!("suspected_phishing")));
}
