//! Mails of ours that did not arrive, as the provider's event webhooks tell.

mod mailgun;
mod postmark;
mod sendgrid;

use crate::bounded_id;
use crate::inbound::TRANSPORT;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, REASON_BYTES_MAX, Received, Request, text};
use sellerdesk_canonical::{Event, Failure, Happening, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes with a mail and comes back with its failure: the conversation.
pub(crate) const THREAD: &str = "desk_thread";
/// The same for our `Message-ID`.
pub(crate) const MESSAGE: &str = "desk_message";

/// A mail of ours that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// The provider's id of the failure.
    pub id: String,
    /// The conversation that the mail was sent on, where the provider kept it.
    pub thread: Option<String>,
    /// Its `Message-ID`, as [`crate::interpret`] gave it.
    pub message_id: Option<String>,
    /// Where it should have gone.
    pub to: Option<String>,
    /// The provider's words.
    pub reason: String,
    /// When it failed.
    pub at: Instant,
}

/// The failures that a request tells of, and what must not carry others.
pub(crate) fn read(request: &Request, settings: &Settings) -> Result<(Vec<Undelivered>, Option<String>), Received> {
    let provider = match settings.text("provider")? {
        Some(provider) => provider,
        None => settings.text(TRANSPORT)?.unwrap_or("mailgun"),
    };
    match provider {
        "mailgun" => mailgun::read(request, settings),
        "sendgrid" => Ok((sendgrid::read(request, settings)?, None)),
        "postmark" => Ok((postmark::read(request, settings)?, None)),
        _ => {
            let problem = "must be mailgun, sendgrid or postmark, whose webhooks tell of failures";
            Err(Error::Settings { key: "provider".to_owned(), problem }.into())
        }
    }
}

impl Undelivered {
    /// The event that it is, on the mail's own conversation or else on `thread`.
    pub fn event(self, thread: String) -> Event {
        Event {
            id: bounded_id(&format!("failed:{}", self.id)),
            thread: bounded_id(&self.thread.unwrap_or(thread)),
            at: self.at,
            buyer: None,
            order_id: None,
            product_id: None,
            site: None,
            happening: Happening::Failed(Failure {
                message_id: self.message_id.map(|id| bounded_id(&id)),
                reason: self.reason,
            }),
        }
    }
}

/// A text that is not empty.
fn words<'json>(value: &'json Value, pointer: &str) -> Option<&'json str> {
    value.pointer(pointer)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The first words there are, bounded.
fn reason<const N: usize>(candidates: [Option<&str>; N]) -> String {
    let line = text::line(candidates.into_iter().flatten().next().unwrap_or("undelivered"));
    if line.is_empty() { "undelivered".to_owned() } else { text::cut(&line, REASON_BYTES_MAX).to_owned() }
}
