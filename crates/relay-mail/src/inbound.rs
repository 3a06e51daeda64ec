//! Inbound: which transport posted, whether it really did, and the mail that it posted.

pub(crate) mod mailgun;
pub(crate) mod postmark;
pub(crate) mod sendgrid;
mod ses;
mod sns;

use crate::Posted;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Answer, Error, Evidence, Reason, Received, Request};
use sellerdesk_canonical::Instant;

/// Largest body taken, in bytes: 12 MiB. Marketplaces allow about 10 MB of attachments and a form adds a little; the
/// providers themselves would take 25 to 35 MB.
pub const BODY_BYTES_MAX: u32 = 12 * 1024 * 1024;
/// The key of the transport's name.
pub(crate) const TRANSPORT: &str = "transport";
/// How every provider is answered: all of them take any 2xx.
const STATUS_ACCEPTED: u16 = 200;

/// The authentic mail in a request.
pub(crate) fn receive(request: &Request, settings: &Settings, evidence: &[Evidence]) -> Result<Posted, Received> {
    match settings.text(TRANSPORT)?.unwrap_or("mailgun") {
        "mailgun" => mailgun::receive(request, settings),
        "ses" => sns::receive(request, settings, evidence),
        "sendgrid" => sendgrid::receive(request, settings),
        "postmark" => postmark::receive(request, settings),
        _ => {
            Err(Error::Settings { key: TRANSPORT.to_owned(), problem: "must be mailgun, ses, sendgrid or postmark" }
                .into())
        }
    }
}

/// Refuses what is no POST or too long.
pub(crate) fn check_form(request: &Request, provider: &str) -> Result<(), Received> {
    if request.method != "POST" {
        return Err(Received::rejected(Reason::MethodWrong, format!("{provider} posts")));
    }
    if request.body.len() > BODY_BYTES_MAX as usize {
        return Err(Received::rejected(Reason::Malformed, "the body is longer than 12 MiB"));
    }
    Ok(())
}

/// Authentic, but no mail that can be read.
pub(crate) fn unreadable(id: Option<String>, problem: impl ToString) -> Received {
    Received::unreadable(id, problem.to_string(), Answer::empty(STATUS_ACCEPTED))
}

/// Whether a signed time is within the tolerance.
fn is_fresh(signed_at: Instant, received_at: Instant, skew_s: i64) -> bool {
    received_at.abs_diff(signed_at) <= skew_s.unsigned_abs().saturating_mul(1_000)
}
