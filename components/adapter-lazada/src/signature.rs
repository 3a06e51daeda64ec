//! The signature of a push: who has it wrong learns nothing about how.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};

/// The header, the whole of whose value is the signature.
const SIGNATURE: &str = "authorization";
/// The setting with the app's key, which is signed before the body.
const APP_KEY: &str = "app_key";

/// Verifies hex HMAC-SHA256 of app key and raw body under the current or the previous app secret.
pub fn verify(request: &Request, settings: &Settings) -> Result<(), Error> {
    let missing = || Error::Settings { key: APP_KEY.to_owned(), problem: "is missing" };
    let app_key = settings.text(APP_KEY)?.ok_or_else(missing)?;
    let secrets = settings.secrets()?;
    let signature = header::required(request, SIGNATURE)?;
    let invalid = || Error::HeaderInvalid { name: SIGNATURE, expected: "a signature in hexadecimal digits" };
    let claimed = decode_hex(signature).filter(|claimed| !claimed.is_empty()).ok_or_else(invalid)?;
    let signed: &[&[u8]] = &[app_key.as_bytes(), &request.body];
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), signed, &claimed));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(SIGNATURE)) }
}
