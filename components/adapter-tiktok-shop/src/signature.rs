//! The signature: `Authorization` is lower-case hexadecimal HMAC-SHA256 of the app key followed by the raw body.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{SIGNATURE_BYTES, decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};

const SIGNATURE: &str = "authorization";

/// Verifies a delivery under the current or the previous secret and gives the account's shop, where one is set.
pub fn verify(request: &Request) -> Result<Option<String>, Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let app_key = settings
        .text("app_key")?
        .ok_or_else(|| Error::Settings { key: "app_key".to_owned(), problem: "is missing" })?;
    let shop = settings.text("shop_id")?.map(str::to_owned);
    let claimed = decode_hex(header::required(request, SIGNATURE)?)
        .filter(|claimed| claimed.len() == SIGNATURE_BYTES)
        .ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "a signature in hexadecimal digits" })?;
    let signed: &[&[u8]] = &[app_key.as_bytes(), &request.body];
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), signed, &claimed));
    if matches { Ok(shop) } else { Err(Error::SignatureWrong(SIGNATURE)) }
}
