//! The sender's side of each scheme, for demonstrations and tests that post correctly signed webhooks.

use crate::signature::{encode_base64, encode_hex, hmac_sha256};
use crate::{Error, standard_webhooks};

/// The value of `webhook-signature` for one delivery (Standard Webhooks 1.0.0, symmetric).
///
/// `secret` is in the `whsec_` form and `timestamp_s` is in seconds since the Unix epoch. Fails with
/// [`Error::Settings`] when the secret is not of that form.
pub fn standard_webhooks(secret: &str, id: &str, timestamp_s: i64, body: &[u8]) -> Result<String, Error> {
    let key = standard_webhooks::decode_secret("secret", secret)?;
    let timestamp = timestamp_s.to_string();
    let signature = hmac_sha256(&key, &standard_webhooks::signed_parts(id, &timestamp, body));
    Ok(format!("v1,{}", encode_base64(&signature)))
}

/// The value of `x-shopify-hmac-sha256` (and of `shopify-hmac-sha256`) for a body.
pub fn shopify(secret: &str, body: &[u8]) -> String {
    encode_base64(&hmac_sha256(secret.as_bytes(), &[body]))
}

/// The form field `signature` of a Mailgun webhook: it signs the fields `timestamp` and `token`, not the mail.
pub fn mailgun(signing_key: &str, timestamp: &str, token: &str) -> String {
    encode_hex(&hmac_sha256(signing_key.as_bytes(), &[timestamp.as_bytes(), token.as_bytes()]))
}

/// The value of `authorization` for a body that Lazada or TikTok Shop sends: app key and body under the app's secret.
pub fn app_key_and_body(app_key: &str, secret: &str, body: &[u8]) -> String {
    encode_hex(&hmac_sha256(secret.as_bytes(), &[app_key.as_bytes(), body]))
}

/// The value of `x-hub-signature-256` for a body.
pub fn meta(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", encode_hex(&hmac_sha256(secret.as_bytes(), &[body])))
}

/// The value of `x-wc-webhook-signature` for a body.
pub fn woocommerce(secret: &str, body: &[u8]) -> String {
    encode_base64(&hmac_sha256(secret.as_bytes(), &[body]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vector of shopify-app-js, `packages/apps/shopify-api/lib/webhooks/__tests__/validate.test.ts`.
    #[test]
    fn shopify_signs_the_body() {
        assert_eq!(shopify("test_secret_key", br#"{"foo": "bar"}"#), "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=");
    }

    /// Vector of rails/rails, `actionmailbox/test/controllers/ingresses/mailgun/inbound_emails_controller_test.rb`.
    #[test]
    fn mailgun_signs_timestamp_and_token() {
        assert_eq!(
            mailgun(
                "tbsy84uSV1Kt3ZJZELY2TmShPRs91E3yL4tzf96297vBCkDWgL",
                "1539112500",
                "7VwW7k6Ak7zcTwoSoNm7aTtbk1g67MKAnsYLfUB7PdszbgR5Xi"
            ),
            "ef24c5225322217bb065b80bb54eb4f9206d764e3e16abab07f0a64d1cf477cc"
        );
    }
}
