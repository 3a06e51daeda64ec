//! Signing in at the identity provider: the button, the way there, the way back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ask, body, get, header, problem, text, with};
use sellerdesk_console::{Request, Response};
use serde_json::{Value, json};

const ATTEMPT: &str = "so_AAAA-_AA.1795338000000";
const THERE: &str = "https://id.example/authorize?client_id=desk&state=s";

fn out(target: &str) -> Request {
    with(get(target), "cookie", "")
}

fn cookies(response: &Response) -> Vec<&str> {
    response.headers.iter().filter(|(name, _)| *name == "set-cookie").map(|(_, value)| value.as_str()).collect()
}

/// Identity, with a provider.
fn identity(redirect_uri: &str, url: &str) -> Fixtures {
    let begun =
        json!({"provider": "Shop <ID>", "attempt": ATTEMPT, "authorization_url": url, "redirect_uri": redirect_uri});
    let opened = json!({"token": "sess.abc-1", "agent": {"id": "a1", "name": "Ann"}});
    Fixtures {
        instead: vec![("/session/oidc/code", 200, opened), ("/session/oidc", 200, begun)],
        ..Fixtures::default()
    }
}

fn refusing(status: u16, name: &str) -> Fixtures {
    Fixtures::with("/session/oidc/code", status, problem(status, name, json!({})))
}

/// Back from the provider, with what the browser kept.
fn back(cookie: &str, query: &str) -> Request {
    with(with(get(&format!("/sign-in/oidc?{query}")), "cookie", cookie), "sec-fetch-site", "cross-site")
}

#[test]
fn the_button_is_there_where_there_is_a_provider() {
    let api = identity("http://127.0.0.1:3000/sign-in/oidc", THERE);
    let page = text(&ask(&api, out("/sign-in?next=/board")));
    assert!(page.contains("Sign in with Shop &lt;ID&gt;"), "{page}");
    assert!(page.contains("href=\"/sign-in/oidc/start?next=%2Fboard\""), "{page}");
    let chinese = text(&ask(&api, with(out("/sign-in"), "accept-language", "zh")));
    assert!(chinese.contains("使用 Shop &lt;ID&gt; 登录"));
    for (status, answer) in [(200, json!({"provider": null})), (503, Value::Null), (404, Value::Null)] {
        let api = Fixtures::with("/session/oidc", status, answer);
        let response = ask(&api, out("/sign-in"));
        assert!(response.status == 200 && !text(&response).contains("/sign-in/oidc"));
    }
}

#[test]
fn the_way_there_is_tied_to_the_browser_by_a_lax_cookie() {
    let here = identity("http://127.0.0.1:3000/sign-in/oidc", THERE);
    let answer = ask(&here, out("/sign-in/oidc/start?next=/board?hours=1"));
    assert_eq!((answer.status, header(&answer, "location")), (303, THERE));
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let kept = "%2Fboard%3Fhours%3D1; Path=/; HttpOnly; SameSite=Lax; Max-Age=600";
    assert_eq!(cookies(&answer), [format!("desk-oidc={ATTEMPT}!{kept}")]);
    let call = here.calls.borrow()[0].clone();
    assert_eq!((call.method, call.path.as_str(), &call.token), ("POST", "/api/v1/session/oidc", &None));
    // By https, as the address says that the browser comes back to.
    let secure = identity("https://desk.example/sign-in/oidc", THERE);
    let answer = ask(&secure, with(out("/sign-in/oidc/start"), "host", "desk.example"));
    assert_eq!(
        cookies(&answer),
        [format!("__Host-desk-oidc={ATTEMPT}!%2Finbox; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure")]
    );
    // By plain http to another machine: nowhere.
    let plain = ask(&here, with(out("/sign-in/oidc/start"), "host", "10.0.0.7:3000"));
    assert_eq!((plain.status, cookies(&plain).len()), (401, 0));
}

#[test]
fn nobody_is_sent_to_what_is_no_provider() {
    for url in [
        "",
        "/inbox",
        "//evil.example",
        "http://id.example/authorize",
        "javascript:alert(1)",
        "https://",
        "https://user@id.example",
        "https://id.example/\r\nset-cookie: a=b",
        "https://id.example/\"><script>",
        "http://127.0.0.1.evil.example/",
    ] {
        let answer = ask(&identity("https://desk.example/sign-in/oidc", url), out("/sign-in/oidc/start"));
        assert_eq!((answer.status, header(&answer, "location"), cookies(&answer).len()), (503, "", 0), "{url}");
    }
}

#[test]
fn the_way_back_opens_a_session_and_goes_on_as_a_visit_of_our_own() {
    let api = identity("", "");
    let kept = format!("desk-oidc={ATTEMPT}!%2Fboard");
    let answer = ask(&api, back(&kept, "state=s%2B1&code=c+1&iss=https%3A%2F%2Fid.example"));
    assert_eq!((answer.status, header(&answer, "refresh")), (200, "0; url=/board"));
    assert_eq!(
        cookies(&answer),
        [
            "desk=sess.abc-1; Path=/; HttpOnly; SameSite=Strict",
            "desk-me=Ann; Path=/; HttpOnly; SameSite=Strict",
            "desk-oidc=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
        ]
    );
    let call = api.calls.borrow()[0].clone();
    assert_eq!((call.path.as_str(), &call.token), ("/api/v1/session/oidc/code", &None));
    assert_eq!(body(&call), json!({"attempt": ATTEMPT, "state": "s+1", "code": "c 1", "iss": "https://id.example"}));
    assert_eq!(call.headers, [("spin-client-addr", "192.0.2.7".to_owned())]);
    // What came by https stays with https.
    let kept = format!("__Host-desk-oidc={ATTEMPT}!%2F%2Fevil.example");
    let answer = ask(&api, with(back(&kept, "state=s&code=c"), "host", "desk.example"));
    assert_eq!(header(&answer, "refresh"), "0; url=/inbox");
    assert_eq!(cookies(&answer)[0], "__Host-desk=sess.abc-1; Path=/; HttpOnly; SameSite=Strict; Secure");
    assert_eq!(cookies(&answer)[2], "__Host-desk-oidc=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
}

/// Signing somebody in as somebody else: a callback without the cookie of the browser that began opens nothing, and asks
/// nobody.
#[test]
fn a_callback_of_another_browser_opens_nothing() {
    for cookie in ["", "desk=tok-1", "desk-oidc=", "desk-oidc=so_AAAA", "desk-oidc=so_A;x!%2Fboard"] {
        let api = identity("", "");
        let answer = ask(&api, back(cookie, "state=s&code=c"));
        let page = text(&answer);
        assert!(answer.status == 401 && page.contains("did not let you in"), "{cookie}: {page}");
        assert!(cookies(&answer).iter().all(|cookie| cookie.contains("Max-Age=0")), "{cookie}");
        assert!(api.calls.borrow().iter().all(|call| call.method == "GET"), "{cookie}");
    }
    // On another host than this machine only the cookie counts that browsers take by https alone.
    let api = identity("", "");
    let kept = format!("desk-oidc={ATTEMPT}!%2Fboard");
    let answer = ask(&api, with(back(&kept, "state=s&code=c"), "host", "desk.example"));
    assert_eq!(answer.status, 401);
}

#[test]
fn what_is_wrong_is_said_and_nothing_of_the_query_is_shown() {
    let kept = format!("desk-oidc={ATTEMPT}!%2Fboard");
    for (status, name, said) in [
        (401, "unauthorized", "did not let you in"),
        (404, "not-found", "did not let you in"),
        (401, "second-factor-required", "second factor here"),
        (429, "locked", "Too many tries"),
        (502, "provider", "does not answer"),
        (503, "unavailable", "does not answer"),
    ] {
        let answer = ask(&refusing(status, name), back(&kept, "state=st4te&code=c0de"));
        let page = text(&answer);
        assert!(page.contains(said) && !page.contains("st4te") && !page.contains("c0de"), "{name}: {page}");
        assert_eq!(cookies(&answer), ["desk-oidc=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"], "{name}");
        assert!(page.contains("name=\"next\" value=\"/board\""));
    }
    let api = identity("", "");
    let answer = ask(&api, back(&kept, "error=access_denied&error_description=Call+evil&state=s"));
    assert!(answer.status == 401 && !text(&answer).contains("evil"));
    assert!(api.calls.borrow().iter().all(|call| call.method == "GET"));
}

#[test]
fn neither_way_is_gone_by_anything_but_a_visit() {
    for path in ["/sign-in/oidc", "/sign-in/oidc/start"] {
        let head = Request { method: "HEAD".to_owned(), ..out(path) };
        assert_eq!(ask(&identity("", THERE), head).status, 405, "{path}");
    }
}
