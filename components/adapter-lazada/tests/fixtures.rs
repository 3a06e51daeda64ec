//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.
//!
//! `# sign: lazada` signs with the settings' `app_key` and `secret`.

use adapter_lazada::Lazada;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use serde_json::Value;

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

fn sign(request: &mut Request, scheme: &str) -> bool {
    if scheme != "lazada" {
        return false;
    }
    let settings: Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let text = |name: &str| settings.get(name).and_then(Value::as_str).unwrap_or_default().as_bytes();
    let signature = encode_hex(&hmac_sha256(text("secret"), &[text("app_key"), &request.body]));
    request.headers.push(("authorization".to_owned(), signature));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Lazada>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Lazada>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Lazada>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Lazada>(env!("CARGO_MANIFEST_DIR"));
}
