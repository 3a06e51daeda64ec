//! The RSA key of a certificate, and PKCS #1 v1.5 signatures by it.
//!
//! Neither chain nor validity is checked, as in AWS's own validators: what vouches for the certificate is that it came
//! over TLS from SNS's own host.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// Longest certificate read, in bytes.
const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;
/// What a PEM certificate begins with (RFC 7468).
const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
/// What it ends with.
const PEM_END: &str = "-----END CERTIFICATE-----";

/// The hash that a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// The key of the one certificate that is all of a PEM document; `None` for text around it and for keys other than RSA.
pub fn rsa_key(pem: &[u8]) -> Option<RsaPublicKey> {
    if pem.len() > CERTIFICATE_BYTES_MAX {
        return None;
    }
    let inner = std::str::from_utf8(pem).ok()?.trim().strip_prefix(PEM_BEGIN)?.strip_suffix(PEM_END)?;
    let base64: String = inner.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let der = STANDARD.decode(base64).ok()?;
    let certificate = Certificate::from_der(&der).ok()?;
    let key = certificate.tbs_certificate.subject_public_key_info.subject_public_key;
    RsaPublicKey::from_pkcs1_der(key.as_bytes()?).ok()
}

/// Whether a signature in base64 is of these bytes.
pub fn verify(key: &RsaPublicKey, hash: Hash, signed: &[u8], signature: &str) -> bool {
    let Some(signature) = sellerdesk_adapter::signature::decode_base64(signature) else { return false };
    match hash {
        Hash::Sha1 => key.verify(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(signed), &signature),
        Hash::Sha256 => key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(signed), &signature),
    }
    .is_ok()
}
