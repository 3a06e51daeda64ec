//! Where a browser is sent (OpenID Connect Core 1.0, section 3.1.2.1).

use crate::attempt::challenge;
use crate::{Attempt, Client, Metadata};

/// What is asked for: who it is and their e-mail, nothing else.
const SCOPE: &str = "openid email";

/// The URL of the provider's page.
pub fn authorization_url(client: &Client, metadata: &Metadata, attempt: &Attempt) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", &client.redirect_uri)
        .append_pair("scope", SCOPE)
        .append_pair("state", &attempt.state())
        .append_pair("nonce", &attempt.nonce())
        .append_pair("code_challenge", &challenge(&attempt.verifier()))
        .append_pair("code_challenge_method", "S256")
        .finish();
    // An endpoint may have a query of its own, which stays (RFC 6749, section 3.1).
    let joint = if metadata.authorization_endpoint.contains('?') { '&' } else { '?' };
    format!("{}{joint}{query}", metadata.authorization_endpoint)
}
