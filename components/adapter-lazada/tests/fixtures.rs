//! Every case in `fixtures/` and `replies/`. `# sign: lazada` signs with the settings' `app_key` and `secret`.
#![allow(clippy::unwrap_used, reason = "a test")]

use adapter_lazada::Lazada;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{run_replies, run_signed};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use serde_json::Value;

fn sign(request: &mut Request, scheme: &str) -> bool {
    if scheme != "lazada" {
        return false;
    }
    let settings: Value = serde_json::from_str(&request.settings).unwrap();
    let text = |name: &str| settings.get(name).and_then(Value::as_str).unwrap().as_bytes();
    let signature = encode_hex(&hmac_sha256(text("secret"), &[text("app_key"), &request.body]));
    request.headers.push(("authorization".to_owned(), signature));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    run_signed::<Lazada>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    run_replies::<Lazada>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}
