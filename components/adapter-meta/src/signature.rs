//! `X-Hub-Signature-256`: `sha256=` and the hexadecimal HMAC-SHA256 of the body under the app's secret.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};

const SIGNATURE: &str = "x-hub-signature-256";

/// Verifies the raw body under the current or the previous secret.
pub fn verify(request: &Request) -> Result<Settings, Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let claimed = header::required(request, SIGNATURE)?.strip_prefix("sha256=").and_then(decode_hex);
    let claimed =
        claimed.ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "sha256= and hexadecimal digits" })?;
    let body: &[&[u8]] = &[&request.body];
    if secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), body, &claimed)) {
        return Ok(settings);
    }
    Err(Error::SignatureWrong(SIGNATURE))
}
