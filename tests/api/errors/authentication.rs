//! Who may use the API and the tasks, and what headers can't change.

use crate::harness::{TestApp, fresh_number, json, problem, tests};

tests! {
    shared the_api_wants_its_token,
    shared tasks_want_theirs,
    shared the_scheme_is_read_without_case,
    shared spin_headers_from_outside_change_nothing,
    host an_empty_token_lets_nobody_in,
}

/// Headers that let nobody in, whatever the right token is.
fn wrong_credentials(token: &str) -> Vec<Option<String>> {
    let texts = [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        // "admin:" and the like, in base64.
        "Basic YWRtaW46dGVzdC1hZG1pbi10b2tlbi0zZjljMWI3ZA==",
        token,
    ];
    let near = [
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("Bearer {token}x"),
        format!("Bearer {}", &token[..token.len() - 1]),
        format!("Bearer {}", token.to_uppercase()),
        format!("Bearer Bearer {token}"),
    ];
    let texts = texts.iter().map(|text| (*text).to_owned()).chain(near).map(Some);
    std::iter::once(None).chain(texts).collect()
}

fn is_refused(app: &TestApp, method: &str, path: &str, credentials: Option<&str>) {
    let headers: Vec<_> = credentials.map(|text| ("authorization", text)).into_iter().collect();
    let body = (method == "POST").then_some(&b"{}"[..]);
    let answer = app.send(method, path, &headers, body);
    problem(&answer, 401, "unauthorized");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{credentials:?}");
}

fn the_api_wants_its_token(app: &TestApp) {
    let task_token = format!("Bearer {}", app.variable("task_token"));
    let paths = [
        ("GET", "/api/v1/conversations"),
        ("GET", "/api/v1/conversations/00000000000000000000000000000000"),
        ("POST", "/api/v1/preview/classify"),
        ("GET", "/api/v1/nothing"),
    ];
    for credentials in wrong_credentials(app.variable("admin_token")) {
        is_refused(app, "GET", "/api/v1/conversations", credentials.as_deref());
    }
    for (method, path) in paths {
        is_refused(app, method, path, None);
        is_refused(app, method, path, Some(&task_token));
    }
}

fn tasks_want_theirs(app: &TestApp) {
    let admin_token = format!("Bearer {}", app.variable("admin_token"));
    for credentials in wrong_credentials(app.variable("task_token")) {
        is_refused(app, "POST", "/tasks/sweep", credentials.as_deref());
    }
    is_refused(app, "POST", "/tasks/sweep", Some(&admin_token));
}

fn the_scheme_is_read_without_case(app: &TestApp) {
    let credentials = format!("bEARER {}", app.variable("admin_token"));
    let answer = app.send("GET", "/api/v1/conversations?limit=1", &[("authorization", &credentials)], None);
    json(&answer, 200);
}

/// Spin appends its own headers after a client's: whoever takes the first value believes the client.
fn spin_headers_from_outside_change_nothing(app: &TestApp) {
    let (delivery, order) = app.buyer_message("Where is my parcel?");
    let spoofed = [
        ("spin-path-info", "/second"),
        ("spin-full-url", "http://localhost/hooks/standard/second"),
        ("spin-matched-route", "/hooks/shopify/..."),
        ("spin-base-path", "/elsewhere"),
        ("spin-raw-component-route", "/hooks/shopify/..."),
        ("spin-component-route", "/hooks/shopify"),
        ("spin-client-addr", "203.0.113.7:1"),
        ("spin-path-match-account", "second"),
        ("x-forwarded-for", "203.0.113.7"),
    ];
    let delivery = spoofed.iter().fold(delivery, |delivery, (name, value)| delivery.with_header(name, value));
    app.accept(&delivery);
    let row = app.row(&order);
    assert_eq!((row["channel"].as_str(), row["account"].as_str()), (Some("standard"), Some("main")));

    let id = format!("/api/v1/conversations/{}", row["id"].as_str().unwrap());
    let mut headers = vec![("spin-path-info", "/health"), ("spin-full-url", "http://localhost/health")];
    headers.push(("spin-matched-route", "/health"));
    problem(&app.send("GET", &id, &headers, None), 401, "unauthorized");
}

fn an_empty_token_lets_nobody_in(_: &TestApp) {
    let app = TestApp::start_with(&[("admin_token", ""), ("task_token", "")]);
    for credentials in [None, Some("Bearer "), Some("Bearer"), Some("Bearer  "), Some("")] {
        is_refused(&app, "GET", "/api/v1/conversations", credentials);
        is_refused(&app, "POST", "/tasks/sweep", credentials);
    }
    // Webhooks carry their own proof.
    let (delivery, order) = app.buyer_message(&format!("Where is it? {}", fresh_number()));
    app.accept(&delivery);
    assert!(!order.is_empty());
}
