//! The document is for whoever is signed in, and its examples, fields and demands are those of the components.

use super::document::{Document, Operation};
use super::fuzz::Session;
use super::validate::validate;
use crate::harness::{TestApp, json, problem, tests};
use serde_json::{Value, json as object};
use std::collections::BTreeSet;

tests! {
    shared the_document_is_for_whoever_is_signed_in,
    own examples_are_taken_and_answered_as_described,
    own bodies_have_the_fields_that_are_described_and_no_others,
}

/// Examples about things that a test does not have: a password, a link, a code, keys to seal with, a message's record.
const NOBODYS: [&str; 8] = [
    "enrolTotp",
    "finishProviderSignIn",
    "putAccount",
    "removeTotp",
    "setPassword",
    "signIn",
    "splitConversation",
    "useLink",
];

fn the_document_is_for_whoever_is_signed_in(app: &TestApp) {
    let path = "/api/v1/openapi.json";
    problem(&app.ask(None, "GET", path, None), 401, "unauthorized");
    problem(&app.ask(Some("ss_guessed"), "GET", path, None), 401, "unauthorized");
    problem(&app.post(path, &object!({})), 405, "method-not-allowed");
    let agent = app.person("agent", object!(["standard/main"])).1;
    let document = json(&app.ask(Some(&agent), "GET", path, None), 200);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document, Document::read(app).0);
}

fn examples_are_taken_and_answered_as_described(app: &TestApp) {
    let document = Document::read(app);
    let mut session = Session::new(app, &document, 1);
    for operation in document.operations() {
        let Some(example) = operation.example().filter(|_| !NOBODYS.contains(&operation.id())) else { continue };
        let body = session.fitted(example);
        let asked = session.asked(&operation, Some(body));
        let answer = session.send(&operation, &asked);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            answer.is_success(),
            "{} takes not its own example {example}: {} {text}",
            operation.id(),
            answer.status
        );
        session.check(&operation, &asked, &answer);
    }
}

/// The closed shapes of a body: one, or those it may be.
fn closed<'a>(document: &'a Document, operation: &Operation<'a>) -> Vec<&'a Value> {
    let body = operation.body().filter(|_| operation.method != "DELETE");
    let Some(body) = body.map(|body| document.resolved(body)) else { return Vec::new() };
    let shapes = body["anyOf"].as_array().map_or(vec![body], |shapes| shapes.iter().collect());
    let shapes = shapes.into_iter().map(|shape| document.resolved(shape));
    shapes.filter(|shape| shape["additionalProperties"] == false).collect()
}

/// The words in backquotes.
fn quoted(detail: &str) -> BTreeSet<String> {
    detail.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn bodies_have_the_fields_that_are_described_and_no_others(app: &TestApp) {
    let document = Document::read(app);
    let mut session = Session::new(app, &document, 2);
    let mut compared = 0;
    for operation in document.operations() {
        // A code is wrong before its body is looked at; a whole batch is refused by rows.
        let shapes = if operation.id() == "recordFacts" { Vec::new() } else { closed(&document, &operation) };
        for shape in &shapes {
            let mut body = session.maker.value(shape);
            body["no_such_field"] = object!(1);
            let asked = session.asked(&operation, Some(body));
            let answer = session.send(&operation, &asked);
            let refused = problem(&answer, 422, "invalid");
            let detail = refused["errors"][0]["detail"].as_str().unwrap().to_owned();
            let Some((_, expected)) = detail.split_once("unknown field `no_such_field`") else { continue };
            let described: BTreeSet<String> =
                shape["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
            let known = quoted(expected);
            assert!(
                shapes.len() > 1 || known.iter().filter(|name| *name != "tz").eq(described.iter()),
                "{}: {detail}",
                operation.id()
            );
            compared += 1;
        }
        for shape in shapes.iter().filter(|_| shapes.len() == 1) {
            for name in shape["required"].as_array().into_iter().flatten() {
                let mut body = session.maker.value(shape);
                body.as_object_mut().unwrap().remove(name.as_str().unwrap());
                let asked = session.asked(&operation, Some(body));
                let answer = session.send(&operation, &asked);
                let status = answer.status;
                assert!([401, 422].contains(&status), "{} does without {name}: {status}", operation.id());
            }
        }
    }
    assert!(compared > 20, "{compared} bodies compared");
    assert!(validate(&document, &object!({ "type": "object", "properties": {} }), &object!({ "a": 1 })).is_err());
}
