//! Line 7: outbound requests are denied by default; the allow-list; chaining in process.

use bytes::Bytes;
use http::{Request, Response};
use sellerdesk_host::{LogSink, Outbound, Reuse};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{PROBE, Running, header_values, start, start_with};

const CHAINED: &str = r#"
[variables]
api = { default = "https://api.example.com" }
empty = { default = "" }
[[trigger.http]]
route = "/..."
component = "front"
[[trigger.http]]
route = { private = true }
component = "courier"
[component.front]
source = "PROBE"
allowed_outbound_hosts = ["http://*.spin.internal", "{{ api }}", "https://{{ empty }}", "http://self"]
[component.courier]
source = "PROBE"
[component.dependency-only]
source = "PROBE"
"#;

fn canned(request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let text = format!("canned {}", request.uri());
    (request.uri().path() != "/refuse").then(|| Response::new(text.into()))
}

async fn chained() -> Running {
    start_with(CHAINED, |options| options.outbound = Outbound::canned(canned)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_declaration_everything_is_denied() {
    let running = start(PROBE).await;
    for url in ["http://127.0.0.1:1/", "http://probe.spin.internal/", "https://example.com/"] {
        let (status, body) = running.get(&format!("/send?url={url}")).await;
        assert_eq!(status, 400);
        assert!(body.contains("HttpRequestDenied"), "{url}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allow_list_takes_templates_and_nothing_beyond() {
    let running = chained().await;
    let answer = running.ok("/send?url=https://api.example.com/v1").await;
    assert_eq!(answer, "200\ncanned https://api.example.com/v1");
    for url in [
        "http://api.example.com/",
        "https://api.example.com:8443/",
        "https://example.com/",
        "https://api.example.com/refuse",
    ] {
        let (_, body) = running.get(&format!("/send?url={url}")).await;
        assert!(body.contains("HttpRequestDenied"), "{url}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chaining_reaches_a_private_component_from_no_address() {
    let running = chained().await;
    let answer = running.ok("/send?url=http://courier.spin.internal/deep?x=1").await;
    let (status, described) = answer.split_once('\n').unwrap();
    assert_eq!(status, "200");
    assert!(described.starts_with("GET http://courier.spin.internal/deep?x=1\n"), "{described}");
    assert_eq!(header_values(described, "spin-client-addr"), ["0.0.0.0:0"]);
    assert_eq!(header_values(described, "spin-path-info"), ["/deep"]);
    assert_eq!(header_values(described, "spin-matched-route"), ["/..."]);
    assert!(header_values(described, "host").is_empty(), "{described}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_behind_a_chained_call_is_a_500_for_the_caller_to_see() {
    let running = chained().await;
    assert_eq!(running.ok("/send?url=http://courier.spin.internal/trap").await, "500\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn chaining_to_a_component_without_a_trigger_kills_the_caller() {
    let running = start_with(CHAINED, |options| options.reuse = Reuse::default()).await;
    let unknown = running.get("/send?url=http://dependency-only.spin.internal/").await;
    assert_eq!(unknown, (500, String::new()));
    // An id the manifest doesn't have isn't covered by the wildcard.
    let (_, denied) = running.get("/send?url=http://nobody.spin.internal/").await;
    assert!(denied.contains("HttpRequestDenied"), "{denied}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_can_call_the_application_itself() {
    let running = start(CHAINED).await;
    let answer = running.ok("/send?url=http://self.alt/environment").await;
    assert!(answer.starts_with("400"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_host_is_reached_over_the_network() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 1024];
        let length = stream.read(&mut request).await.unwrap();
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nreal";
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let running = start_with(CHAINED, |options| {
        options.variables.insert("api".into(), format!("http://{address}"));
    })
    .await;
    let answer = running.ok(&format!("/send?url=http://{address}/path")).await;
    assert_eq!(answer, "200\nreal");
    let request = server.await.unwrap().to_lowercase();
    assert!(request.contains(&format!("host: {address}")), "{request}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_request_is_remarked_on() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let running = start_with(PROBE, |options| {
        options.log = LogSink::new(move |line| {
            let _ = sender.send(line.to_string());
        });
    })
    .await;
    running.get("/send?url=https://example.com/").await;
    let line = receiver.try_recv().unwrap();
    assert!(line.starts_with("probe: ") && line.contains("example.com"), "{line}");
}
