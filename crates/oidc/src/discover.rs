//! What a provider says about itself (OpenID Connect Discovery 1.0, section 3).

use crate::client::get;
use crate::limits::METADATA_KEEP_MS;
use crate::url::is_secure;
use crate::{Client, OidcError};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};

/// A provider's endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Where browsers are sent.
    pub authorization_endpoint: String,
    /// Where a code is given for a token.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// It names itself in its answers to browsers (RFC 9207).
    pub names_itself: bool,
}

/// The document as it comes.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    response_types_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    id_token_signing_alg_values_supported: Option<Vec<String>>,
}

impl Metadata {
    /// Reads the answer to [`Client::metadata_request`].
    ///
    /// # Errors
    /// [`OidcError::Unavailable`]; [`OidcError::Provider`] for another issuer's document, endpoints that are no https,
    /// and a provider that lacks what is needed here.
    pub fn read(client: &Client, answer: &HttpResponse) -> Result<Self, OidcError> {
        ready(answer)?;
        let document: Document = serde_json::from_slice(&answer.body)
            .map_err(|_| OidcError::Provider("has no metadata that can be read"))?;
        // Exactly, by its letters (section 4.3): else any provider could speak for any other.
        if document.issuer != client.issuer {
            return Err(OidcError::Provider("calls itself otherwise than oidc_issuer does"));
        }
        let endpoints = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri];
        if !endpoints.into_iter().all(|url| is_secure(url)) {
            return Err(OidcError::Provider("has an endpoint that is no https URL"));
        }
        // What is left out says nothing, except that the basic method is the default.
        let has = |list: &Option<Vec<String>>, wanted: &[&str]| {
            list.as_ref().is_none_or(|list| list.iter().any(|item| wanted.contains(&item.as_str())))
        };
        if !has(&document.response_types_supported, &["code"]) {
            return Err(OidcError::Provider("knows no authorization code flow"));
        }
        if !has(&document.code_challenge_methods_supported, &["S256"]) {
            return Err(OidcError::Provider("knows no PKCE with S256"));
        }
        if !has(&document.token_endpoint_auth_methods_supported, &["client_secret_basic"]) {
            return Err(OidcError::Provider("does not take client_secret_basic"));
        }
        if !has(&document.id_token_signing_alg_values_supported, &["RS256", "ES256"]) {
            return Err(OidcError::Provider("signs neither with RS256 nor with ES256"));
        }
        let Document { authorization_endpoint, token_endpoint, jwks_uri, .. } = document;
        let names_itself = document.authorization_response_iss_parameter_supported;
        Ok(Self { authorization_endpoint, token_endpoint, jwks_uri, names_itself })
    }

    /// The request for the provider's keys.
    pub fn keys_request(&self) -> HttpRequest {
        get(self.jwks_uri.clone())
    }
}

/// Whether a document has come; what it holds is another matter.
///
/// # Errors
/// [`OidcError::Unavailable`] for 429 and 5xx; [`OidcError::Provider`].
pub(crate) fn ready(answer: &HttpResponse) -> Result<(), OidcError> {
    match answer.status {
        200 => Ok(()),
        429 | 500..=599 => Err(OidcError::Unavailable(format!("it says {}", answer.status))),
        _ => Err(OidcError::Provider("does not give the document that is asked for")),
    }
}

/// Metadata as it is kept for a while.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    issuer: String,
    at: Instant,
    metadata: Metadata,
}

impl Kept {
    /// To be kept from now on.
    pub fn new(client: &Client, metadata: &Metadata, now: Instant) -> Self {
        Self { issuer: client.issuer.clone(), at: now, metadata: metadata.clone() }
    }

    /// What was kept for this very issuer, unless it is too old, or from a clock that is ahead.
    pub fn fresh(self, client: &Client, now: Instant) -> Option<Metadata> {
        let is_fresh = (0..METADATA_KEEP_MS).contains(&now.saturating_sub(self.at));
        (is_fresh && self.issuer == client.issuer).then_some(self.metadata)
    }
}
