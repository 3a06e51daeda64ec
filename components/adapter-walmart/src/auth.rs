//! Whether a webhook is Walmart's: one of the three methods of a subscription, and the performance signature.
//!
//! Everything secret is compared in constant time. Where the performance signature is there and its secret is known,
//! it has to match too: a proxy that adds one can't stand in for the other.

use sellerdesk_adapter::settings::{SECRET_BYTES_MIN, Settings};
use sellerdesk_adapter::signature::{decode_base64, decode_hex, encode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// `authHeaderName` of a subscription where the settings don't say; unverified for `HMAC`.
const HEADER_DEFAULT: &str = "authorization";
/// Longest header of credentials read, in bytes.
const CREDENTIALS_BYTES_MAX: usize = 8 * 1024;
/// Hexadecimal digits of an HMAC-SHA256.
const HEX_DIGITS: usize = 64;
/// How far `WM_SEC.TIMESTAMP` may be from the time of arrival, in seconds: five minutes, and two of allowed skew.
const SKEW_S: i64 = (5 + 2) * 60;

/// Seconds since the Unix epoch.
const TIMESTAMP: &str = "wm_sec.timestamp";
/// Base64 of HMAC-SHA256 over method, path and query, time and the body's digest.
const SIGNATURE: &str = "wm_sec.signature";

/// What the header is called in errors after "header", since the settings may name any.
const AUTH_HEADER: &str = "that the setting auth_header names";
/// The same where an error says what is in it.
const IN_AUTH_HEADER: &str = "the header that the setting auth_header names";

/// Verifies a request under the account's settings.
///
/// # Errors
/// [`Error::Settings`] for settings, and what is wrong with the headers.
pub fn verify(request: &Request) -> Result<(), Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let extra = secret(&settings, "performance_secret")?;
    match settings.text("auth_method")? {
        Some("WM_SEC") => return verify_performance(request, &secrets),
        Some("BASIC_AUTH") => {
            let user = settings.text("user")?.ok_or_else(|| wrong("user", "is missing"))?;
            verify_basic(header(request, &settings)?, user, &secrets)?;
        }
        Some("HMAC") => verify_hmac(header(request, &settings)?, &request.body, &secrets)?,
        Some("OAUTH") => verify_bearer(header(request, &settings)?, &secrets)?,
        _ => return Err(wrong("auth_method", "must be BASIC_AUTH, HMAC, OAUTH or WM_SEC")),
    }
    match extra {
        Some(secret) if request.headers.iter().any(|(name, _)| name == SIGNATURE) => {
            verify_performance(request, &[secret])
        }
        _ => Ok(()),
    }
}

/// A secret besides `secret`; too short a one is refused, for it could be guessed.
pub fn secret<'settings>(settings: &'settings Settings, key: &'static str) -> Result<Option<&'settings str>, Error> {
    match settings.text(key)? {
        Some(text) if text.len() < SECRET_BYTES_MIN => Err(wrong(key, "must be at least 8 bytes long")),
        text => Ok(text),
    }
}

/// Whether credentials are `Basic <base64 of user:password>`, or that base64 alone.
pub fn is_basic(value: &str, user: &str, passwords: &[&str]) -> bool {
    let encoded = strip_scheme(value, "basic").unwrap_or(value);
    let Some(claimed) = decode_base64(encoded.trim()) else {
        return false;
    };
    passwords.iter().any(|password| is_same(&claimed, format!("{user}:{password}").as_bytes()))
}

/// Compares in a time that depends on the lengths only.
pub fn is_same(claimed: &[u8], own: &[u8]) -> bool {
    bool::from(claimed.ct_eq(own))
}

fn verify_basic(value: &str, user: &str, passwords: &[&str]) -> Result<(), Error> {
    if is_basic(value, user, passwords) { Ok(()) } else { Err(Error::SignatureWrong(IN_AUTH_HEADER)) }
}

fn verify_bearer(value: &str, tokens: &[&str]) -> Result<(), Error> {
    let claimed = strip_scheme(value, "bearer").ok_or(invalid("a bearer token"))?.trim();
    let matches = tokens.iter().any(|token| is_same(claimed.as_bytes(), token.as_bytes()));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(IN_AUTH_HEADER)) }
}

/// Walmart does not document the encoding: 64 hexadecimal digits, or base64.
fn verify_hmac(value: &str, body: &[u8], secrets: &[&str]) -> Result<(), Error> {
    let value = value.trim();
    let claimed = if value.len() == HEX_DIGITS { decode_hex(value) } else { decode_base64(value) };
    let claimed = claimed.ok_or(invalid("a signature in hex or base64"))?;
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), &[body], &claimed));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(IN_AUTH_HEADER)) }
}

fn verify_performance(request: &Request, secrets: &[&str]) -> Result<(), Error> {
    let timestamp = sellerdesk_adapter::header::required(request, TIMESTAMP)?;
    let signature = sellerdesk_adapter::header::required(request, SIGNATURE)?;
    let timestamp_s = parse_seconds(timestamp)
        .ok_or(Error::HeaderInvalid { name: TIMESTAMP, expected: "whole seconds since 1970 in digits" })?;
    let claimed =
        decode_base64(signature).ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "a signature in base64" })?;
    if request.received_at.div_euclid(1_000).abs_diff(timestamp_s) > SKEW_S.unsigned_abs() {
        return Err(Error::Stale { name: TIMESTAMP, tolerance_s: SKEW_S });
    }
    let digest = encode_hex(&Sha256::digest(&request.body));
    let lines = format!("{}\n{}\n{timestamp}\n{digest}", request.method, request.path_and_query);
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), &[lines.as_bytes()], &claimed));
    if matches { Ok(()) } else { Err(Error::SignatureWrong(SIGNATURE)) }
}

/// The only value of the header that carries the credentials.
fn header<'request>(request: &'request Request, settings: &Settings) -> Result<&'request str, Error> {
    let name = settings.text("auth_header")?.unwrap_or(HEADER_DEFAULT).to_ascii_lowercase();
    match request.header(&name) {
        Some(value) if value.len() <= CREDENTIALS_BYTES_MAX => Ok(value),
        Some(_) => Err(invalid("short enough")),
        None if request.headers.iter().any(|(key, _)| *key == name) => Err(Error::HeaderRepeated(AUTH_HEADER)),
        None => Err(Error::HeaderMissing(AUTH_HEADER)),
    }
}

/// What stands after a scheme's name, in whatever case that is written.
fn strip_scheme<'value>(value: &'value str, scheme: &str) -> Option<&'value str> {
    let (word, rest) = value.trim().split_once(' ')?;
    word.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// At most 12 digits.
fn parse_seconds(text: &str) -> Option<i64> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn invalid(expected: &'static str) -> Error {
    Error::HeaderInvalid { name: AUTH_HEADER, expected }
}

fn wrong(key: &str, problem: &'static str) -> Error {
    Error::Settings { key: key.to_owned(), problem }
}
