//! The GET by which Meta makes sure that the callback URL is ours.

use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::settings::{SECRET_BYTES_MIN, Settings};
use sellerdesk_adapter::signature::{hmac_sha256, verify_hmac_sha256};
use sellerdesk_adapter::{Answer, Error, Reason, Received, Request};

const MODE: &str = "hub.mode";
const CHALLENGE: &str = "hub.challenge";
const VERIFY_TOKEN: &str = "hub.verify_token";
/// Longest challenge that is given back, in bytes; Meta's has about ten digits.
const CHALLENGE_BYTES_MAX: usize = 200;
/// Both sides are hashed before they are compared, so that the time says nothing of either.
const COMPARISON_KEY: &[u8] = b"sellerdesk meta";

/// Gives the challenge back to who knows the verify token.
pub fn answer(request: &Request) -> Received {
    match challenge(request) {
        Ok(Ok(challenge)) => Received::Handshake(Answer {
            status: 200,
            headers: vec![
                ("content-type".to_owned(), "text/plain".to_owned()),
                ("x-content-type-options".to_owned(), "nosniff".to_owned()),
            ],
            body: challenge.into_bytes(),
        }),
        Ok(Err(refused)) => refused,
        Err(error) => error.into(),
    }
}

fn challenge(request: &Request) -> Result<Result<String, Received>, Error> {
    let settings = Settings::parse(&request.settings)?;
    let expected = settings.text("verify_token")?.filter(|token| token.len() >= SECRET_BYTES_MIN);
    let expected = expected.ok_or_else(|| Error::Settings {
        key: "verify_token".to_owned(),
        problem: "must be a text of at least 8 bytes",
    })?;
    let query = request.path_and_query.split_once('?').map_or("", |(_, query)| query);
    let form = Form::parse("application/x-www-form-urlencoded", query.as_bytes(), &[MODE, CHALLENGE, VERIFY_TOKEN])?;
    if form.only(MODE) != Some("subscribe") {
        return Ok(Err(Received::rejected(Reason::Malformed, "hub.mode is not subscribe")));
    }
    let given = form.only(VERIFY_TOKEN).unwrap_or_default();
    let expected = hmac_sha256(COMPARISON_KEY, &[expected.as_bytes()]);
    if !verify_hmac_sha256(COMPARISON_KEY, &[given.as_bytes()], &expected) {
        return Ok(Err(Received::rejected(Reason::SignatureWrong, "hub.verify_token does not match")));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let challenge = form.only(CHALLENGE).unwrap_or_default();
    if challenge.is_empty() || challenge.len() > CHALLENGE_BYTES_MAX || !challenge.bytes().all(plain) {
        return Ok(Err(Received::rejected(Reason::Malformed, "hub.challenge is not a challenge of Meta's")));
    }
    Ok(Ok(challenge.to_owned()))
}
