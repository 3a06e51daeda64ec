//! Signing in and out: what the cookie is, where one goes afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ask, get, header, post, problem, text, with};
use proptest::prelude::*;
use sellerdesk_console::{Request, Response};
use serde_json::json;

fn sign_in(fields: &[(&str, &str)]) -> Request {
    with(post("/sign-in", fields), "cookie", "")
}

fn cookies(response: &Response) -> Vec<&str> {
    response.headers.iter().filter(|(name, _)| *name == "set-cookie").map(|(_, value)| value.as_str()).collect()
}

fn session() -> Fixtures {
    let body = json!({"token": "sess.abc-1", "expires_at": "2026-11-23T00:00:00Z", "agent": {"id": "ann", "name": "Ann Müller"}});
    Fixtures::with("/api/v1/session", 200, body)
}

#[test]
fn the_token_is_kept_in_a_strict_cookie_alone() {
    let fields = [("by", "password"), ("email", "ann@shop.example"), ("password", "pass"), ("next", "/board?hours=1")];
    let answer = ask(&session(), sign_in(&fields));
    assert_eq!((answer.status, header(&answer, "location")), (303, "/board?hours=1"));
    assert_eq!(
        cookies(&answer),
        [
            "desk=sess.abc-1; Path=/; HttpOnly; SameSite=Strict",
            "desk-me=Ann+M%C3%BCller; Path=/; HttpOnly; SameSite=Strict"
        ]
    );
    let secure = with(with(sign_in(&fields), "host", "desk.example"), "origin", "https://desk.example");
    let answer = ask(&session(), secure);
    assert_eq!(cookies(&answer)[0], "__Host-desk=sess.abc-1; Path=/; HttpOnly; SameSite=Strict; Secure");
    // Plain http to another machine: no cookie.
    let plain = with(with(sign_in(&fields), "host", "10.0.0.7:3000"), "origin", "http://10.0.0.7:3000");
    let answer = ask(&session(), plain);
    assert_eq!((answer.status, cookies(&answer).len()), (400, 0));
}

#[test]
fn a_cookie_without_its_prefix_counts_on_this_machine_only() {
    assert_eq!(ask(&Fixtures::default(), get("/inbox")).status, 200);
    let elsewhere = with(get("/inbox"), "host", "desk.example");
    assert_eq!(ask(&Fixtures::default(), elsewhere).status, 303);
    let prefixed = with(with(get("/inbox"), "host", "desk.example"), "cookie", "__Host-desk=tok-1");
    assert_eq!(ask(&Fixtures::default(), prefixed).status, 200);
}

#[test]
fn what_is_wrong_is_said() {
    for (status, name, said) in [
        (401, "unauthorized", "the password is wrong"),
        (401, "second-factor-required", "authenticator"),
        (429, "locked", "Too many tries"),
        (503, "unavailable", "does not answer"),
    ] {
        let api = Fixtures::with("/session", status, problem(status, name, json!({})));
        let answer = ask(&api, sign_in(&[("email", "a@b.de"), ("password", "hunter2")]));
        let page = text(&answer);
        assert!(answer.status == 401 && page.contains(said), "{name}: {page}");
        assert!(cookies(&answer).is_empty() && !page.contains("hunter2"));
    }
}

#[test]
fn a_link_leads_to_a_password() {
    let body = json!({"token": "sess", "agent": {"name": "Ann"}, "must_set_password": true});
    let api = Fixtures::with("/session/link", 200, body);
    let answer = ask(&api, sign_in(&[("by", "link"), ("link", " abc ")]));
    assert_eq!(header(&answer, "location"), "/password");
    let calls = api.calls.borrow();
    assert_eq!(common::body(&calls[0]), json!({"link": "abc"}));
    assert_eq!(calls[0].headers, [("spin-client-addr", "192.0.2.7".to_owned())]);
}

#[test]
fn an_api_token_signs_in() {
    let answer = ask(&Fixtures::default(), sign_in(&[("by", "token"), ("token", "tok-1"), ("name", "ann")]));
    assert_eq!((answer.status, header(&answer, "location")), (303, "/inbox"));
    for token in ["wrong", "", "tok-1\r\nset-cookie: x=1", "tok 1", "tök"] {
        let answer = ask(&Fixtures::default(), sign_in(&[("by", "token"), ("token", token)]));
        assert_eq!((answer.status, cookies(&answer).len()), (401, 0), "{token:?}");
    }
}

#[test]
fn signing_out_ends_the_session_here_and_there() {
    let api = Fixtures::default();
    let answer = ask(&api, post("/sign-out", &[]));
    assert_eq!(header(&answer, "location"), "/sign-in?again=1");
    assert!(cookies(&answer).iter().all(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(api.writes()[0].0, "DELETE");
}

#[test]
fn a_session_that_is_over_comes_back_to_its_page() {
    let over = with(get("/conversations/{id}"), "cookie", "desk=old");
    let answer = ask(&Fixtures::default(), over);
    assert_eq!(answer.status, 303);
    let location = header(&answer, "location");
    assert!(location.starts_with("/sign-in?again=1&next=%2Fconversations%2F"), "{location}");
    assert!(cookies(&answer).iter().any(|cookie| cookie.starts_with("desk=;")));
}

#[test]
fn a_link_from_elsewhere_is_loaded_once_more_with_the_cookie() {
    let request = || with(with(get("/conversations/{id}"), "cookie", ""), "sec-fetch-site", "cross-site");
    let answer = ask(&Fixtures::default(), request());
    assert_eq!((answer.status, header(&answer, "refresh")), (200, "0"));
    assert_eq!(ask(&Fixtures::default(), with(request(), "sec-fetch-site", "same-origin")).status, 303);
}

#[test]
fn a_choice_is_kept_and_goes_back() {
    let answer = ask(
        &Fixtures::default(),
        post("/preferences", &[("lang", "zh"), ("theme", "dark"), ("keys", "nokeys"), ("here", "/board?hours=1")]),
    );
    assert_eq!(header(&answer, "location"), "/board?hours=1");
    assert!(cookies(&answer)[0].starts_with("desk-ui=zh.dark.nokeys; Path=/; HttpOnly"));
    let answer =
        ask(&Fixtures::default(), post("/preferences", &[("lang", "x; Domain=evil"), ("here", "//evil.example")]));
    assert_eq!(
        (header(&answer, "location"), cookies(&answer)[0].split(';').next().unwrap()),
        ("/inbox", "desk-ui=auto")
    );
}

proptest! {
    /// Whatever is asked for, one stays here, and no header holds what HTTP can't carry.
    #[test]
    fn nobody_is_sent_elsewhere(next in r#"(/|//|\\|http://|https:|evil\.example|/inbox|/board|\?|#|%0d%0a|\r|\n|\t| |@|[ -~]|\PC){0,8}"#) {
        let fields = [("by", "token"), ("token", "tok-1"), ("name", next.as_str()), ("next", next.as_str()), ("here", next.as_str())];
        for request in [sign_in(&fields), post("/preferences", &fields), with(get(&format!("/sign-in?next={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>())), "x", "y")] {
            let answer = ask(&Fixtures::default(), request);
            let location = header(&answer, "location");
            prop_assert!(["/inbox", "/board"].iter().any(|page| location.starts_with(page)), "{location:?} for {next:?}");
            for (name, value) in &answer.headers {
                prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{name}: {value:?}");
            }
        }
    }
}
