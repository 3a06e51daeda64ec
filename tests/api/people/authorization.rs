//! Every route, with every kind of token and none: `matrix.txt` says who is let in. That it names every route of the
//! components is a test of `crates/people`, which reads the same tables.

use crate::harness::{TestApp, problem, tests};
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

tests! {
    own every_route_is_open_to_those_whom_the_matrix_names,
    shared a_token_holds_from_the_first_request_to_its_end,
}

const MATRIX: &str = include_str!("matrix.txt");
/// What is not among these is let in, whatever comes of it.
const REFUSALS: [u16; 2] = [401, 403];

/// A token of each kind.
fn tokens(app: &TestApp) -> BTreeMap<&'static str, String> {
    let mut tokens = BTreeMap::new();
    for role in ["agent", "supervisor", "admin"] {
        tokens.insert(role, app.person(role, Value::Null).1);
    }
    tokens.insert("limited", app.person("supervisor", object!(["standard/main"])).1);
    tokens.insert("operator", app.variable("admin_token").to_owned());
    for scope in ["read", "reply", "facts", "manage", "erase"] {
        tokens.insert(scope, app.api_token(&[scope], Value::Null));
    }
    tokens
}

fn every_route_is_open_to_those_whom_the_matrix_names(app: &TestApp) {
    let tokens = tokens(app);
    for line in MATRIX.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (method, path, named) = (words[0], words[1], &words[2..]);
        let path = path.replace("{id}", "00000000000000000000000000000000");
        let path = path.replace("{channel}", "standard").replace("{account}", "main");
        let body = object!({});
        let body = ["POST", "PUT"].contains(&method).then_some(&body);
        if named != ["everybody"] {
            let answer = app.ask(None, method, &path, body);
            problem(&answer, 401, "unauthorized");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{line}");
        }
        for (name, token) in &tokens {
            let is_named = named.iter().any(|it| it == name || ["anybody", "everybody"].contains(it));
            // It would be the session's last request.
            if (method, path.as_str()) == ("DELETE", "/api/v1/session") && is_named {
                continue;
            }
            let answer = app.ask(Some(token), method, &path, body);
            if is_named {
                let is_sign_in = named == ["everybody"];
                assert!(is_sign_in || !REFUSALS.contains(&answer.status), "{name}: {} for {line}", answer.status);
            } else {
                problem(&answer, 403, "forbidden");
            }
        }
    }
    for role in ["agent", "limited", "supervisor", "admin"] {
        assert_eq!(app.ask(Some(&tokens[role]), "DELETE", "/api/v1/session", None).status, 204, "{role}");
        problem(&app.ask(Some(&tokens[role]), "GET", "/api/v1/session", None), 401, "unauthorized");
    }
}

fn a_token_holds_from_the_first_request_to_its_end(app: &TestApp) {
    let list = "/api/v1/conversations?limit=1";
    let body = object!({ "name": "robot", "scopes": ["read"] });
    let made = super::json(&app.post("/api/v1/tokens", &body), 201);
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("sd_"));
    assert_eq!(app.ask(Some(token), "GET", list, None).status, 200);
    let shown = super::json(&app.get("/api/v1/tokens"), 200).to_string();
    assert!(shown.contains(made["id"].as_str().unwrap()) && !shown.contains(token));
    let operator = app.variable("admin_token");
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(app.ask(Some(operator), "DELETE", &path, None).status, 204);
    problem(&app.ask(Some(token), "GET", list, None), 401, "unauthorized");
    problem(&app.ask(Some(operator), "DELETE", &path, None), 404, "not-found");
}
