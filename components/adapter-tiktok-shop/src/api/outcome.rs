//! What an answer means: TikTok puts its own code into the body, under whatever status.

use crate::notification::own_id;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{HttpResponse, Outcome, REASON_BYTES_MAX, text};

/// How long to wait once the day's 10,000 calls are used up, in seconds: an hour, for the day's end is not told.
const QUOTA_WAIT_S: u32 = 60 * 60;
/// "Quota reached" (10,000 a day).
const QUOTA: u64 = 45_101_004;
/// "Internal error" of the customer service API and of the gateway, and the gateway's "too many requests".
const TEMPORARY: [u64; 3] = [45_101_001, 36_009_003, 36_009_002];
/// The gateway's codes for a token that is wrong or has run out (unverified: from public clients).
const UNAUTHORIZED: [u64; 3] = [105_001, 105_002, 105_003];
/// The gateway's code for several things, told apart by the message only.
const GENERAL: u64 = 36_009_004;

/// What an answer of the API means.
pub fn of(response: &HttpResponse) -> Outcome {
    let body = response.json();
    let Ok(fields) = Fields::root(&body) else {
        return without_code(response, "no JSON in TikTok Shop's answer");
    };
    let message = fields.line("message").ok().flatten().unwrap_or_else(|| "no message".to_owned());
    let Some(code) = fields.id("code").ok().flatten().and_then(|code| code.parse().ok()) else {
        return without_code(response, &message);
    };
    let reason = text::cut(&format!("TikTok Shop says: {message} ({code})"), REASON_BYTES_MAX).to_owned();
    match code {
        0 if (200..300).contains(&response.status) => {
            let data = fields.object("data").ok().flatten();
            let message_id = data.and_then(|data| own_id(&data, "message_id").ok().flatten());
            Outcome::Delivered { message_id }
        }
        QUOTA => Outcome::Temporary { reason, retry_after_s: response.retry_after_s().or(Some(QUOTA_WAIT_S)) },
        _ if response.status == 429 || TEMPORARY.contains(&code) => temporary(response, reason),
        _ if UNAUTHORIZED.contains(&code) || (code == GENERAL && message.contains("access_token")) => {
            Outcome::Unauthorized { reason }
        }
        // Another attempt is signed with another time.
        GENERAL if message.contains("timestamp") => temporary(response, reason),
        _ if response.status >= 500 => temporary(response, reason),
        _ => Outcome::Permanent { reason },
    }
}

fn temporary(response: &HttpResponse, reason: String) -> Outcome {
    Outcome::Temporary { reason, retry_after_s: response.retry_after_s() }
}

/// An answer that some proxy gave. Whether the message arrived is unknown, and sent again it would arrive twice: a person
/// has to look.
fn without_code(response: &HttpResponse, reason: &str) -> Outcome {
    match Outcome::of_status(response, text::cut(reason, REASON_BYTES_MAX)) {
        Outcome::Delivered { .. } => {
            Outcome::permanent("TikTok Shop answered without a code: look in Seller Center whether the message arrived")
        }
        outcome => outcome,
    }
}
