//! The signature: `X-EBAY-SIGNATURE` is base64 of `{"alg":"ecdsa","kid":"...","signature":"...","digest":"SHA1"}`, and
//! its signature is base64 of an ECDSA signature (DER) of the raw body.

use crate::key::{self, Key};
use crate::notification::is_id;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{ENCODED_BYTES_MAX, decode_base64};
use sellerdesk_adapter::{Error, Evidence, Received, Request, header};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The header, in lower case.
pub const SIGNATURE: &str = "x-ebay-signature";

/// What a body is hashed with. SHA-1 is eBay's choice; a key that states SHA-256 is taken too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Hash {
    /// By eBay's name for it.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            _ if name.eq_ignore_ascii_case("SHA1") => Some(Self::Sha1),
            _ if name.eq_ignore_ascii_case("SHA256") => Some(Self::Sha256),
            _ => None,
        }
    }
}

/// What the header claims.
struct Claim {
    kid: String,
    hash: Hash,
    signature: Signature,
}

/// Verifies the raw body, or says what is wrong or has to be fetched for it.
pub fn verify(request: &Request, settings: &Settings, evidence: &[Evidence]) -> Result<(), Box<Received>> {
    let claim = read(request).map_err(|error| Box::new(error.into()))?;
    let Key { hash, key } = key::find(request, settings, &claim.kid, evidence)?;
    let matches = hash == claim.hash && {
        let verified = match hash {
            Hash::Sha1 => key.verify_prehash(&Sha1::digest(&request.body), &claim.signature),
            Hash::Sha256 => key.verify_prehash(&Sha256::digest(&request.body), &claim.signature),
        };
        verified.is_ok()
    };
    if matches { Ok(()) } else { Err(Box::new(Error::SignatureWrong(SIGNATURE).into())) }
}

fn read(request: &Request) -> Result<Claim, Error> {
    let wrong = || Error::HeaderInvalid { name: SIGNATURE, expected: "an ECDSA signature as eBay writes it" };
    let encoded = header::required(request, SIGNATURE)?;
    let bytes = decode_base64(encoded).ok_or_else(wrong)?;
    let value = json::parse(&bytes, ENCODED_BYTES_MAX).map_err(|_| wrong())?;
    let claim = Fields::root(&value).ok().and_then(|fields| claim(&fields));
    claim.ok_or_else(wrong)
}

fn claim(fields: &Fields<'_>) -> Option<Claim> {
    let text = |name| fields.text(name).ok().flatten();
    let signature = decode_base64(text("signature")?)?;
    let claim = Claim {
        kid: text("kid").filter(|kid| is_id(kid))?.to_owned(),
        hash: Hash::of(text("digest")?)?,
        signature: Signature::from_der(&signature).ok()?,
    };
    text("alg")?.eq_ignore_ascii_case("ecdsa").then_some(claim)
}
