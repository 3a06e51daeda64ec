//! `/token`: the `authUrl` of an `OAUTH` subscription.
//!
//! Walmart asks it for an access token with `clientId` and `clientSecret` (`grant_type=client_credentials`, RFC 6749,
//! 4.4) and sends that token with every webhook. The token is the account's `secret`, which stays the same until the
//! operator changes it: an adapter keeps nothing and so could not remember tokens of its own making.
//!
//! Unverified: whether Walmart sends the credentials as Basic authentication or in the form. Both are taken.

use crate::auth::{is_basic, is_same, secret};
use percent_encoding::percent_decode;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Answer, Error, Reason, Received, Request, header};
use serde_json::json;

/// How long Walmart may use a token before it asks again, in seconds.
const EXPIRES_S: u32 = 3_600;
const AUTHORIZATION: &str = "authorization";

/// Gives the token to whoever knows the client's secret.
pub fn answer(request: &Request) -> Received {
    if request.method != "POST" {
        return Received::rejected(Reason::MethodWrong, "only POST is taken");
    }
    match give(request) {
        Ok(answer) => Received::Handshake(answer),
        Err(error) => error.into(),
    }
}

fn give(request: &Request) -> Result<Answer, Error> {
    let settings = Settings::parse(&request.settings)?;
    let missing = |key: &str| Error::Settings { key: key.to_owned(), problem: "is missing: it is needed at /token" };
    let client = settings.text("user")?.ok_or_else(|| missing("user"))?;
    let secret = secret(&settings, "client_secret")?.ok_or_else(|| missing("client_secret"))?;
    let tokens = settings.secrets()?;
    let is_known = match header::optional(request, AUTHORIZATION)? {
        Some(value) => is_basic(value, client, &[secret]),
        None => knows_by_form(request, client, secret)?,
    };
    if !is_known {
        return Err(Error::SignatureWrong(AUTHORIZATION));
    }
    let token = tokens.first().copied().unwrap_or_default();
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": EXPIRES_S});
    let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
    Ok(Answer {
        status: 200,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: body.to_string().into_bytes(),
    })
}

fn knows_by_form(request: &Request, client: &str, secret: &str) -> Result<bool, Error> {
    let claimed = |name| form_value(&request.body, name).ok_or(Error::HeaderMissing(AUTHORIZATION));
    let (client_claimed, secret_claimed) = (claimed("client_id")?, claimed("client_secret")?);
    let same_client = is_same(&client_claimed, client.as_bytes());
    Ok(is_same(&secret_claimed, secret.as_bytes()) && same_client)
}

/// A field of the form that a token request is (RFC 6749, appendix B); a reader of every form would be large here.
fn form_value(body: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut pairs = body.split(|byte| *byte == b'&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))?;
    let spaced: Vec<u8> = value.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Some(percent_decode(&spaced).collect())
}
