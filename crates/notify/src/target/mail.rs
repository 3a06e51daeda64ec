//! Mail by one of the relay's providers, marked as automatic.

use super::{Access, Outcome, Target};
use crate::{Message, Text};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome as Sent, Refusal, Reply};
use sellerdesk_canonical::Instant;
use sellerdesk_relay_mail::{Mail, from_address, message_id};

/// The request.
pub fn compose(
    target: &Target,
    settings: &Settings,
    access: &Access<'_>,
    message: &Message<'_>,
    text: &Text,
    now: Instant,
) -> Result<HttpRequest, Refusal> {
    let wrong = |problem| Error::Settings { key: "to".to_owned(), problem };
    let to = target.to.as_deref().ok_or_else(|| wrong("is missing"))?;
    if !is_address(to) {
        return Err(wrong("must be one mail address").into());
    }
    let mail = Mail {
        from: from_address(settings)?,
        to: to.to_owned(),
        subject: text.title.clone(),
        text: text.plain(),
        thread: String::new(),
        message_id: message_id(settings, &reply(message.id))?,
        in_reply_to: None,
        references: Vec::new(),
        is_automatic: true,
    };
    sellerdesk_relay_mail::compose(&account(access, now), &mail)
}

/// Whether a text is one address that may stand in any header as it is.
pub fn is_address(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"(),;:\\[]".contains(&byte);
    let (local, domain) = text.rsplit_once('@').unwrap_or_default();
    text.len() <= 320 && text.bytes().all(is_plain) && !local.is_empty() && !local.contains('@') && domain.contains('.')
}

/// What the provider's answer means. An address that it refuses is dead, and so is a refused API key.
pub fn interpret(access: &Access<'_>, id: &str, response: &HttpResponse) -> Outcome {
    match sellerdesk_relay_mail::interpret(&account(access, 0), &reply(id), response) {
        Sent::Delivered { .. } => Outcome::Delivered,
        Sent::Temporary { reason, retry_after_s } => {
            Outcome::temporary(&reason, retry_after_s.map(|wait_s| i64::from(wait_s) * 1_000))
        }
        Sent::Permanent { reason } if response.status == 413 => Outcome::refused(&reason),
        Sent::Permanent { reason } | Sent::Unauthorized { reason } => Outcome::dead(&reason),
    }
}

fn account(access: &Access<'_>, now: Instant) -> ApiAccount {
    let (settings, api) = (access.settings.to_owned(), access.api.to_owned());
    ApiAccount { name: String::new(), settings, api, token: None, now }
}

/// What the relay derives the `Message-ID` from: the same for every attempt.
fn reply(id: &str) -> Reply {
    Reply {
        id: id.to_owned(),
        thread: String::new(),
        buyer: None,
        order_id: None,
        product_id: None,
        site: None,
        subject: None,
        text: String::new(),
        in_reply_to: None,
        references: Vec::new(),
        buyer_wrote_at: None,
        is_automatic: true,
    }
}
