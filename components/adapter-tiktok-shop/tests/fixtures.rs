//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.
//!
//! `vector-t11*` are EcomPHP's test body and the official example of type 14
//! with their digests; `# sign: tiktok` signs as the app of the settings does.

use adapter_tiktok_shop::TiktokShop;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

fn sign(request: &mut Request, scheme: &str) -> bool {
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let text = |key: &str| settings.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let signature = hmac_sha256(text("secret").as_bytes(), &[text("app_key").as_bytes(), &request.body]);
    request.headers.push(("authorization".to_owned(), encode_hex(&signature)));
    scheme == "tiktok"
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<TiktokShop>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<TiktokShop>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<TiktokShop>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<TiktokShop>(env!("CARGO_MANIFEST_DIR"));
}
