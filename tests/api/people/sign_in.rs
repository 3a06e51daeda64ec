//! Coming in and going out.

use super::PASSWORD;
use crate::harness::{Answer, TestApp, at_once, json, problem, tests, wrong_fields};
use serde_json::{Value, json as object};

tests! {
    shared a_password_opens_a_session_in_the_form_that_clients_know,
    shared an_unknown_email_is_answered_like_a_wrong_password,
    shared a_token_from_the_client_is_never_taken_over,
    shared a_link_lets_one_in_of_many_at_once,
    shared another_password_ends_other_sessions,
    shared who_is_disabled_is_out_at_once,
    shared an_edit_of_an_agent_wants_the_newest_version,
    own guessing_has_to_wait,
    own the_first_start_gives_a_link_until_an_admin_has_a_password,
    own the_audit_trail_names_who_did_what,
    host no_secret_is_logged,
}

fn email(agent: &Value) -> &str {
    agent["email"].as_str().unwrap()
}

fn token(answer: &Answer) -> String {
    json(answer, 200)["token"].as_str().unwrap().to_owned()
}

fn a_password_opens_a_session_in_the_form_that_clients_know(app: &TestApp) {
    let (agent, _) = app.person_with_password("supervisor");
    let session = json(&app.sign_in(email(&agent), PASSWORD), 200);
    let fields = ["id", "name", "email", "role", "accounts", "language"];
    let known: Vec<&String> = session["agent"].as_object().unwrap().keys().collect();
    assert!(fields.iter().all(|field| known.iter().any(|it| it == field)), "{session}");
    assert_eq!(session["agent"]["id"], agent["id"]);
    assert!(sellerdesk_tests::time::parse_rfc3339(session["expires_at"].as_str().unwrap()).is_some());
    let who = json(&app.ask(session["token"].as_str(), "GET", "/api/v1/session", None), 200);
    assert_eq!(who["agent"], session["agent"]);
    assert_eq!(app.ask(session["token"].as_str(), "DELETE", "/api/v1/session", None).status, 204);
    problem(&app.ask(session["token"].as_str(), "GET", "/api/v1/session", None), 401, "unauthorized");
}

fn an_unknown_email_is_answered_like_a_wrong_password(app: &TestApp) {
    let (agent, _) = app.person_with_password("agent");
    let known = app.sign_in(email(&agent), "wrong password");
    let unknown = app.sign_in(&format!("x{}", email(&agent)), "wrong password");
    assert_eq!((known.status, &known.body), (401, &unknown.body));
    let names = |answer: &Answer| answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!((known.status, names(&known)), (unknown.status, names(&unknown)));
}

/// Session fixation.
fn a_token_from_the_client_is_never_taken_over(app: &TestApp) {
    let (agent, first) = app.person_with_password("agent");
    let planted = format!("ss_{}", "A".repeat(43));
    let body = object!({ "email": email(&agent), "password": PASSWORD });
    for given in [planted.as_str(), first.as_str()] {
        let opened = token(&app.ask(Some(given), "POST", "/api/v1/session", Some(&body)));
        assert_ne!(opened, given);
    }
    problem(&app.ask(Some(&planted), "GET", "/api/v1/session", None), 401, "unauthorized");
    let with_token = object!({ "email": email(&agent), "password": PASSWORD, "token": planted });
    assert_eq!(wrong_fields(&app.ask(None, "POST", "/api/v1/session", Some(&with_token))), ["body"]);
}

fn a_link_lets_one_in_of_many_at_once(app: &TestApp) {
    let invited = app.invited("agent", Value::Null);
    let link = invited["link"].as_str().unwrap();
    let answers = at_once(6, |_| app.enter(link).status);
    let let_in = answers.iter().filter(|status| **status == 200).count();
    // A store under contention may refuse all: the link is then used up.
    assert!(let_in <= 1 && answers.iter().all(|status| [200, 401, 503].contains(status)), "{answers:?}");
    problem(&app.enter(link), 401, "unauthorized");
}

fn another_password_ends_other_sessions(app: &TestApp) {
    let (agent, own) = app.person_with_password("agent");
    let other = token(&app.sign_in(email(&agent), PASSWORD));
    // The session of the link was used to set the password already.
    let body = object!({ "password": "another password" });
    assert_eq!(wrong_fields(&app.ask(Some(&own), "PUT", "/api/v1/session/password", Some(&body))), ["current"]);
    let body = object!({ "password": "another password", "current": PASSWORD });
    assert_eq!(app.ask(Some(&own), "PUT", "/api/v1/session/password", Some(&body)).status, 204);
    assert_eq!(app.ask(Some(&own), "GET", "/api/v1/session", None).status, 200);
    problem(&app.ask(Some(&other), "GET", "/api/v1/session", None), 401, "unauthorized");
    assert_eq!(app.sign_in(email(&agent), PASSWORD).status, 401);
    assert_eq!(app.sign_in(email(&agent), "another password").status, 200);
}

fn who_is_disabled_is_out_at_once(app: &TestApp) {
    let (agent, own) = app.person_with_password("agent");
    let path = format!("/api/v1/agents/{}", agent["id"].as_str().unwrap());
    json(&app.put(&path, &[], &object!({ "enabled": false })), 200);
    problem(&app.ask(Some(&own), "GET", "/api/v1/conversations", None), 401, "unauthorized");
    problem(&app.sign_in(email(&agent), PASSWORD), 401, "unauthorized");
}

fn an_edit_of_an_agent_wants_the_newest_version(app: &TestApp) {
    let invited = app.invited("agent", Value::Null);
    let path = format!("/api/v1/agents/{}", invited["id"].as_str().unwrap());
    let etag = app.get(&path).header("etag").unwrap().to_owned();
    let put = |name: &str| app.put(&path, &[("if-match", &etag)], &object!({ "name": name }));
    assert_eq!(json(&put("First"), 200)["name"], "First");
    problem(&put("Second"), 412, "conflict");
    assert_eq!(wrong_fields(&app.put(&path, &[], &object!({ "email": "nobody" }))), ["email"]);
}

fn guessing_has_to_wait(app: &TestApp) {
    let (agent, _) = app.person_with_password("agent");
    for _ in 0..5 {
        problem(&app.sign_in(email(&agent), "wrong password"), 401, "unauthorized");
    }
    let locked = app.sign_in(email(&agent), PASSWORD);
    problem(&locked, 429, "locked");
    let seconds: u32 = locked.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    let path = format!("/api/v1/agents/{}/link", agent["id"].as_str().unwrap());
    let link = json(&app.post(&path, &object!({})), 201)["link"].as_str().unwrap().to_owned();
    assert_eq!(app.enter(&link).status, 200, "a link asks nobody to wait");
}

fn the_first_start_gives_a_link_until_an_admin_has_a_password(app: &TestApp) {
    let start = |body: &Value| json(&app.post("/api/v1/agents/bootstrap", body), 200);
    let first = start(&object!({}));
    let session = json(&app.enter(first["link"].as_str().unwrap()), 200);
    assert_eq!((&session["must_set_password"], &session["agent"]["role"]), (&object!(true), &object!("admin")));
    let own = session["token"].as_str().unwrap();
    let body = object!({ "password": PASSWORD });
    assert_eq!(app.ask(Some(own), "PUT", "/api/v1/session/password", Some(&body)).status, 204);
    assert_eq!(start(&object!({})), object!({ "link": null }));
    let demo = json(&app.enter(start(&object!({ "demo": true }))["link"].as_str().unwrap()), 200);
    assert_eq!(demo["must_set_password"], false);
}

fn the_audit_trail_names_who_did_what(app: &TestApp) {
    let (agent, own) = app.person_with_password("admin");
    let body = object!({ "name": "Q", "email": "q@shop.example", "role": "agent" });
    let invited = json(&app.ask(Some(&own), "POST", "/api/v1/agents", Some(&body)), 201);
    let mut entries = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = json(&app.get(&format!("/api/v1/audit?limit=3{cursor}")), 200);
        entries.extend(page["entries"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let put = entries.iter().find(|it| it["action"] == "agent_put" && it["agent"] == invited["id"]).unwrap();
    assert_eq!(put["by"], agent["name"]);
    let text = Value::from(entries).to_string();
    assert!(!text.contains("argon2") && !text.contains("hash"), "{text}");
}

fn no_secret_is_logged(app: &TestApp) {
    let (agent, own) = app.person_with_password("agent");
    app.sign_in(email(&agent), PASSWORD);
    app.sign_in(email(&agent), "wrong password");
    for line in app.log_lines() {
        for secret in [PASSWORD, "wrong password", &own, email(&agent)] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
