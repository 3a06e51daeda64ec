//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.

use adapter_meta::Meta;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

/// Signs as Meta does: `sign: meta`.
fn sign(request: &mut Request, scheme: &str) -> bool {
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let secret = settings.get("secret").and_then(serde_json::Value::as_str).unwrap_or_default();
    let signature = encode_hex(&hmac_sha256(secret.as_bytes(), &[&request.body]));
    request.headers.push(("x-hub-signature-256".to_owned(), format!("sha256={signature}")));
    scheme == "meta"
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Meta>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Meta>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Meta>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Meta>(env!("CARGO_MANIFEST_DIR"));
}
