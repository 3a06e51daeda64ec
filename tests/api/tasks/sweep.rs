//! `POST /tasks/sweep`.

use crate::harness::{TestApp, at_once, fresh_number, instant, json, now_ms, passed, tests, wrong_fields};
use sellerdesk_tests::time::{self, HOUR_MS, MINUTE_MS};
use sellerdesk_tests::webhook::amazon::{Buyer, Mail};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json};

tests! {
    own warning_points_and_deadlines_are_recorded_once_each,
    own a_deadline_itself_is_still_in_time,
    own two_sweeps_at_once_record_each_once,
    own an_answer_in_time_leaves_nothing_to_record,
    own a_late_answer_is_still_a_breach,
    own a_breached_conversation_is_in_its_view,
    own many_conversations_are_swept_in_bounded_steps,
    own an_idle_sweep_does_nothing,
    shared a_body_that_makes_no_sense_is_refused,
    host simulated_time_has_to_be_allowed,
}

/// The shop's own target for a general question on Amazon, round the clock.
const COMPANY_MS: i64 = 12 * HOUR_MS;
/// Amazon's limit.
const MARKETPLACE_MS: i64 = 24 * HOUR_MS;

/// A question on Amazon that nobody answered: its conversation's id and since when the buyer waits.
pub fn open_question(app: &TestApp) -> (String, i64) {
    open_question_since(app, now_ms())
}

/// The same, asked at an instant.
pub fn open_question_since(app: &TestApp, at: i64) -> (String, i64) {
    let (order, at) = (app.fresh_amazon_order(), at / 1_000 * 1_000);
    let alias = format!("x{}", fresh_number());
    let buyer = Buyer { site: "com", alias: &alias, name: "Anna", order_id: Some(&order) };
    let words = "Hello, I have a question about this. Could you please write back?";
    app.accept(&app.amazon(&Mail::from_buyer(buyer, &format!("mail-{order}"), at, "Question", words)));
    let row = app.row(&order);
    assert_eq!(instant(&row["company_deadline"]) - at, COMPANY_MS, "a general question: {row:#}");
    assert_eq!(instant(&row["marketplace_deadline"]) - at, MARKETPLACE_MS);
    (row["id"].as_str().unwrap().to_owned(), at)
}

/// What must have been recorded once the buyer has waited for so long.
pub fn expected(waited_ms: i64) -> Vec<(String, String, String, u64)> {
    let clocks = [("company", COMPANY_MS), ("marketplace", MARKETPLACE_MS)];
    let mut expected = Vec::new();
    for (clock, target_ms) in clocks {
        for permille in [500, 750, 900] {
            if waited_ms >= target_ms * permille / 1_000 {
                expected.push(point("warning", clock, permille.unsigned_abs()));
            }
        }
        if waited_ms > target_ms {
            expected.push(point("breach", clock, 1_000));
        }
    }
    expected.sort();
    expected
}

fn point(kind: &str, clock: &str, permille: u64) -> (String, String, String, u64) {
    (kind.to_owned(), clock.to_owned(), "first_response".to_owned(), permille)
}

/// Warnings and breaches of first responses; a resolution's are days away.
fn recorded(app: &TestApp, id: &str) -> Vec<(String, String, String, u64)> {
    passed(&app.conversation(id))
}

fn warning_points_and_deadlines_are_recorded_once_each(app: &TestApp) {
    let (id, at) = open_question(app);
    for waited in [6 * HOUR_MS - 1, 6 * HOUR_MS, 9 * HOUR_MS, 12 * HOUR_MS + 1, 25 * HOUR_MS] {
        app.sweep(at + waited);
        assert_eq!(recorded(app, &id), expected(waited), "after {} minutes", waited / MINUTE_MS);
        let conversation = app.conversation(&id);
        let again = app.sweep(at + waited);
        assert_eq!((again.warnings, again.breaches), (0, 0));
        assert_eq!(app.conversation(&id), conversation);
    }
    assert_eq!(recorded(app, &id).len(), 8);
}

fn a_deadline_itself_is_still_in_time(app: &TestApp) {
    let (id, at) = open_question(app);
    let breaches = || recorded(app, &id).iter().filter(|(kind, ..)| kind == "breach").count();
    app.sweep(at + COMPANY_MS);
    assert_eq!(breaches(), 0);
    app.sweep(at + COMPANY_MS + 1);
    assert_eq!(breaches(), 1);
    // Recorded at the deadline, whenever it was noticed.
    assert_eq!(instant(&app.conversation(&id)["conversation"]["breached_at"]), at + COMPANY_MS);
}

fn two_sweeps_at_once_record_each_once(app: &TestApp) {
    let questions: Vec<_> = (0..5).map(|_| open_question(app)).collect();
    let latest = questions.iter().map(|(_, at)| *at).max().unwrap();
    let answers = at_once(2, |_| app.poke(latest + 25 * HOUR_MS));
    for answer in &answers {
        assert_eq!(json(answer, 200)["skipped"], false);
    }
    app.sweep(latest + 25 * HOUR_MS);
    for (id, _) in questions {
        assert_eq!(recorded(app, &id), expected(25 * HOUR_MS));
    }
}

fn an_answer_in_time_leaves_nothing_to_record(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms() - 10 * HOUR_MS);
    app.accept(&app.standard(&format!("q_{order}"), &Event::from_buyer(at, &order, "Where is my parcel?")));
    let reply = Event::from_seller(at + MINUTE_MS, &order, "It arrives tomorrow.");
    app.accept(&app.standard(&format!("a_{order}"), &reply));
    app.sweep(at + 10 * HOUR_MS);
    let row = app.row(&order);
    assert_eq!((&row["status"], &row["breached_at"]), (&json!("pending"), &Value::Null));
    let responses = recorded(app, row["id"].as_str().unwrap());
    assert_eq!(responses.into_iter().filter(|(_, _, target, _)| target == "first_response").count(), 0);
}

fn a_late_answer_is_still_a_breach(app: &TestApp) {
    let (order, at) = (fresh_number().to_string(), now_ms() - 40 * HOUR_MS);
    app.accept(&app.standard(&format!("q_{order}"), &Event::from_buyer(at, &order, "Where is my parcel?")));
    let reply = Event::from_seller(at + 30 * HOUR_MS, &order, "It arrives tomorrow.");
    app.accept(&app.standard(&format!("a_{order}"), &reply));
    app.sweep(at + 40 * HOUR_MS);
    let row = app.row(&order);
    assert_eq!(row["status"], "pending");
    let conversation = app.conversation(row["id"].as_str().unwrap());
    let breached: Vec<_> = conversation["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|clock| clock["target"] == "first_response" && clock["outcome"] == "breached")
        .map(|clock| clock["clock"].as_str().unwrap())
        .collect();
    assert_eq!(breached.len(), 2, "{conversation:#}");
    let breaches =
        passed(&conversation).into_iter().filter(|(kind, _, target, _)| kind == "breach" && target == "first_response");
    assert_eq!(breaches.count(), 2, "{conversation:#}");
}

fn a_breached_conversation_is_in_its_view(app: &TestApp) {
    let (id, at) = open_question(app);
    let breached = || app.list("view=breached").iter().any(|row| row["id"] == id.as_str());
    app.sweep(at + 11 * HOUR_MS);
    assert!(!breached());
    app.sweep(at + 13 * HOUR_MS);
    assert!(breached());
}

fn many_conversations_are_swept_in_bounded_steps(app: &TestApp) {
    let (batch, at) = (fresh_number(), now_ms() - 48 * HOUR_MS);
    let order = |index: u64| format!("{batch}-{index}");
    for part in 0..3 {
        let events: Vec<_> = (part * 100..part * 100 + 100)
            .map(|index| Event::from_buyer(at, &order(index), "Where is my parcel?").body())
            .collect();
        let body = json!({"type": "batch", "data": {"events": events}});
        app.accept(&app.standard_body(&format!("batch_{batch}_{part}"), body.to_string()));
    }
    app.sweep(at + 25 * HOUR_MS);
    let again = app.sweep(at + 25 * HOUR_MS);
    assert_eq!((again.warnings, again.breaches), (0, 0));
    let breached = app.list(&format!("view=breached&q={batch}&limit=100"));
    assert_eq!(breached.len(), 300);
    for index in [0, 150, 299] {
        let conversation = app.thread("standard", &format!("order:{}", order(index))).unwrap();
        let breaches = passed(&conversation)
            .into_iter()
            .filter(|(kind, _, target, _)| kind == "breach" && target == "first_response");
        assert_eq!(breaches.count(), 2, "{conversation:#}");
    }
}

fn an_idle_sweep_does_nothing(app: &TestApp) {
    let at = 946_684_800_000;
    let done = json(&app.poke(at), 200);
    assert_eq!(time::parse_rfc3339(done["at"].as_str().unwrap()), Some(at));
    for field in ["conversations", "warnings", "breaches"] {
        assert_eq!(done[field], 0, "{done}");
    }
    assert_eq!((&done["has_more"], &done["skipped"]), (&json!(false), &json!(false)));
}

fn a_body_that_makes_no_sense_is_refused(app: &TestApp) {
    let bearer = format!("Bearer {}", app.variable("task_token"));
    let post = |body: &str| app.send("POST", "/tasks/sweep", &[("authorization", &bearer)], Some(body.as_bytes()));
    assert_eq!(wrong_fields(&post(r#"{"at": "tomorrow"}"#)), ["at"]);
    for (body, status) in [("{", 400), ("\u{1}", 400), (r#"{"at": 7}"#, 422), (r#"{"until": "x"}"#, 422), ("[]", 422)] {
        assert_eq!(post(body).status, status, "{body}");
    }
    assert_eq!(post(&" ".repeat(2_000)).status, 413);
}

fn simulated_time_has_to_be_allowed(_: &TestApp) {
    let app = TestApp::start_with(&[("allow_simulated_time", "false")]);
    assert_eq!(wrong_fields(&app.poke(now_ms())), ["at"]);
    let bearer = format!("Bearer {}", app.variable("task_token"));
    assert_eq!(app.send("POST", "/tasks/sweep", &[("authorization", &bearer)], Some(b"")).status, 200);
}
