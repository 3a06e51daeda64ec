//! Line 2: routefinder precedence, private routes, the health path, static responses, 404.

use crate::support::{header_values, start};

const ROUTES: &str = r#"
[[trigger.http]]
route = "/a/..."
component = "probe"
[[trigger.http]]
route = "/a/exact"
static_response = { body = "exact", headers = { content-type = "text/plain" } }
[[trigger.http]]
route = "/a/:id"
static_response = { status_code = 418, body = "named" }
[[trigger.http]]
route = { private = true }
component = "hidden"
[component.probe]
source = "PROBE"
[component.hidden]
source = "PROBE"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn exact_beats_named_beats_the_longest_prefix() {
    let running = start(ROUTES).await;
    assert_eq!(running.get("/a/exact").await, (200, "exact".into()));
    assert_eq!(running.get("/a/other").await, (418, "named".into()));
    let described = running.ok("/a/b/c?q=1").await;
    assert_eq!(header_values(&described, "spin-path-info"), ["/b/c"]);
    assert_eq!(header_values(&described, "spin-raw-component-route"), ["/a/..."]);
    assert_eq!(header_values(&described, "spin-component-route"), ["/a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_route_matches_is_404_and_private_components_have_no_route() {
    let running = start(ROUTES).await;
    assert_eq!(running.get("/").await, (404, String::new()));
    assert_eq!(running.get("/hidden").await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_well_known_paths_belong_to_the_host() {
    let running = start(&ROUTES.replace("/a/...", "/...")).await;
    assert_eq!(running.get("/.well-known/spin/health").await, (200, "OK".into()));
    assert_eq!(running.get("/.well-known/spin/other").await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn static_headers_are_sent() {
    let running = start(ROUTES).await;
    let response = running.raw("GET /a/exact HTTP/1.1\r\nHost: desk.test\r\nConnection: close\r\n\r\n").await;
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("content-type: text/plain"), "{response}");
}
