//! This desk as a client of a provider: what the operator's variables say.

use crate::OidcError;
use crate::url::{authority, is_secure};
use sellerdesk_adapter::HttpRequest;
use std::fmt;

/// Path of a provider's metadata after its issuer (OpenID Connect Discovery 1.0, section 4).
const METADATA_PATH: &str = "/.well-known/openid-configuration";

/// A desk that is registered with a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    /// The provider, by the URL that its tokens name.
    pub issuer: String,
    /// What the provider calls this desk.
    pub id: String,
    /// What it knows it by.
    pub secret: String,
    /// Where browsers come back to, as it is registered.
    pub redirect_uri: String,
}

impl Client {
    /// Checks the variables; `None` without an issuer: then there is no provider.
    ///
    /// # Errors
    /// [`OidcError::Misconfigured`].
    pub fn read(issuer: &str, id: &str, secret: &str, redirect_uri: &str) -> Result<Option<Self>, OidcError> {
        if issuer.is_empty() {
            return Ok(None);
        }
        let wrong = |what| Err(OidcError::Misconfigured(what));
        if !is_secure(issuer) || issuer.contains('?') {
            return wrong("oidc_issuer is no https URL");
        }
        if !is_secure(redirect_uri) {
            return wrong("oidc_redirect_uri is no https URL");
        }
        if id.is_empty() {
            return wrong("oidc_client_id is empty");
        }
        if secret.is_empty() {
            return wrong("oidc_client_secret is empty");
        }
        let [issuer, id, secret, redirect_uri] = [issuer, id, secret, redirect_uri].map(str::to_owned);
        Ok(Some(Self { issuer, id, secret, redirect_uri }))
    }

    /// The request for the provider's metadata.
    pub fn metadata_request(&self) -> HttpRequest {
        get(format!("{}{METADATA_PATH}", self.issuer.trim_end_matches('/')))
    }

    /// The provider's host, for people.
    pub fn host(&self) -> &str {
        authority(&self.issuer).unwrap_or_default()
    }
}

/// No secret in anybody's log.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// A request for a JSON document.
pub(crate) fn get(url: String) -> HttpRequest {
    let headers = vec![("accept".to_owned(), "application/json".to_owned())];
    HttpRequest { method: "GET".to_owned(), url, headers, body: Vec::new() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const HERE: &str = "https://desk.example/sign-in/oidc";

    #[test]
    fn without_an_issuer_there_is_no_provider_and_half_a_configuration_is_an_error() {
        assert_eq!(Client::read("", "id", "secret", HERE), Ok(None));
        assert!(Client::read("https://id.example", "id", "secret", HERE).unwrap().is_some());
        for (issuer, id, secret, redirect_uri) in [
            ("http://id.example", "id", "secret", HERE),
            ("https://id.example?x=1", "id", "secret", HERE),
            ("https://id.example", "", "secret", HERE),
            ("https://id.example", "id", "", HERE),
            ("https://id.example", "id", "secret", ""),
            ("https://id.example", "id", "secret", "http://desk.example/sign-in/oidc"),
        ] {
            let read = Client::read(issuer, id, secret, redirect_uri);
            assert!(matches!(read, Err(OidcError::Misconfigured(_))), "{issuer} {id} {secret} {redirect_uri}");
        }
    }

    #[test]
    fn metadata_stands_below_the_issuer_with_or_without_its_slash() {
        for (issuer, url) in [
            ("https://id.example", "https://id.example/.well-known/openid-configuration"),
            ("https://id.example/", "https://id.example/.well-known/openid-configuration"),
            ("https://id.example/realms/a", "https://id.example/realms/a/.well-known/openid-configuration"),
        ] {
            let client = Client::read(issuer, "id", "secret", HERE).unwrap().unwrap();
            assert_eq!(client.metadata_request().url, url);
            assert_eq!(client.host(), "id.example");
            assert!(!format!("{client:?}").contains("secret"));
        }
    }
}
