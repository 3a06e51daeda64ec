//! Whoever sees one account only, on every route that the API describes: of another account's things nothing is seen,
//! nothing is changed, and nothing tells them from what isn't there.

use crate::harness::{Answer, TestApp, fresh_number, json, now_ms, tests};
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json as object};

tests! {
    own every_route_keeps_other_accounts_to_itself,
    own reports_and_searches_leave_other_accounts_out,
}

const NOBODYS: &str = "00000000000000000000000000000000";
const EXAMPLE_ID: &str = "3f6c1e0a9b7d4c58a1e2f30415263748";
const METHODS_WITH_BODY: [&str; 2] = ["POST", "PUT"];

/// A buyer's message to an account: the conversation's id and its order.
fn question(app: &TestApp, account: &str) -> (String, String) {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(now_ms(), &order, "Where is my zeppelin?");
    let event = event.with("buyer", object!({ "id": format!("buyer-{order}"), "name": "Anna" }));
    let accounts = app.accounts_named(account);
    app.accept(&standard::deliver_event(&accounts.standard, &format!("o_{order}"), now_ms(), &event).unwrap());
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

/// Everybody who is limited to the account `main`.
fn limited(app: &TestApp) -> Vec<(&'static str, String)> {
    let accounts = || object!(["standard/main"]);
    let mut all =
        vec![("agent", app.person("agent", accounts()).1), ("supervisor", app.person("supervisor", accounts()).1)];
    for scope in ["read", "reply", "facts", "manage", "erase"] {
        all.push((scope, app.api_token(&[scope], accounts())));
    }
    all
}

/// Status and body, without what they were asked about.
fn told(answer: &Answer, names: [&str; 2]) -> (u16, String) {
    let mut text = String::from_utf8_lossy(&answer.body).into_owned();
    for name in names {
        text = text.replace(name, "it");
    }
    (answer.status, text)
}

fn every_route_keeps_other_accounts_to_itself(app: &TestApp) {
    let (own, foreign) = (question(app, "main").0, question(app, "second").0);
    app.sweep(now_ms());
    let document = json(&app.get("/api/v1/openapi.json"), 200);
    let people = limited(app);
    let before = app.conversation(&foreign);
    let (mut asked, mut refused) = (0, 0);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let is_conversation = path.contains("/conversations/{id}");
        let is_account = path.contains("{channel}/{account}");
        if !is_conversation && !is_account {
            continue;
        }
        for (method, operation) in methods.as_object().unwrap() {
            let method = method.to_uppercase();
            let example = operation.pointer("/requestBody/content/application~1json/example");
            let body = example.map(|example| example.to_string().replace(EXAMPLE_ID, &own));
            let body = body.map_or_else(|| object!({}), |body| serde_json::from_str(&body).unwrap());
            let body = METHODS_WITH_BODY.contains(&method.as_str()).then_some(&body);
            let at = |id: &str, account: &str| {
                let path = path.replace("{id}", id).replace("{channel}", "standard").replace("{account}", account);
                path.replace("{kind}", "orders")
            };
            for (who, token) in &people {
                let there = app.ask(Some(token), &method, &at(&foreign, "second"), body);
                let nowhere = app.ask(Some(token), &method, &at(NOBODYS, "nobodys"), body);
                let about = format!("{who}: {method} {path}");
                assert_eq!(told(&there, [foreign.as_str(), "second"]), told(&nowhere, [NOBODYS, "nobodys"]), "{about}");
                assert!([403, 404].contains(&there.status), "{about}: {}", there.status);
                asked += 1;
                refused += usize::from(there.status == 404);
            }
        }
    }
    // Every such route for every caller; and most of them were theirs to use.
    assert!(asked > 150 && refused > 50, "{asked} asked, {refused} not found");
    assert_eq!(app.conversation(&foreign), before, "it left a trace");
    for (_, token) in &people {
        for (action, body) in [
            ("assignment", object!({ "assignee": "eve" })),
            ("status", object!({ "status": "closed" })),
            ("tags", object!({ "add": ["x"] })),
            ("notes", object!({ "text": "x" })),
            ("merge", object!({ "into": own })),
        ] {
            let answer = app.ask(
                Some(token),
                "POST",
                "/api/v1/bulk",
                Some(&object!({ "ids": [foreign, NOBODYS], "action": action, "body": body })),
            );
            if answer.status != 403 {
                let results = json(&answer, 200)["results"].clone();
                assert_eq!(results[0]["problem"], results[1]["problem"], "{results:#}");
                assert_eq!(results[0]["problem"]["status"], 404);
            }
        }
    }
    assert_eq!(app.conversation(&foreign), before, "bulk left a trace");
}

fn reports_and_searches_leave_other_accounts_out(app: &TestApp) {
    let (own, foreign) = (question(app, "main"), question(app, "second"));
    app.sweep(now_ms());
    app.sweep(now_ms() + 3_600_000);
    let people = limited(app);
    let sees = |token: &str, path: &str| {
        let answer = app.ask(Some(token), "GET", path, None);
        (answer.status != 403).then(|| String::from_utf8_lossy(&answer.body).into_owned())
    };
    let mut looked = 0;
    for path in [
        "/api/v1/conversations".to_owned(),
        "/api/v1/conversations?q=zeppelin".to_owned(),
        format!("/api/v1/conversations?q={}", foreign.1),
        "/api/v1/conversations?account=second".to_owned(),
        "/api/v1/conversations?view=breached".to_owned(),
        "/api/v1/conversations?view=quarantine".to_owned(),
        "/api/v1/accounts".to_owned(),
        "/api/v1/reports/deadlines?hours=168".to_owned(),
        "/api/v1/reports/health".to_owned(),
        "/api/v1/reports/responses".to_owned(),
        "/api/v1/reports/responses?account=second".to_owned(),
        "/api/v1/reports/responses?format=csv".to_owned(),
        "/api/v1/reports/agents".to_owned(),
        "/api/v1/reports/categories".to_owned(),
        "/api/v1/reports/sla".to_owned(),
        "/api/v1/reports/corrections".to_owned(),
        "/api/v1/reports/corrections/export".to_owned(),
    ] {
        for (who, token) in &people {
            let Some(text) = sees(token, &path) else { continue };
            looked += 1;
            let is_echo = path.contains("second") || path.contains(&foreign.1);
            for word in ["second", foreign.0.as_str(), foreign.1.as_str()] {
                assert!(
                    !text.contains(word) || is_echo && text.contains("\"conversations\":[]"),
                    "{who}: {path} tells of {word}: {text}"
                );
            }
        }
    }
    assert!(looked > 30, "{looked} answers looked at");
    // Sums count what is theirs, and nothing else.
    let (_, supervisor) = &people[1];
    let sums = |token: &str| {
        json(&app.ask(Some(token), "GET", "/api/v1/reports/responses", None), 200)["total"]["received"].clone()
    };
    assert_eq!(sums(supervisor), object!(1));
    assert_eq!(sums(app.variable("admin_token")), object!(2));
    let mine = json(&app.ask(Some(supervisor), "GET", "/api/v1/conversations?q=zeppelin", None), 200);
    assert_eq!(mine["conversations"][0]["id"], Value::String(own.0));
}
