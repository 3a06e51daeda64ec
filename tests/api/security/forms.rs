//! Forms that others send in somebody's name, sessions that others chose, links that others used.

use super::browser::Browser;
use crate::harness::{Answer, TestApp, fresh_number, json, now_ms, problem, tests};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json as object};

tests! {
    own no_form_is_taken_from_elsewhere_or_without_its_token,
    shared a_planted_session_is_never_taken_over,
    shared a_session_ends_for_whoever_copied_it,
    shared a_link_opens_one_browser_once,
    shared no_value_becomes_a_header_or_another_host,
    shared the_api_takes_no_cookie,
}

/// Every form of the pages, with fields that would do something.
const FORMS: [(&str, &[(&str, &str)]); 21] = [
    ("/sign-out", &[]),
    ("/password", &[("password", "another password"), ("again", "another password")]),
    ("/password/totp", &[]),
    ("/bulk", &[("id", "{id}"), ("do", "close")]),
    ("/live/scan", &[("text", "Hello."), ("channel", "amazon")]),
    ("/conversations/{id}/reply", &[("text", "Hello."), ("do", "send")]),
    ("/conversations/{id}/assign", &[("me", "1")]),
    ("/conversations/{id}/note", &[("note", "Hello.")]),
    ("/conversations/{id}/tags", &[("add", "x")]),
    ("/conversations/{id}/priority", &[("priority", "low")]),
    ("/conversations/{id}/snooze", &[("hours", "4")]),
    ("/conversations/{id}/status", &[("status", "closed")]),
    ("/conversations/{id}/category", &[("category", "general")]),
    ("/conversations/{id}/merge", &[("into", "{id}")]),
    ("/settings/policies/row", &[("name", "x")]),
    ("/settings/policies/apply", &[]),
    ("/settings/people", &[("name", "Eve"), ("email", "eve@evil.example"), ("role", "admin")]),
    ("/settings/accounts", &[("channel", "standard"), ("account", "evil")]),
    ("/settings/accounts/standard/main/remove", &[]),
    ("/settings/breaker/close", &[]),
    ("/settings/rules", &[("document", "{\"rules\":[]}")]),
];

fn question(app: &TestApp) -> String {
    let order = fresh_number().to_string();
    app.accept(&app.standard(&format!("s_{order}"), &Event::from_buyer(now_ms(), &order, "Where is my parcel?")));
    app.row(&order)["id"].as_str().unwrap().to_owned()
}

fn refused(answer: &Answer, about: &str) {
    assert_eq!(answer.status, 403, "{about}: {}", String::from_utf8_lossy(&answer.body));
    assert!(answer.header("set-cookie").is_none(), "{about}");
}

fn no_form_is_taken_from_elsewhere_or_without_its_token(app: &TestApp) {
    let id = question(app);
    let admin = app.person("admin", Value::Null).1;
    let mut browser = Browser::signed_in(app, &admin);
    let before =
        (app.conversation(&id), json(&app.get("/api/v1/agents"), 200), json(&app.get("/api/v1/accounts"), 200));
    let own = [("origin", app.base())];
    let elsewhere = format!("{}.evil.example", app.base());
    let form = browser.form.clone();
    for (path, fields) in FORMS {
        let path = path.replace("{id}", &id);
        let fields: Vec<(&str, String)> =
            fields.iter().map(|(name, value)| (*name, value.replace("{id}", &id))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.clone_into(&mut browser.form);
        for headers in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[("origin", elsewhere.as_str())],
            &[("origin", app.base()), ("sec-fetch-site", "cross-site")],
            &[("origin", app.base()), ("sec-fetch-site", "same-site")],
        ] {
            refused(&browser.post_with(&path, headers, &fields), &format!("{path} {headers:?}"));
        }
        for wrong in ["", "0", &"0".repeat(64), &form.to_uppercase(), &form[1..]] {
            wrong.clone_into(&mut browser.form);
            refused(&browser.post_with(&path, &own, &fields), &format!("{path} with the form token {wrong:?}"));
        }
    }
    // Another person's form token opens nothing either.
    let other = Browser::signed_in(app, &app.person("admin", Value::Null).1).form;
    assert_ne!(other, form);
    browser.form = other;
    refused(&browser.post("/sign-out", &[]), "another's token");
    let after = (app.conversation(&id), json(&app.get("/api/v1/agents"), 200), json(&app.get("/api/v1/accounts"), 200));
    assert_eq!(before.0, after.0);
    // Only whom this test invited since.
    assert_eq!(before.1["agents"].as_array().unwrap().len() + 1, after.1["agents"].as_array().unwrap().len());
    assert_eq!(before.2, after.2);
    json(&app.ask(Some(&admin), "GET", "/api/v1/session", None), 200);
}

fn a_planted_session_is_never_taken_over(app: &TestApp) {
    let own = app.person("agent", Value::Null).1;
    for planted in ["planted", &format!("ss_{}", "A".repeat(43)), app.person("agent", Value::Null).1.as_str()] {
        let mut browser = Browser::new(app);
        browser.cookies = format!("desk={planted}");
        let answer = browser.post("/sign-in", &[("by", "token"), ("token", &own)]);
        assert_eq!(answer.status, 303);
        browser.keep(&answer);
        assert!(browser.cookies.contains(&own) && !browser.cookies.contains(planted), "{}", browser.cookies);
    }
    // A link makes a session of its own, whatever the browser brought.
    let link = app.invited("agent", Value::Null)["link"].as_str().unwrap().to_owned();
    let mut browser = Browser::new(app);
    browser.cookies = format!("desk={own}; __Host-desk={own}");
    let answer = browser.post("/sign-in", &[("by", "link"), ("link", &link)]);
    browser.keep(&answer);
    assert!(answer.status == 303 && !browser.cookies.contains(&own), "{}", answer.status);
}

fn a_session_ends_for_whoever_copied_it(app: &TestApp) {
    let own = app.person("agent", Value::Null).1;
    let (browser, thief) = (Browser::signed_in(app, &own), Browser::signed_in(app, &own));
    assert_eq!(thief.get("/inbox").status, 200);
    assert_eq!(browser.post("/sign-out", &[]).status, 303);
    assert_eq!(thief.get("/inbox").status, 303);
    problem(&app.ask(Some(&own), "GET", "/api/v1/session", None), 401, "unauthorized");
}

fn a_link_opens_one_browser_once(app: &TestApp) {
    let link = app.invited("agent", Value::Null)["link"].as_str().unwrap().to_owned();
    let enter = || Browser::new(app).post("/sign-in", &[("by", "link"), ("link", &link)]);
    let first = enter();
    assert_eq!((first.status, first.header("location")), (303, Some("/password")));
    let second = enter();
    assert!(second.status == 401 && second.header("set-cookie").is_none(), "{}", second.status);
    problem(&app.enter(&link), 401, "unauthorized");
}

fn no_value_becomes_a_header_or_another_host(app: &TestApp) {
    let own = app.person("admin", Value::Null).1;
    let browser = Browser::signed_in(app, &own);
    let injected = [
        "x\r\nx-evil: 1",
        "x\nx-evil: 1",
        "\u{85}x-evil: 1",
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/%2f/evil.example/..",
        "javascript:alert(1)",
    ];
    for text in injected {
        for (path, name) in [("/preferences", "here"), ("/sign-in", "next"), ("/bulk", "filters")] {
            let fields = [
                (name, text),
                ("by", "token"),
                ("token", own.as_str()),
                ("lang", "en"),
                ("do", "close"),
                ("name", text),
            ];
            let answer = browser.post(path, &fields);
            assert!(answer.header("x-evil").is_none(), "{path} {text:?}");
            let location = answer.header("location").unwrap_or("/inbox");
            assert!(
                location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\"),
                "{path} {text:?}: {location}"
            );
            assert!(
                location.is_ascii() && !location.contains(['\r', '\n', '\t', '\\']),
                "{path} {text:?}: {location:?}"
            );
        }
        // Queries come back in `Location`, too.
        let asked: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let answer = Browser::new(app).get(&format!("/inbox?q={asked}&next={asked}"));
        assert!(
            answer.header("x-evil").is_none() && answer.header("location").unwrap().starts_with("/sign-in?"),
            "{text:?}"
        );
        // Names of exported files are the desk's own.
        for path in ["/api/v1/reports/responses", "/api/v1/reports/agents"] {
            let answer = app.get(&format!("{path}?format=csv&channel={asked}&account={asked}"));
            let name = answer.header("content-disposition").unwrap();
            assert!(
                name.starts_with("attachment; filename=\"") && name.ends_with(".csv\"") && !name.contains("evil"),
                "{name}"
            );
        }
        let answer = app.get(&format!("/api/v1/reports/corrections/export?format={asked}"));
        assert!(answer.status == 422 && answer.header("x-evil").is_none());
    }
}

fn the_api_takes_no_cookie(app: &TestApp) {
    let own = app.person("admin", Value::Null).1;
    for name in ["desk", "__Host-desk", "authorization", "token"] {
        let cookie = format!("{name}={own}");
        let answer = app.send("GET", "/api/v1/conversations", &[("cookie", &cookie)], None);
        problem(&answer, 401, "unauthorized");
        let body = object!({ "name": "Eve", "email": "eve@evil.example", "role": "admin" }).to_string();
        let headers = [("cookie", cookie.as_str()), ("content-type", "text/plain")];
        problem(&app.send("POST", "/api/v1/agents", &headers, Some(body.as_bytes())), 401, "unauthorized");
    }
    // Nor does it let other sites read what it answers.
    let answer = app.send("GET", "/api/v1/conversations", &[("origin", "https://evil.example")], None);
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")), "{:?}", answer.headers);
}
