//! What the Graph API's answer means: the id of the message, or `error` with a code.

use crate::batch::given;
use crate::credentials::SECRETS;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::{SECRET_BYTES_MIN, Settings};
use sellerdesk_adapter::{ApiAccount, HttpResponse, Outcome, REASON_BYTES_MAX, text};

/// How long to wait where Meta says only that it was too much, in seconds.
const THROTTLED_S: u32 = 60;
/// How long between two messages to one WhatsApp user (131056): one in six seconds, in seconds.
const PAIR_THROTTLED_S: u32 = 10;

/// Reads an answer.
pub fn interpret(account: &ApiAccount, response: &HttpResponse) -> Outcome {
    let body = response.json();
    let Ok(fields) = Fields::root(&body) else {
        return match Outcome::of_status(response, "Meta's answer is not JSON") {
            Outcome::Delivered { .. } => Outcome::permanent("Meta's answer is not JSON"),
            other => other,
        };
    };
    if let Some(error) = given(fields.object("error")) {
        return of_error(account, response, &error);
    }
    match Outcome::of_status(response, "Meta gives no reason") {
        Outcome::Delivered { .. } => Outcome::Delivered { message_id: message_id(&fields) },
        other => other,
    }
}

/// `message_id`, or on WhatsApp the first of `messages`.
fn message_id(fields: &Fields<'_>) -> Option<String> {
    let of_whatsapp = || given(fields.objects("messages", 1).ok()?.first()?.id("id"));
    given(fields.id("message_id")).or_else(of_whatsapp)
}

fn of_error(account: &ApiAccount, response: &HttpResponse, error: &Fields<'_>) -> Outcome {
    let code = given(error.whole("code"));
    let subcode = given(error.whole("error_subcode"));
    let reason = reason(account, error, code, subcode);
    match (code, subcode) {
        (Some(0 | 102 | 190), _) => Outcome::Unauthorized { reason },
        (Some(131_056), _) => throttled(reason, response, PAIR_THROTTLED_S),
        (Some(4 | 17 | 32 | 613 | 80_006 | 80_007 | 130_429 | 131_048), _) => throttled(reason, response, THROTTLED_S),
        (Some(10), Some(2_018_278)) | (Some(470 | 131_047), _) => {
            Outcome::permanent(text::cut(&format!("the messaging window is closed: {reason}"), REASON_BYTES_MAX))
        }
        (Some(1 | 2 | 500 | 1_200 | 131_000 | 131_016 | 133_004), _) => {
            Outcome::Temporary { reason, retry_after_s: response.retry_after_s() }
        }
        _ if given(error.flag("is_transient")) == Some(true) => {
            Outcome::Temporary { reason, retry_after_s: response.retry_after_s() }
        }
        // An error that came with a good status is one all the same.
        _ => match Outcome::of_status(response, reason.clone()) {
            Outcome::Delivered { .. } => Outcome::Permanent { reason },
            other => other,
        },
    }
}

fn throttled(reason: String, response: &HttpResponse, wait_s: u32) -> Outcome {
    Outcome::Temporary { reason, retry_after_s: Some(response.retry_after_s().unwrap_or(wait_s)) }
}

/// The message with its codes, and nothing secret: Meta quotes a malformed token.
fn reason(account: &ApiAccount, error: &Fields<'_>, code: Option<u64>, subcode: Option<u64>) -> String {
    let details = given(error.object("error_data")).and_then(|data| given(data.line("details")));
    let message = given(error.line("error_user_msg")).or_else(|| given(error.line("message")));
    let message = details.or(message).unwrap_or_else(|| "Meta gives no reason".to_owned());
    let message = if code == Some(190) { "the access token was refused".to_owned() } else { message };
    let settings = Settings::parse(&account.settings).ok();
    let secrets = SECRETS.iter().filter_map(|name| given(settings.as_ref()?.text(name)));
    let clean = secrets
        .filter(|secret| secret.len() >= SECRET_BYTES_MIN)
        .fold(message, |message, secret| message.replace(secret, "[secret]"));
    let code = code.map(|code| format!(" (code {code}")).unwrap_or_default();
    let subcode = subcode.map(|subcode| format!(", subcode {subcode}")).unwrap_or_default();
    let end = if code.is_empty() { "" } else { ")" };
    format!("{}{code}{subcode}{end}", text::cut(&clean, REASON_BYTES_MAX - 60))
}
