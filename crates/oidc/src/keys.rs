//! A provider's public keys: a JSON Web Key Set (RFC 7517).

use crate::OidcError;
use crate::discover::ready;
use crate::encode::from_base64url;
use crate::jwt::{Algorithm, Jwt};
use crate::limits::KEYS_COUNT_MAX;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use sellerdesk_adapter::HttpResponse;
use sellerdesk_rsa::{Hash, RsaKey};
use serde::Deserialize;
use serde_json::Value;

/// Bytes of a coordinate on P-256.
const COORDINATE_BYTES: usize = 32;
/// Before the two coordinates of a point (SEC 1, section 2.3.3).
const UNCOMPRESSED: u8 = 4;

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// A key as it comes.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
}

enum Public {
    Rsa(RsaKey),
    P256(Box<VerifyingKey>),
}

struct Key {
    kid: Option<String>,
    public: Public,
}

/// The keys that can be used here; others are passed over (RFC 7517, section 5).
pub struct Keys(Vec<Key>);

impl Keys {
    /// Reads the answer to [`crate::Metadata::keys_request`].
    ///
    /// # Errors
    /// [`OidcError::Unavailable`]; [`OidcError::Provider`].
    pub fn read(answer: &HttpResponse) -> Result<Self, OidcError> {
        ready(answer)?;
        let set: Set =
            serde_json::from_slice(&answer.body).map_err(|_| OidcError::Provider("has no keys that can be read"))?;
        Ok(Self(
            set.keys
                .into_iter()
                .take(KEYS_COUNT_MAX)
                .filter_map(|key| key_of(serde_json::from_value(key).ok()?))
                .collect(),
        ))
    }

    /// Whether one of these keys signed the token: the one that it names, or the only one where it names none.
    ///
    /// # Errors
    /// [`OidcError::Token`].
    pub(crate) fn verify(&self, token: &Jwt<'_>) -> Result<(), OidcError> {
        let mut fitting = self.0.iter().filter(|key| {
            let is_named = token.kid.is_none() || token.kid == key.kid;
            is_named && key.public.algorithm() == token.algorithm
        });
        let (Some(key), None) = (fitting.next(), fitting.next()) else {
            return Err(OidcError::Token("names no key of the provider"));
        };
        let is_signed = match &key.public {
            Public::Rsa(key) => key.verify(Hash::Sha256, token.signed, &token.signature),
            Public::P256(key) => {
                let signature = Signature::from_slice(&token.signature);
                signature.is_ok_and(|signature| key.verify(token.signed, &signature).is_ok())
            }
        };
        if is_signed { Ok(()) } else { Err(OidcError::Token("has a wrong signature")) }
    }
}

impl Public {
    /// The one algorithm that this key is for: a key's kind decides, never the token.
    fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa(_) => Algorithm::Rs256,
            Self::P256(_) => Algorithm::Es256,
        }
    }
}

fn key_of(jwk: Jwk) -> Option<Key> {
    if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let number = |text: &Option<String>| from_base64url(text.as_deref()?);
    let public = match jwk.kty.as_str() {
        "RSA" => Public::Rsa(RsaKey::new(trimmed(&number(&jwk.n)?), trimmed(&number(&jwk.e)?))?),
        "EC" if jwk.crv.as_deref() == Some("P-256") => {
            let (x, y) = (number(&jwk.x)?, number(&jwk.y)?);
            if x.len() != COORDINATE_BYTES || y.len() != COORDINATE_BYTES {
                return None;
            }
            let point = [&[UNCOMPRESSED][..], &x, &y].concat();
            Public::P256(Box::new(VerifyingKey::from_sec1_bytes(&point).ok()?))
        }
        _ => return None,
    };
    let is_for = jwk.alg.as_deref().is_none_or(|name| Algorithm::named(name) == Some(public.algorithm()));
    is_for.then_some(Key { kid: jwk.kid, public })
}

/// Without the leading zero that some providers send.
fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..).unwrap_or_default()
}
