//! The handshake with which eBay validates an endpoint: `GET {endpoint}?challenge_code=...`.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::encode_hex;
use sellerdesk_adapter::{Answer, Error, Reason, Received, Request};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Longest challenge code taken, in bytes; eBay's are UUIDs.
const CODE_BYTES_MAX: usize = 200;
/// Bytes of a verification token: 32 to 80 letters, digits, `_` and `-`.
const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 32..=80;

/// The answer: the SHA-256, in lower-case hexadecimal digits, of the code, the verification token and the endpoint.
pub fn answer(request: &Request, settings: &Settings) -> Result<Received, Error> {
    let wrong = |problem| Error::Settings { key: "verification_token".to_owned(), problem };
    let token = settings.text("verification_token")?.ok_or_else(|| wrong("is missing"))?;
    if !TOKEN_BYTES.contains(&token.len()) || !token.bytes().all(is_plain) {
        return Err(wrong("must be 32 to 80 letters, digits, _ and -"));
    }
    let endpoint = settings.text("endpoint")?.unwrap_or(&request.endpoint);
    let Some(code) = code(&request.path_and_query) else {
        return Ok(Received::rejected(
            Reason::Malformed,
            "the query has no challenge_code of letters, digits, _ and -",
        ));
    };
    let digest = Sha256::new().chain_update(code).chain_update(token).chain_update(endpoint).finalize();
    Ok(Received::Handshake(Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: json!({"challengeResponse": encode_hex(&digest)}).to_string().into_bytes(),
    }))
}

/// The code. It needs no percent-decoding: other characters than these don't come.
fn code(path_and_query: &str) -> Option<&str> {
    let (_, query) = path_and_query.split_once('?')?;
    let code = query.split('&').find_map(|pair| pair.strip_prefix("challenge_code="))?;
    ((1..=CODE_BYTES_MAX).contains(&code.len()) && code.bytes().all(is_plain)).then_some(code)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
