//! The public key that a signature names: from the settings, or else from eBay.
//!
//! The setting `public_keys` holds keys as `"<kid> <digest> <base64 of the key>"`. It is for accounts without API
//! credentials, and for the day when eBay doesn't hand out its keys.

use crate::API_URL;
use crate::signature::{Hash, SIGNATURE};
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePublicKey;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::decode_base64;
use sellerdesk_adapter::{Error, Evidence, Need, Reason, Received, Request};

/// How long eBay asks to keep a key, in seconds ("one hour is recommended").
const KEEP_S: u32 = 60 * 60;
/// Largest answer with a key that is read, in bytes.
const KEY_BYTES_MAX: usize = 16 * 1024;
/// The path of a key, after the API's base URL.
pub const PATH: &str = "/commerce/notification/v1/public_key/";

/// A key and the hash that it signs.
pub struct Key {
    /// What a body is hashed with.
    pub hash: Hash,
    /// The key.
    pub key: VerifyingKey,
}

/// The key, or what to do instead: fetch it, or refuse.
pub fn find(request: &Request, settings: &Settings, kid: &str, evidence: &[Evidence]) -> Result<Key, Box<Received>> {
    if let Some(key) = configured(settings, kid).map_err(|error| Box::new(error.into()))? {
        return Ok(key);
    }
    let url = format!("{}{PATH}{kid}", request.base(API_URL));
    let Some(answer) = evidence.iter().find(|evidence| evidence.url == url) else {
        let need = Need { url, with_credentials: true, keep_s: KEEP_S };
        return Err(Box::new(Received::Needs(vec![need])));
    };
    let refuse = |reason, detail: &str| Box::new(Received::rejected(reason, detail));
    match answer.status {
        200 => read(&answer.body)
            .ok_or_else(|| refuse(Reason::Misconfigured, "eBay's answer with the public key can't be read")),
        400 | 404 | 410 => {
            Err(refuse(Reason::SignatureWrong, &format!("{SIGNATURE} names a key that eBay doesn't know")))
        }
        status => {
            let detail = format!("eBay doesn't give its public key: status {status}");
            Err(refuse(Reason::Misconfigured, &detail))
        }
    }
}

fn configured(settings: &Settings, kid: &str) -> Result<Option<Key>, Error> {
    let wrong =
        || Error::Settings { key: "public_keys".to_owned(), problem: "must be texts of key id, digest and base64 key" };
    for entry in settings.texts("public_keys")? {
        let mut words = entry.split_ascii_whitespace();
        let (Some(id), Some(digest), Some(encoded)) = (words.next(), words.next(), words.next()) else {
            return Err(wrong());
        };
        if id == kid {
            let key = Hash::of(digest).zip(decode(encoded)).map(|(hash, key)| Key { hash, key });
            return key.map(Some).ok_or_else(wrong);
        }
    }
    Ok(None)
}

fn read(body: &[u8]) -> Option<Key> {
    let value = json::parse(body, KEY_BYTES_MAX).ok()?;
    let fields = Fields::root(&value).ok()?;
    let is_ecdsa = fields.text("algorithm").ok()??.eq_ignore_ascii_case("ECDSA");
    let hash = Hash::of(fields.text("digest").ok()??)?;
    let key = decode(fields.text("key").ok()??)?;
    is_ecdsa.then_some(Key { hash, key })
}

/// A P-256 key as SPKI in base64, with or without the lines around it; eBay writes PEM without line breaks.
fn decode(pem: &str) -> Option<VerifyingKey> {
    let pem = pem.trim();
    let inner = pem.strip_prefix("-----BEGIN PUBLIC KEY-----").unwrap_or(pem);
    let inner = inner.strip_suffix("-----END PUBLIC KEY-----").unwrap_or(inner);
    let encoded: String = inner.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    VerifyingKey::from_public_key_der(&decode_base64(&encoded)?).ok()
}
