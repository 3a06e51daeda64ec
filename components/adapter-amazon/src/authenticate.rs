//! Mailgun's signature: lower-case hexadecimal HMAC-SHA256 of `timestamp` and `token` under the HTTP webhook signing
//! key (Mailgun, "Securing webhooks").
//!
//! The mail itself is not signed. What keeps a captured signature from carrying another mail is the token: it is good
//! for one delivery, so it becomes the acceptance's replay key.

use crate::account::Account;
use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::signature::{SIGNATURE_BYTES, decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Reason, Received, time};
use sellerdesk_canonical::Instant;

/// Characters of a token.
const TOKEN_BYTES: usize = 50;
/// Digits of a timestamp in seconds; ten until the year 2286.
const TIMESTAMP_BYTES_MAX: usize = 12;

/// What the signature vouches for.
#[derive(Debug)]
pub struct Authenticated {
    /// When Mailgun posted.
    pub posted_at: Instant,
    /// Good for this delivery only.
    pub token: String,
}

/// Verifies a form's signature, then its time.
///
/// # Errors
/// The refusal: a field that is absent, repeated with another value or not of its form, a signature that does not
/// match, a timestamp too far from `received_at`.
pub fn authenticate(form: &Form<'_>, account: &Account, received_at: Instant) -> Result<Authenticated, Received> {
    let timestamp = field(form, "timestamp", |text| {
        (1..=TIMESTAMP_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let token =
        field(form, "token", |text| text.len() == TOKEN_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic()))?;
    let signature = field(form, "signature", |text| {
        text.len() == 2 * SIGNATURE_BYTES && !text.bytes().any(|byte| byte.is_ascii_uppercase())
    })?;
    let claimed = decode_hex(signature).ok_or_else(|| missing("signature"))?;
    let parts = [timestamp.as_bytes(), token.as_bytes()];
    if !account.secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), &parts, &claimed)) {
        return Err(Received::rejected(Reason::SignatureWrong, "the form field signature does not match"));
    }
    let posted_at = timestamp
        .parse::<i64>()
        .ok()
        .and_then(|seconds| time::plausible(seconds.saturating_mul(1_000)))
        .ok_or_else(|| missing("timestamp"))?;
    if received_at.abs_diff(posted_at) > account.skew_s.unsigned_abs() * 1_000 {
        return Err(Received::rejected(
            Reason::Stale,
            format!("the form field timestamp is more than {} s away from the time of arrival", account.skew_s),
        ));
    }
    Ok(Authenticated { posted_at, token: token.to_owned() })
}

/// A field that stands once and is of its form.
fn field<'form>(
    form: &'form Form<'_>,
    name: &'static str,
    is_valid: impl Fn(&str) -> bool,
) -> Result<&'form str, Received> {
    form.only(name).filter(|text| is_valid(text)).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Received {
    Received::rejected(
        Reason::SignatureMissing,
        format!("the form field {name} is missing, repeated or not of its documented form"),
    )
}
