//! Every case in `fixtures/`, as it stands and changed at random.
//!
//! `sign: shein` adds `x-lt-timestamp` (where it isn't there: the time of arrival) and `x-lt-signature`, and replaces
//! `<<<plaintext>>>` in the body with the encrypted text, escaped in a form. `shein-previous` does it with
//! `previous_secret`, `shein-seller` signs the seller's id, and `shein-encrypted-otherwise` encrypts with another secret.

mod common;

use adapter_shein::Shein;
use sellerdesk_adapter::Request;
use sellerdesk_adapter::fixtures::{self, fuzz};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

fn sign(request: &mut Request, scheme: &str) -> bool {
    let (secret, id) = match scheme {
        "shein" | "shein-encrypted-otherwise" => ("secret", "x-lt-appid"),
        "shein-previous" => ("previous_secret", "x-lt-appid"),
        "shein-seller" => ("secret", "x-lt-openkeyid"),
        _ => return false,
    };
    let settings: serde_json::Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let setting = |name: &str| settings.get(name).and_then(|value| value.as_str());
    let secret = setting(secret).unwrap_or_default();
    let path = setting("path").unwrap_or_else(|| request.endpoint.trim_start_matches("https://desk.example"));
    let timestamp = request.header("x-lt-timestamp").map_or_else(|| request.received_at.to_string(), str::to_owned);
    let signature = common::signature(secret, request.header(id).unwrap_or_default(), &timestamp, path);
    let encryption = if scheme == "shein-encrypted-otherwise" { "another secret" } else { secret };
    let is_form = request.header("content-type").is_some_and(|kind| kind.contains("urlencoded"));
    let body = String::from_utf8_lossy(&request.body).into_owned();
    if let Some((before, rest)) = body.split_once("<<<")
        && let Some((plaintext, after)) = rest.split_once(">>>")
    {
        let data = common::encrypt(encryption, plaintext.as_bytes());
        let data = if is_form { data.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D") } else { data };
        request.body = format!("{before}{data}{after}").into_bytes();
    }
    if request.header("x-lt-timestamp").is_none() {
        request.headers.push(("x-lt-timestamp".to_owned(), timestamp));
    }
    request.headers.push(("x-lt-signature".to_owned(), signature));
    true
}

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Shein>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign);
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Shein>(env!("CARGO_MANIFEST_DIR"), sign);
}
