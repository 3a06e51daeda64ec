//! Whoever is limited to some accounts sees nothing of the others, and can't tell it from what isn't there.

use crate::harness::{TestApp, fresh_number, json, now_ms, problem, tests};
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json as object};

tests! {
    own another_accounts_conversations_are_not_there,
    own another_accounts_settings_are_not_there,
    own another_accounts_buyers_are_not_there,
    shared who_acted_stands_in_the_record,
}

const NOBODYS: &str = "00000000000000000000000000000000";

/// A question to an account: the conversation's id.
fn question(app: &TestApp, account: &str) -> String {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(now_ms(), &order, "I have a question about this.");
    let event = event.with("buyer", object!({"id": format!("buyer-{order}"), "name": "Anna"}));
    let accounts = app.accounts_named(account);
    app.accept(&standard::deliver_event(&accounts.standard, &format!("q_{order}"), now_ms(), &event).unwrap());
    app.row(&order)["id"].as_str().unwrap().to_owned()
}

fn another_accounts_conversations_are_not_there(app: &TestApp) {
    let (own, foreign) = (question(app, "main"), question(app, "second"));
    let limited = app.person("agent", object!(["standard/main"])).1;
    let robot = app.api_token(&["read", "reply"], object!(["standard/main"]));
    for token in [&limited, &robot] {
        let ask = |method: &str, path: &str, body: Option<&Value>| app.ask(Some(token), method, path, body);
        let listed = json(&ask("GET", "/api/v1/conversations", None), 200);
        let ids: Vec<&str> =
            listed["conversations"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [own.as_str()]);
        let searched = json(&ask("GET", "/api/v1/conversations?account=second", None), 200);
        assert_eq!(searched["conversations"], object!([]));
        let board = json(&ask("GET", "/api/v1/reports/deadlines?hours=168", None), 200);
        assert_eq!(board["accounts"].as_array().unwrap().len(), 1, "{board:#}");
        assert_eq!((&board["total"]["open"], board["next"].as_array().unwrap().len()), (&object!(1), 1), "{board:#}");
        json(&ask("GET", &format!("/api/v1/conversations/{own}"), None), 200);

        // The same answer to the letter as for one that isn't there.
        for (method, path, body) in [
            ("GET", "", None),
            ("GET", "/raw", None),
            ("GET", "/suggestions", None),
            ("GET", "/customer", None),
            ("POST", "/preview", Some(object!({"template": "thanks"}))),
            ("POST", "/replies", Some(object!({"text": "Hello."}))),
            ("POST", "/replies", Some(object!({"template": "thanks"}))),
            ("POST", "/notes", Some(object!({"text": "Hello."}))),
            ("POST", "/assignment", Some(object!({"assignee": "mia"}))),
            ("POST", "/category", Some(object!({"category": "general"}))),
            ("POST", "/priority", Some(object!({"priority": "low"}))),
            ("POST", "/status", Some(object!({"status": "closed"}))),
            ("POST", "/tags", Some(object!({"add": ["x"]}))),
            ("POST", "/vip", Some(object!({"vip": true}))),
            ("POST", "/merge", Some(object!({"into": own}))),
        ] {
            let answers = [&foreign, NOBODYS].map(|id| {
                let answer = ask(method, &format!("/api/v1/conversations/{id}{path}"), body.as_ref());
                problem(&answer, 404, "not-found")
            });
            assert_eq!(answers[0], answers[1], "{method} {path}");
        }
        let into = [&foreign, NOBODYS].map(|id| {
            problem(
                &ask("POST", &format!("/api/v1/conversations/{own}/merge"), Some(&object!({"into": id}))),
                422,
                "invalid",
            )
        });
        assert_eq!(into[0], into[1]);
        let bulk = object!({"ids": [foreign, NOBODYS], "action": "notes", "body": {"text": "Hello."}});
        let results = json(&ask("POST", "/api/v1/bulk", Some(&bulk)), 200);
        assert_eq!(results["results"][0]["problem"], results["results"][1]["problem"], "{results:#}");
        assert_eq!(results["results"][0]["problem"]["status"], 404);
    }
    let eraser = app.api_token(&["erase"], object!(["standard/main"]));
    let erasures = [&foreign, NOBODYS].map(|id| {
        problem(
            &app.ask(Some(&eraser), "POST", &format!("/api/v1/conversations/{id}/erasure"), Some(&object!({}))),
            404,
            "not-found",
        )
    });
    assert_eq!(erasures[0], erasures[1]);
    // Nothing of all that left a trace.
    let records = app.conversation(&foreign)["records"].as_array().unwrap().len();
    assert_eq!(records, 1);
    // Nor does a limited person see more by naming more.
    let nothing = app.person("agent", object!([])).1;
    let listed = json(&app.ask(Some(&nothing), "GET", "/api/v1/conversations", None), 200);
    assert_eq!(listed["conversations"], object!([]));
}

fn another_accounts_settings_are_not_there(app: &TestApp) {
    question(app, "main");
    question(app, "second");
    let limited = app.person("supervisor", object!(["standard/main"])).1;
    let listed = json(&app.ask(Some(&limited), "GET", "/api/v1/accounts", None), 200);
    let names: Vec<_> = listed["accounts"].as_array().unwrap().iter().map(|it| it["account"].clone()).collect();
    assert_eq!(names, [object!("main")]);
    let answers = ["second", "nobodys"].map(|account| {
        let answer = app.ask(Some(&limited), "GET", &format!("/api/v1/accounts/standard/{account}"), None);
        problem(&answer, 404, "not-found")
    });
    assert_eq!(answers[0], answers[1]);
    let robot = app.api_token(&["manage"], object!(["standard/main"]));
    for method in ["PUT", "DELETE"] {
        let body = object!({"webhook": {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}});
        let body = (method == "PUT").then_some(&body);
        problem(&app.ask(Some(&robot), method, "/api/v1/accounts/standard/second", body), 404, "not-found");
    }
    problem(&app.ask(Some(&robot), "PUT", "/api/v1/policies", Some(&object!({"policies": []}))), 403, "forbidden");
}

/// To the letter the same, whether somebody bought there or not.
fn another_accounts_buyers_are_not_there(app: &TestApp) {
    let eraser = app.api_token(&["erase"], object!(["standard/main"]));
    let id = question(app, "second");
    // What follows from an event, the sweep turns to.
    app.sweep(now_ms());
    let buyer = app.conversation(&id)["buyer"]["id"].clone();
    let about = |buyer: &Value| object!({ "channel": "standard", "account": "second", "buyer": buyer });
    let answers = [buyer.clone(), object!("nobody")].map(|buyer| {
        let body = about(&buyer);
        problem(&app.ask(Some(&eraser), "POST", "/api/v1/erasures", Some(&body)), 422, "invalid")
    });
    assert_eq!(answers[0], answers[1]);
    let erased = json(&app.post("/api/v1/erasures", &about(&buyer)), 200);
    assert_eq!(erased["erased"], object!([id]), "the operator finds it");
}

fn who_acted_stands_in_the_record(app: &TestApp) {
    let id = question(app, "main");
    let (agent, token) = app.person("agent", Value::Null);
    let body = object!({"text": "Mind the label."});
    json(&app.ask(Some(&token), "POST", &format!("/api/v1/conversations/{id}/notes"), Some(&body)), 200);
    let conversation = app.conversation(&id);
    let note = conversation["records"].as_array().unwrap().last().unwrap();
    assert_eq!(note["by"], agent["name"], "{note}");
}
