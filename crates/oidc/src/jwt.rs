//! A JSON Web Token in its compact form (RFC 7515, section 7.1), taken apart and not yet believed.

use crate::OidcError;
use crate::encode::from_base64url;
use serde::Deserialize;
use serde_json::Value;

/// The algorithms that are taken. What the token itself names chooses between these two and nothing else: no `none`, no
/// HMAC with a public key for a secret (RFC 8725, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// By its name (RFC 7518, section 3.1).
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// A token's parts.
#[derive(Debug)]
pub struct Jwt<'a> {
    /// How it says it is signed.
    pub algorithm: Algorithm,
    /// The name of the key.
    pub kid: Option<String>,
    /// The bytes that are signed.
    pub signed: &'a [u8],
    /// The signature.
    pub signature: Vec<u8>,
    /// The claims, in JSON.
    pub claims: Vec<u8>,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// [`OidcError::Token`].
    pub fn parse(token: &'a str) -> Result<Self, OidcError> {
        let malformed = || OidcError::Token("can't be read");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or_else(malformed)?;
        let header = from_base64url(header).ok_or_else(malformed)?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| malformed())?;
        let algorithm = Algorithm::named(&header.alg).ok_or(OidcError::Token("is not signed with RS256 or ES256"))?;
        // Nothing that must be understood is (RFC 7515, section 4.1.11).
        if header.crit.is_some() {
            return Err(OidcError::Token("has extensions that nobody here knows"));
        }
        let (claims, signature) = (from_base64url(claims), from_base64url(signature));
        let (Some(claims), Some(signature)) = (claims, signature) else { return Err(malformed()) };
        Ok(Self { algorithm, kid: header.kid, signed: signed.as_bytes(), signature, claims })
    }
}
