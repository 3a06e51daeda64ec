//! Who is looking at what.

use super::question;
use crate::harness::{TestApp, json, problem, tests};
use serde_json::{Value, json as object};

tests! {
    shared one_sees_who_else_looks_or_types_until_they_go,
    shared who_is_limited_sees_nobody_elsewhere,
}

fn one_sees_who_else_looks_or_types_until_they_go(app: &TestApp) {
    let (id, _) = question(app);
    let ((mia, mias), (_, leos)) = (app.person("agent", Value::Null), app.person("agent", Value::Null));
    let path = format!("/api/v1/conversations/{id}/presence");
    let say = |token: &str, body: &Value| json(&app.ask(Some(token), "PUT", &path, Some(body)), 200)["others"].clone();
    say(&mias, &object!({"typing": true}));
    let others = say(&leos, &object!({}));
    assert_eq!((&others[0]["name"], &others[0]["typing"]), (&mia["name"], &object!(true)), "{others}");
    let everywhere = json(&app.ask(Some(&leos), "GET", "/api/v1/presence", None), 200);
    let here = |list: &Value| list["present"].as_array().unwrap().iter().filter(|it| it["conversation"] == id).count();
    assert_eq!(here(&everywhere), 1, "{everywhere:#}");
    say(&mias, &object!({"gone": true}));
    assert_eq!(say(&leos, &object!({})), object!([]));
}

fn who_is_limited_sees_nobody_elsewhere(app: &TestApp) {
    let (id, _) = question(app);
    let mias = app.person("agent", Value::Null).1;
    let path = format!("/api/v1/conversations/{id}/presence");
    json(&app.ask(Some(&mias), "PUT", &path, Some(&object!({}))), 200);
    let limited = app.person("agent", object!(["standard/second"])).1;
    let seen = json(&app.ask(Some(&limited), "GET", "/api/v1/presence", None), 200);
    assert_eq!(seen["present"], object!([]));
    problem(&app.ask(Some(&limited), "PUT", &path, Some(&object!({}))), 404, "not-found");
    problem(&app.put("/api/v1/conversations/nothing/presence", &[], &object!({})), 404, "not-found");
}
