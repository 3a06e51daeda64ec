//! What an answer means: eBay lists errors with numbers of their own.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{HttpResponse, Outcome, REASON_BYTES_MAX, text};

/// Errors looked at in one answer.
const ERRORS_MAX: usize = 10;
/// The platform's errors for a token that is wrong, missing or has run out ("OAuth error codes").
const UNAUTHORIZED: [u64; 2] = [1_001, 1_002];
/// The platform's "too many requests".
const THROTTLED: u64 = 2_001;
/// "Internal error" of the Message API under both of its number ranges (unverified); every other 3550xx is a refusal.
const INTERNAL: [u64; 2] = [335_000, 355_000];

/// What an answer of the API means.
pub fn of(response: &HttpResponse) -> Outcome {
    let body = response.json();
    let Ok(fields) = Fields::root(&body) else {
        return without_error(response, "no JSON in eBay's answer");
    };
    let message_id = fields.id("messageId").ok().flatten();
    let errors = fields.objects("errors", ERRORS_MAX).unwrap_or_default();
    match errors.first() {
        // What has an id was sent, whatever else eBay has to say about it.
        _ if message_id.is_some() && is_success(response) => Outcome::Delivered { message_id },
        Some(error) => of_error(response, error),
        None if is_success(response) => Outcome::Delivered { message_id: None },
        None => without_error(response, "no error in eBay's answer"),
    }
}

fn is_success(response: &HttpResponse) -> bool {
    (200..300).contains(&response.status)
}

fn of_error(response: &HttpResponse, error: &Fields<'_>) -> Outcome {
    let id = error.whole("errorId").ok().flatten().unwrap_or_default();
    let message = ["longMessage", "message"].into_iter().find_map(|name| error.line(name).ok().flatten());
    let message = message.unwrap_or_else(|| "no message".to_owned());
    let reason = text::cut(&format!("eBay says: {message} ({id})"), REASON_BYTES_MAX).to_owned();
    // The category says whose fault it is: the request's, the business rules', or eBay's own.
    let is_ebays = error.text("category").ok().flatten().is_some_and(|category| category == "APPLICATION");
    match response.status {
        _ if UNAUTHORIZED.contains(&id) => Outcome::Unauthorized { reason },
        429 => Outcome::Temporary { reason, retry_after_s: response.retry_after_s() },
        500.. => Outcome::Temporary { reason, retry_after_s: response.retry_after_s() },
        _ if id == THROTTLED || INTERNAL.contains(&id) || is_ebays => {
            Outcome::Temporary { reason, retry_after_s: response.retry_after_s() }
        }
        401 => Outcome::Unauthorized { reason },
        _ => Outcome::Permanent { reason },
    }
}

/// An answer that some proxy gave. Whether the message arrived is unknown, and sent again it would arrive twice: a
/// person has to look.
fn without_error(response: &HttpResponse, reason: &str) -> Outcome {
    match Outcome::of_status(response, reason) {
        Outcome::Delivered { .. } => {
            Outcome::permanent("eBay answered without a message id: look on eBay whether the message arrived")
        }
        outcome => outcome,
    }
}
