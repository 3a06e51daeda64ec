//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.
//!
//! `sign: woocommerce` signs with the settings' `secret`, `sign: woocommerce-previous` with `previous_secret`.

use adapter_woocommerce::Woocommerce;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_base64, hmac_sha256};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

fn sign(request: &mut Request, scheme: &str) -> bool {
    let key = match scheme {
        "woocommerce" => "secret",
        "woocommerce-previous" => "previous_secret",
        _ => return false,
    };
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let secret = settings.get(key).and_then(|secret| secret.as_str()).unwrap_or_default();
    let signature = encode_base64(&hmac_sha256(secret.as_bytes(), &[&request.body]));
    request.headers.push(("x-wc-webhook-signature".to_owned(), signature));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Woocommerce>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Woocommerce>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Woocommerce>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Woocommerce>(env!("CARGO_MANIFEST_DIR"));
}
