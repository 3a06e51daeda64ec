//! What an ID token claims, and whether it is meant for us and for now (OpenID Connect Core 1.0, section 3.1.3.7).

use crate::encode::is_same;
use crate::limits::{ATTEMPT_MS_MAX, SKEW_S_MAX, SUBJECT_BYTES_MAX};
use crate::{Attempt, Client, OidcError};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Deserializer};

/// Whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Whom it means, for good: it is given to nobody else.
    pub subject: String,
    /// As it is written there; verified.
    pub email: String,
    /// The provider says that it asked for more than one factor (RFC 8176, `mfa`).
    pub has_second_factor: bool,
}

#[derive(Deserialize)]
pub struct Claims {
    iss: String,
    sub: String,
    #[serde(deserialize_with = "one_or_many")]
    aud: Vec<String>,
    #[serde(default)]
    azp: Option<String>,
    exp: f64,
    iat: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Option<serde_json::Value>,
    #[serde(default)]
    amr: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

impl Claims {
    /// Reads the claims of a token whose signature is right.
    ///
    /// # Errors
    /// [`OidcError::Token`].
    pub fn read(json: &[u8]) -> Result<Self, OidcError> {
        serde_json::from_slice(json).map_err(|_| OidcError::Token("lacks claims that it has to have"))
    }

    /// Checks every claim; who it is.
    ///
    /// # Errors
    /// [`OidcError::Token`]; [`OidcError::Unverified`].
    pub fn check(self, client: &Client, attempt: &Attempt, now: Instant) -> Result<Identity, OidcError> {
        let wrong = |what| Err(OidcError::Token(what));
        if self.iss != client.issuer {
            return wrong("is another issuer's");
        }
        // Nobody else is trusted with a token for this desk, so it is for this desk alone.
        if self.aud.as_slice() != [client.id.as_str()] || self.azp.as_ref().is_some_and(|party| *party != client.id) {
            return wrong("is for somebody else");
        }
        self.check_times(now)?;
        if !self.nonce.as_deref().is_some_and(|nonce| is_same(nonce, &attempt.nonce())) {
            return wrong("belongs to another attempt");
        }
        let is_subject = (1..=SUBJECT_BYTES_MAX).contains(&self.sub.len()) && self.sub.is_ascii();
        if !is_subject {
            return wrong("names no subject");
        }
        // A text "true" is no word of the standard's.
        if self.email_verified != Some(serde_json::Value::Bool(true)) {
            return Err(OidcError::Unverified);
        }
        let email = self.email.ok_or(OidcError::Unverified)?;
        let has_second_factor = self.amr.iter().any(|method| method == "mfa");
        Ok(Identity { issuer: self.iss, subject: self.sub, email, has_second_factor })
    }
    /// Times are seconds since the epoch, whole or not (RFC 7519, section 2).
    fn check_times(&self, now: Instant) -> Result<(), OidcError> {
        let (now_s, skew_s) = (now as f64 / 1_000.0, SKEW_S_MAX as f64);
        let age_s_max = ATTEMPT_MS_MAX as f64 / 1_000.0 + skew_s;
        if self.exp + skew_s <= now_s {
            return Err(OidcError::Token("has expired"));
        }
        // It was made for this attempt, so it is no older.
        if self.iat - skew_s > now_s || now_s - self.iat > age_s_max || self.nbf.is_some_and(|nbf| nbf - skew_s > now_s)
        {
            return Err(OidcError::Token("is not of this time"));
        }
        Ok(())
    }
}
