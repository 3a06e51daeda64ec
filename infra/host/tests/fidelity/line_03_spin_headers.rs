//! Line 3: the `spin-*` headers come last, so a client can forge the first value and never
//! the last.

use crate::support::{header_values, start};

const NAMED: &str = r#"
[[trigger.http]]
route = "/hooks/:channel/..."
component = "probe"
[component.probe]
source = "PROBE"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_can_put_its_own_value_first_but_not_last() {
    let running = start(NAMED).await;
    let response = running
        .raw(
            "GET /hooks/shopify/main HTTP/1.1\r\nHost: desk.test\r\nspin-path-match-channel: forged\r\n\
             spin-client-addr: 6.6.6.6:6\r\nConnection: close\r\n\r\n",
        )
        .await;
    assert_eq!(header_values(&response, "spin-path-match-channel"), ["forged", "shopify"]);
    let clients = header_values(&response, "spin-client-addr");
    assert_eq!(clients.len(), 2);
    assert_eq!(clients[0], "6.6.6.6:6");
    assert!(clients[1].starts_with("127.0.0.1:"), "{clients:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_header_is_there() {
    let running = start(NAMED).await;
    let described = running.ok("/hooks/shopify/main?x=1").await;
    for (name, value) in [
        ("spin-path-info", "/main"),
        ("spin-full-url", "http://desk.test/hooks/shopify/main?x=1"),
        ("spin-matched-route", "/hooks/:channel/..."),
        ("spin-base-path", "/"),
        ("spin-raw-component-route", "/hooks/:channel/..."),
        ("spin-component-route", "/hooks/:channel"),
        ("spin-client-addr", "127.0.0.1:0"),
        ("spin-path-match-channel", "shopify"),
    ] {
        assert_eq!(header_values(&described, name), [value], "{name}");
    }
}
