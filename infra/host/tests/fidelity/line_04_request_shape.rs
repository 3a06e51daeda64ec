//! Line 4: `Connection` stripped, the URI absolute, a missing or forged `Host` refused.

use bytes::Bytes;
use http::Request;
use sellerdesk_host::RequestError;

use crate::support::{PROBE, header_values, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_component_sees_an_absolute_uri_and_no_connection_header() {
    let running = start(PROBE).await;
    let response =
        running.raw("GET /x?y=z HTTP/1.1\r\nHost: desk.test:8080\r\nAccept: a\r\nConnection: close\r\n\r\n").await;
    assert!(response.contains("GET http://desk.test:8080/x?y=z\n"), "{response}");
    let body = response.split_once("\r\n\r\n").unwrap().1;
    assert!(header_values(body, "connection").is_empty(), "{body}");
    assert_eq!(header_values(body, "accept"), ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_host_there_is_no_answer() {
    let running = start(PROBE).await;
    let response = running.raw("GET /x HTTP/1.0\r\n\r\n").await;
    assert_eq!(response, "");
    let request = Request::get("/x").body(Bytes::new()).unwrap();
    let refused = running.host.handle(request).await;
    assert_eq!(refused.unwrap_err(), RequestError::HostMissing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chaining_host_from_outside_is_stripped_and_then_missing() {
    let running = start(PROBE).await;
    let response = running.raw("GET /x HTTP/1.1\r\nHost: probe.spin.internal\r\nConnection: close\r\n\r\n").await;
    assert_eq!(response, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_is_not_utf_8_is_a_500() {
    let running = start(PROBE).await;
    let request =
        Request::get("/x").header("host", "desk.test").header("x-bytes", &b"\xff\xfe"[..]).body(Bytes::new()).unwrap();
    assert_eq!(running.host.handle(request).await.unwrap().status(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunked_body_arrives_whole() {
    let running = start(PROBE).await;
    let response = running
        .raw(
            "POST /length HTTP/1.1\r\nHost: desk.test\r\nTransfer-Encoding: chunked\r\n\
             Connection: close\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        )
        .await;
    assert!(response.contains("11"), "{response}");
}
