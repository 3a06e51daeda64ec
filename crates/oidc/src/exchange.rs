//! A code for an ID token (OpenID Connect Core 1.0, section 3.1.3).

use crate::discover::ready;
use crate::limits::TOKEN_BYTES_MAX;
use crate::{Attempt, Client, Metadata, OidcError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde::Deserialize;

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// The request to the token endpoint: the client's secret by HTTP Basic, and the verifier.
pub fn token_request(client: &Client, metadata: &Metadata, attempt: &Attempt, code: &str) -> HttpRequest {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &client.redirect_uri)
        .append_pair("code_verifier", &attempt.verifier())
        .finish();
    let headers = vec![
        ("authorization".to_owned(), basic(&client.id, &client.secret)),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ("accept".to_owned(), "application/json".to_owned()),
    ];
    let (method, url) = ("POST".to_owned(), metadata.token_endpoint.clone());
    HttpRequest { method, url, headers, body: body.into_bytes() }
}

/// Each half is a form's value before it is put together (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let form = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", form(id), form(secret))))
}

/// The ID token in the endpoint's answer; nothing of it is trusted yet.
///
/// # Errors
/// [`OidcError::Code`]; [`OidcError::Unavailable`]; [`OidcError::Provider`].
pub fn read_token(answer: &HttpResponse) -> Result<String, OidcError> {
    if matches!(answer.status, 400 | 401) {
        // RFC 6749, section 5.2.
        let refusal: Option<Refusal> = serde_json::from_slice(&answer.body).ok();
        return Err(match refusal.as_ref().map(|refusal| refusal.error.as_str()) {
            Some("invalid_grant") => OidcError::Code,
            Some("invalid_client" | "unauthorized_client") => {
                OidcError::Provider("refuses oidc_client_id with oidc_client_secret")
            }
            _ => OidcError::Provider("refuses the request for a token"),
        });
    }
    ready(answer)?;
    let tokens: Tokens =
        serde_json::from_slice(&answer.body).map_err(|_| OidcError::Provider("gives no ID token for the code"))?;
    if tokens.id_token.len() > TOKEN_BYTES_MAX {
        return Err(OidcError::Token("is too long"));
    }
    Ok(tokens.id_token)
}
