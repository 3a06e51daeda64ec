//! The signature, and whether the delivery is for this account's shop.

use crate::delivery::{self, SHOP};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_base64, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};

/// The header of both families, the newer one first.
const SIGNATURES: [&str; 2] = ["shopify-hmac-sha256", "x-shopify-hmac-sha256"];

/// Verifies base64 HMAC-SHA256 of the raw body under the current or the previous secret.
///
/// Where both families' headers are there, both have to match: a proxy that adds one can't stand in for it.
pub fn verify(request: &Request) -> Result<(), Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let shop = settings.text("shop")?;
    let mut signed = false;
    for name in SIGNATURES {
        if let Some(signature) = header::optional(request, name)? {
            verify_one(request, &secrets, name, signature)?;
            signed = true;
        }
    }
    if !signed {
        return Err(Error::HeaderMissing(SIGNATURES[1]));
    }
    match shop {
        Some(shop) => verify_shop(request, shop),
        None => Ok(()),
    }
}

fn verify_one(request: &Request, secrets: &[&str], name: &'static str, signature: &str) -> Result<(), Error> {
    let claimed = decode_base64(signature).ok_or(Error::HeaderInvalid { name, expected: "a signature in base64" })?;
    let body: &[&[u8]] = &[&request.body];
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), body, &claimed));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(name)) }
}

fn verify_shop(request: &Request, shop: &str) -> Result<(), Error> {
    let named = delivery::either(request, SHOP)?;
    if named.is_some_and(|named| named.eq_ignore_ascii_case(shop)) {
        return Ok(());
    }
    Err(Error::Settings { key: "shop".to_owned(), problem: "is not the shop that the delivery names" })
}
