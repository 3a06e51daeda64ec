//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.
//!
//! `sign: bigcommerce` signs with the settings' `secret` as it stands, `sign: bigcommerce-previous` with
//! `previous_secret`; `webhook-timestamp` is the time of arrival where it isn't given.

use adapter_bigcommerce::Bigcommerce;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

fn sign(request: &mut Request, scheme: &str) -> bool {
    let key = match scheme {
        "bigcommerce" => "secret",
        "bigcommerce-previous" => "previous_secret",
        _ => return false,
    };
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let secret = settings.get(key).and_then(|secret| secret.as_str()).unwrap_or_default();
    if request.header("webhook-timestamp").is_none() {
        let timestamp = (request.received_at / 1_000).to_string();
        request.headers.push(("webhook-timestamp".to_owned(), timestamp));
    }
    let value = |name| request.header(name).unwrap_or_default().as_bytes();
    let signed = [value("webhook-id"), b".", value("webhook-timestamp"), b".", &request.body];
    let signature = format!("v1,{}", encode_base64(&hmac_sha256(secret.as_bytes(), &signed)));
    request.headers.push(("webhook-signature".to_owned(), signature));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Bigcommerce>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Bigcommerce>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Bigcommerce>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Bigcommerce>(env!("CARGO_MANIFEST_DIR"));
}
