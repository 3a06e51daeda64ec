//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.
//!
//! `vector-t5*` are those of eBay's event-notification-nodejs-sdk and `vector-t6*` its challenge; `# sign: ebay`
//! signs with the P-256 key of RFC 6979 (A.2.5), which `evidence.json` has.

use adapter_ebay::Ebay;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};
use sellerdesk_adapter::signature::{decode_hex, encode_base64};
use sha1::{Digest, Sha1};
use sha2::Sha256;

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

const KEY: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

fn sign(request: &mut Request, scheme: &str) -> bool {
    let (digest, hash) = match scheme {
        "ebay" => ("SHA1", Sha1::digest(&request.body).to_vec()),
        "ebay-sha256" => ("SHA256", Sha256::digest(&request.body).to_vec()),
        _ => return false,
    };
    let key = decode_hex(KEY).and_then(|key| SigningKey::from_slice(&key).ok());
    let signature: Option<Signature> = key.and_then(|key| key.sign_prehash(&hash).ok());
    let signature = signature.map(|signature| encode_base64(signature.to_der().as_bytes())).unwrap_or_default();
    let header = format!(r#"{{"alg":"ecdsa","kid":"rfc6979-a25","signature":"{signature}","digest":"{digest}"}}"#);
    request.headers.push(("x-ebay-signature".to_owned(), encode_base64(header.as_bytes())));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Ebay>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Ebay>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Ebay>(env!("CARGO_MANIFEST_DIR"), sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Ebay>(env!("CARGO_MANIFEST_DIR"));
}
