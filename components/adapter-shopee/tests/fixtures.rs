//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.

use adapter_shopee::Shopee;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

/// Signs as Shopee does (`shopee`), or as much third-party code expects it (`shopee-body-only`).
fn sign(request: &mut Request, scheme: &str) -> bool {
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let text = |name: &str| settings.get(name).and_then(serde_json::Value::as_str);
    let url = text("callback_url").unwrap_or(&request.endpoint);
    let key = text("secret").unwrap_or_default().as_bytes();
    let signature = match scheme {
        "shopee" => hmac_sha256(key, &[url.as_bytes(), b"|", &request.body]),
        "shopee-body-only" => hmac_sha256(key, &[&request.body]),
        _ => return false,
    };
    request.headers.push(("authorization".to_owned(), encode_hex(&signature)));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Shopee>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Shopee>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Shopee>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Shopee>(env!("CARGO_MANIFEST_DIR"));
}
