//! `GET /api/v1/conversations`.

use crate::harness::{TestApp, fresh_number, instant, now_ms, tests, wrong_fields};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json};
use std::collections::BTreeSet;

tests! {
    shared a_row_has_every_field,
    shared filters_find_what_they_name,
    shared pages_follow_each_other_in_order_without_gaps_or_repeats,
    own every_page_but_the_last_is_full,
    own a_message_between_two_pages_repeats_nothing,
    shared danger_comes_first_then_the_nearest_deadline,
    shared parameters_that_make_no_sense_are_named,
    shared a_search_takes_words_in_any_case_and_script,
}

const FIELDS: [&str; 30] = [
    "id",
    "channel",
    "account",
    "status",
    "category",
    "also",
    "priority",
    "reasons",
    "assignee",
    "tags",
    "vip",
    "paused",
    "snoozed_until",
    "merged_into",
    "risk",
    "risk_events",
    "quarantined",
    "language",
    "buyer_name",
    "order_id",
    "subject",
    "excerpt",
    "items",
    "opened_at",
    "updated_at",
    "waiting_since",
    "marketplace_deadline",
    "company_deadline",
    "next_deadline",
    "breached_at",
];

/// A message whose subject has a word to search for.
fn message(app: &TestApp, word: &str, at: i64, text: &str) -> String {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(at, &order, text).with_message("subject", word);
    app.accept(&app.standard(&format!("msg_{order}"), &event));
    order
}

/// A word that no other test uses.
fn fresh_word() -> String {
    format!("word{}", fresh_number())
}

fn orders(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["order_id"].as_str().unwrap().to_owned()).collect()
}

fn a_row_has_every_field(app: &TestApp) {
    let order = message(app, &fresh_word(), now_ms(), "Where is my parcel?");
    let row = app.row(&order);
    let mut names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = FIELDS.to_vec();
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(row["id"].as_str().unwrap().len(), 32);
}

fn filters_find_what_they_name(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    let late = message(app, &word, at, "My parcel never arrived, where is it?");
    let question = message(app, &word, at, "Is this charger compatible with the 2024 model? Do you have it in stock?");
    let answered = message(app, &word, at - HOUR_MS, "Do you have it in stock in black?");
    app.accept(&app.standard(&format!("a_{answered}"), &Event::from_seller(at - MINUTE_MS, &answered, "Yes, we do.")));
    let second = app.accounts_named("second").standard;
    let other = fresh_number().to_string();
    let event =
        Event::from_buyer(at, &other, "My parcel never arrived, where is it?").with_message("subject", word.as_str());
    app.accept(&standard::deliver_event(&second, &format!("msg_{other}"), now_ms(), &event).unwrap());

    let found =
        |filter: &str| -> BTreeSet<String> { orders(&app.list(&format!("q={word}{filter}"))).into_iter().collect() };
    let expected = |orders: &[&String]| -> BTreeSet<String> { orders.iter().map(|order| (*order).clone()).collect() };
    assert_eq!(found(""), expected(&[&late, &question, &answered, &other]));
    assert_eq!(found("&view=inbox&channel=standard"), expected(&[&late, &question, &answered, &other]));
    assert_eq!(found("&channel=amazon"), expected(&[]));
    assert_eq!(found("&account=main"), expected(&[&late, &question, &answered]));
    assert_eq!(found("&account=second"), expected(&[&other]));
    assert_eq!(found("&category=logistics_issue"), expected(&[&late, &other]));
    assert_eq!(found("&category=presale_question&account=main&status=open"), expected(&[&question]));
    assert_eq!(found("&status=pending"), expected(&[&answered]));
    assert_eq!(found("&status=open"), expected(&[&late, &question, &other]));
    assert_eq!(found("&view=quarantine"), expected(&[]));
    let priority = app.row(&late)["priority"].as_str().unwrap().to_owned();
    assert!(found(&format!("&priority={priority}")).is_superset(&expected(&[&late, &other])));
    assert_eq!(found("&priority=low&category=logistics_issue"), expected(&[]));
}

fn pages_follow_each_other_in_order_without_gaps_or_repeats(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    let sent: BTreeSet<_> =
        (0..25).map(|index| message(app, &word, at - index * MINUTE_MS, "Where is my parcel?")).collect();
    let whole = app.list(&format!("q={word}&limit=100"));
    let paged = app.pages(&format!("q={word}&limit=10"));
    assert!(paged.len() >= 3 && paged.iter().all(|page| page.len() <= 10));
    assert_eq!(paged.concat(), whole);
    assert_eq!(orders(&whole).into_iter().collect::<BTreeSet<_>>(), sent);
    assert_eq!(whole.len(), sent.len());
    assert!(whole.is_sorted_by_key(|row| instant(&row["next_deadline"])));
}

fn every_page_but_the_last_is_full(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    for index in 0..25 {
        message(app, &word, at - index * MINUTE_MS, "Where is my parcel?");
    }
    let pages = app.pages("limit=10");
    let (last, full) = pages.split_last().unwrap();
    assert!(full.len() >= 2 && full.iter().all(|page| page.len() == 10));
    assert!(!last.is_empty() && last.len() <= 10);
    let ids: Vec<_> = pages.concat().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    // A compacted list reads the same.
    app.sweep(at - 100 * HOUR_MS);
    assert_eq!(app.pages("limit=10"), pages);
}

fn a_message_between_two_pages_repeats_nothing(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    let sent: BTreeSet<_> =
        (0..8).map(|index| message(app, &word, at - index * MINUTE_MS, "Where is my parcel?")).collect();
    let ask =
        |cursor: &str| crate::harness::json(&app.get(&format!("/api/v1/conversations?q={word}&limit=3{cursor}")), 200);
    let first = ask("");
    message(app, &word, at - HOUR_MS, "Where is my parcel?");
    message(app, &word, at + HOUR_MS, "Where is my parcel?");
    let mut seen = orders(first["conversations"].as_array().unwrap());
    let mut next = first["next"].clone();
    while let Some(cursor) = next.as_str() {
        let page = ask(&format!("&cursor={cursor}"));
        seen.extend(orders(page["conversations"].as_array().unwrap()));
        next = page["next"].clone();
    }
    let distinct: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(distinct.len(), seen.len(), "{seen:?}");
    assert!(distinct.is_superset(&sent), "what was there before the first page is on one of them");
}

fn danger_comes_first_then_the_nearest_deadline(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    let old = message(app, &word, at - 2 * HOUR_MS, "Where is my parcel? It never arrived.");
    let new = message(app, &word, at, "Where is my parcel? It never arrived.");
    let danger =
        message(app, &word, at, "If I do not get a refund I will file a chargeback with my bank and call my lawyer.");
    let rows = app.list(&format!("q={word}"));
    assert_eq!(orders(&rows), [danger, old, new]);
    assert_ne!(rows[0]["risk"], json!([]));
}

fn parameters_that_make_no_sense_are_named(app: &TestApp) {
    for (query, field) in [
        ("view=nothing", "view"),
        ("category=nothing", "category"),
        ("priority=nothing", "priority"),
        ("status=nothing", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("cursor=%%%", "cursor"),
        ("colour=red", "colour"),
    ] {
        assert_eq!(wrong_fields(&app.get(&format!("/api/v1/conversations?{query}"))), [field], "{query}");
    }
    let both = wrong_fields(&app.get("/api/v1/conversations?limit=0&view=nothing"));
    assert_eq!(both, ["limit", "view"], "all at once");
    let long = format!("/api/v1/conversations?q={}", "x".repeat(300));
    assert_eq!(wrong_fields(&app.get(&long)), ["q"]);
    // A cursor of nobody's making is only a place in the list.
    let answer = app.get("/api/v1/conversations?cursor=AAAA&limit=1");
    assert_eq!(answer.status, 200);
}

fn a_search_takes_words_in_any_case_and_script(app: &TestApp) {
    let (word, at) = (fresh_word(), now_ms());
    let order = message(app, &format!("{word} Größe 物流 Привет"), at, "Where is my parcel?");
    for words in [
        "gr%C3%B6sse",
        "gr%C3%B6%C3%9Fe",
        "GR%C3%96%C3%9FE",
        "%E7%89%A9%E6%B5%81",
        "%D0%BF%D0%A0%D0%B8",
        "parcel+where",
    ] {
        let rows = app.list(&format!("q={}+{words}", word.to_uppercase()));
        // `ss` is another spelling, which a search by characters need not find.
        let expected = if words.contains("sse") { vec![] } else { vec![order.clone()] };
        assert_eq!(orders(&rows), expected, "{words}");
    }
}
