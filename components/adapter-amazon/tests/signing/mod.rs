//! Signs as SNS and SendGrid do, with keys of the tests: `tests/keys` and [`sendgrid_public_key`].
//!
//! | scheme | what is added |
//! |---|---|
//! | `sns` | fills `{{signature}}` in the body with the signature of its other fields, as `SignatureVersion` says |
//! | `sendgrid` | `x-twilio-email-event-webhook-timestamp` (where it isn't there: the time of arrival) and `-signature` |
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test uses a part of it")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sellerdesk_adapter::{Request, fixtures};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The key that stands in for SNS's.
const SNS_KEY: &str = include_str!("../keys/sns-key.pem");
/// Its certificate.
pub const SNS_CERTIFICATE: &str = include_str!("../keys/sns-certificate.pem");
/// Where the tests' messages say it is.
pub const SNS_CERTIFICATE_URL: &str = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-test.pem";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// Adds what the scheme adds; `false` for schemes of others.
pub fn sign(request: &mut Request, scheme: &str) -> bool {
    match scheme {
        "sns" => sign_sns(request),
        "sendgrid" => sign_sendgrid(request),
        _ => return false,
    }
    true
}

fn sign_sns(request: &mut Request) {
    // What is no JSON can't be signed, and stays as it is.
    if let Ok(message) = serde_json::from_slice(&request.body) {
        request.body = fixtures::replace(&request.body, b"{{signature}}", sns_signature(&message).as_bytes());
    }
}

/// The signature of an SNS message.
pub fn sns_signature(message: &Value) -> String {
    let names: &[&str] = if message["Type"] == "Notification" {
        &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    } else {
        &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    };
    let present = names.iter().filter_map(|name| Some((name, message[*name].as_str()?)));
    let signed: String = present.map(|(name, value)| format!("{name}\n{value}\n")).collect();
    let base64: String = SNS_KEY.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(base64).expect("base64")).expect("an RSA key");
    let signature = if message["SignatureVersion"] == "1" {
        key.sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(&signed))
    } else {
        key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&signed))
    };
    STANDARD.encode(signature.expect("signs"))
}

fn sendgrid_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a scalar")
}

/// The setting `public_key` of the tests.
pub fn sendgrid_public_key() -> String {
    STANDARD.encode(sendgrid_key().verifying_key().to_public_key_der().expect("encodes"))
}

fn sign_sendgrid(request: &mut Request) {
    let timestamp = match request.header(TIMESTAMP) {
        Some(timestamp) => timestamp.to_owned(),
        None => {
            let timestamp = (request.received_at / 1_000).to_string();
            request.headers.push((TIMESTAMP.to_owned(), timestamp.clone()));
            timestamp
        }
    };
    let signature: Signature = sendgrid_key().sign(&[timestamp.as_bytes(), &request.body].concat());
    let signature = STANDARD.encode(signature.to_der());
    request.headers.push(("x-twilio-email-event-webhook-signature".to_owned(), signature));
}
