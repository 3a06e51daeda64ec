//! What an answer of the API means: most errors come with status 200 and a word in `error`.

use crate::push::{given, plain_id};
use crate::token::Token;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::SECRET_BYTES_MIN;
use sellerdesk_adapter::{ApiAccount, HttpResponse, Outcome, REASON_BYTES_MAX, text};
use serde_json::Value;

/// How long to wait where Shopee says only that it was too much, in seconds.
const THROTTLED_S: u32 = 60;

/// Words of an error that another token may heal; Shopee itself misspells one.
const TOKEN_ERRORS: [&str; 4] = ["error_auth", "invalid_access_token", "invalid_acceess_token", "error_access_token"];
/// Parts of the words for too many calls.
const THROTTLED_ERRORS: [&str; 4] = ["rate_limit", "ratelimit", "too_many", "request_limit"];
/// Parts of the words for errors on Shopee's side.
const TEMPORARY_ERRORS: [&str; 8] =
    ["error_server", "error_inner", "error_network", "error_busy", "system_busy", "timeout", "unavailable", "internal"];

/// Reads the answer to a reply.
pub fn interpret(account: &ApiAccount, response: &HttpResponse) -> Outcome {
    let body = response.json();
    if let Some(failure) = failure(account, response, &body) {
        return failure;
    }
    let message_id = Fields::root(&body).ok().and_then(|fields| {
        let taken = given(fields.object("response"))?;
        given(plain_id(&taken, "message_id"))
    });
    Outcome::Delivered { message_id }
}

/// What went wrong, if something did.
pub fn failure(account: &ApiAccount, response: &HttpResponse, body: &Value) -> Option<Outcome> {
    let fields = Fields::root(body).ok();
    let error = fields.as_ref().and_then(|fields| given(fields.line("error"))).filter(|error| !error.is_empty());
    let message = fields.as_ref().and_then(|fields| given(fields.line("message")));
    let Some(error) = error else {
        let reason = message.unwrap_or_else(|| "Shopee gives no reason".to_owned());
        return match Outcome::of_status(response, clean(account, &reason)) {
            Outcome::Delivered { .. } if fields.is_some() => None,
            Outcome::Delivered { .. } => Some(Outcome::permanent("Shopee's answer is not JSON")),
            other => Some(other),
        };
    };
    let word = error.to_ascii_lowercase();
    let reason = message.map_or_else(|| format!("Shopee's error {error}"), |message| format!("{message} ({error})"));
    let reason = clean(account, &reason);
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    Some(if TOKEN_ERRORS.contains(&word.as_str()) {
        Outcome::Unauthorized { reason }
    } else if has(&THROTTLED_ERRORS) {
        Outcome::Temporary { reason, retry_after_s: Some(response.retry_after_s().unwrap_or(THROTTLED_S)) }
    } else if has(&TEMPORARY_ERRORS) {
        Outcome::Temporary { reason, retry_after_s: response.retry_after_s() }
    } else {
        match Outcome::of_status(response, reason.clone()) {
            temporary @ Outcome::Temporary { .. } => temporary,
            _ => Outcome::Permanent { reason },
        }
    })
}

/// A reason without tokens, cut.
fn clean(account: &ApiAccount, reason: &str) -> String {
    let token = Token::of(account);
    let secrets = token.iter().flat_map(|token| [&token.access, &token.refresh]);
    let clean = secrets
        .filter(|secret| secret.len() >= SECRET_BYTES_MIN)
        .fold(reason.to_owned(), |reason, secret| reason.replace(secret.as_str(), "[secret]"));
    text::cut(&clean, REASON_BYTES_MAX).to_owned()
}
