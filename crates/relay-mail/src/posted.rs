//! The mail that every transport ends up as.

use crate::wire;
use sellerdesk_adapter::mail::{
    ADDRESSES_MAX, Address, AuthenticationFailure, Headers, Mail, authentication_failure, machine_reason,
    parse_addresses,
};
use sellerdesk_adapter::signature::encode_hex;
use sellerdesk_adapter::{Error, html, text};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, ID_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Text of a mail looked at, in bytes: far more than is kept, so that a marketplace's end marker is still found.
pub const MAIL_TEXT_BYTES_MAX: usize = 1024 * 1024;
/// A `Date` further than this behind the time of arrival is not believed, in milliseconds: one year.
const DATE_AGE_MAX_MS: i64 = 365 * 86_400_000;
/// A `Date` further than this ahead of the time of arrival is not believed, in milliseconds: one day.
const DATE_AHEAD_MAX_MS: i64 = 86_400_000;

/// A mail as posted, its header read: whoever has one needs no parser of mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posted {
    /// Header fields, the provider's verdicts on SPF and DKIM before the mail's own.
    #[serde(with = "wire::headers")]
    pub headers: Headers,
    /// Everybody whom the mail says it is from: all `From` fields, or else `Sender`. Anybody can write anything there.
    #[serde(with = "wire::addresses")]
    pub authors: Vec<Address>,
    /// Whom it is addressed to.
    #[serde(with = "wire::addresses")]
    pub to: Vec<Address>,
    /// `Reply-To`.
    #[serde(with = "wire::addresses")]
    pub reply_to: Vec<Address>,
    /// The subject, decoded, on one line.
    pub subject: Option<String>,
    /// The id of the event that this mail is: its `Message-ID`; a mail without one is known by what it says.
    pub event_id: String,
    /// The mail that this one answers: `In-Reply-To`, or else the last of `References`; without angle brackets.
    pub in_reply_to: Option<String>,
    /// The mails before this one, the oldest first; without angle brackets.
    pub references: Vec<String>,
    /// Why it is known to come from a machine, a word of [`machine_reason`]'s; `own_address` is none of them here.
    pub machine: Option<String>,
    /// The plain text; may be empty.
    pub plain: String,
    /// The HTML as text; may be empty.
    pub html_as_text: String,
    /// Files, within the canonical limits.
    pub attachments: Vec<Attachment>,
    /// When it was sent: `Date` where that is believable, else when the provider posted.
    pub at: Instant,
    /// The provider's own id of this delivery, where it has one.
    pub delivery_id: Option<String>,
    /// What must not carry another mail ([`sellerdesk_adapter::Acceptance::replay_key`]).
    pub replay_key: Option<String>,
}

/// What a transport knows about a delivery besides the mail.
pub(crate) struct Delivery {
    /// When the provider posted.
    pub posted_at: Instant,
    /// When it arrived.
    pub received_at: Instant,
    /// The provider's id.
    pub id: Option<String>,
    /// A one-time token.
    pub replay_key: Option<String>,
}

impl Posted {
    /// A mail with its texts cut and cleaned.
    ///
    /// # Errors
    /// [`Error::Field`] for a mail without a sender.
    pub(crate) fn new(mail: Mail, delivery: Delivery) -> Result<Self, Error> {
        let Mail { headers, plain, html, attachments } = mail;
        let authors = authors(&headers);
        if authors.is_empty() {
            return Err(Error::Field { path: "from".to_owned(), problem: "holds no address" });
        }
        let believed = delivery.received_at.saturating_sub(DATE_AGE_MAX_MS)
            ..=delivery.received_at.saturating_add(DATE_AHEAD_MAX_MS);
        let at = headers.date("date").filter(|date| believed.contains(date)).unwrap_or(delivery.posted_at);
        let attachment = |(name, media_type, size_bytes): (String, String, u64)| Attachment {
            name: text::line(&name),
            media_type: text::line(&media_type),
            size_bytes: Some(size_bytes),
            link: None,
        };
        let listed = attachments.into_iter().map(|file| (file.name, file.media_type, file.size_bytes));
        let references = headers.message_ids("references");
        let mut posted = Self {
            to: headers.all("to").flat_map(parse_addresses).take(ADDRESSES_MAX).collect(),
            reply_to: headers.addresses("reply-to"),
            subject: headers.text("subject").map(|subject| text::line(&subject)).filter(|subject| !subject.is_empty()),
            event_id: String::new(),
            in_reply_to: headers.message_ids("in-reply-to").into_iter().next().or_else(|| references.last().cloned()),
            machine: machine_reason(&headers, &[]).map(str::to_owned),
            plain: text::cut(&plain, MAIL_TEXT_BYTES_MAX).to_owned(),
            html_as_text: html::html_to_text(&html, MAIL_TEXT_BYTES_MAX),
            attachments: listed.take(ATTACHMENTS_MAX).map(attachment).collect(),
            at,
            delivery_id: delivery.id,
            replay_key: delivery.replay_key,
            headers,
            authors,
            references,
        };
        posted.event_id = posted.derive_event_id();
        Ok(posted)
    }

    /// The whole text: the plain one, or else the HTML's.
    pub fn text(&self) -> &str {
        if self.plain.trim().is_empty() { &self.html_as_text } else { &self.plain }
    }

    fn derive_event_id(&self) -> String {
        if let Some(id) = self.headers.message_ids("message-id").into_iter().find(|id| !id.trim().is_empty()) {
            return bounded_id(&id);
        }
        let author = self.authors.first().map_or("", |author| &author.address);
        let subject = self.subject.as_deref().unwrap_or_default();
        let date = self.headers.get("date").unwrap_or_default();
        digest(&[author, subject, date, &self.plain, &self.html_as_text])
    }

    /// The first explicit failure of SPF or DKIM that the provider or the mail's own fields report. A failed DKIM
    /// signature is forgiven when another one passed for a domain that `is_trusted` accepts.
    pub fn authentication_failure(&self, is_trusted: fn(&str) -> bool) -> Option<AuthenticationFailure> {
        authentication_failure(&self.headers, is_trusted)
    }
}

fn authors(headers: &Headers) -> Vec<Address> {
    let authors: Vec<Address> = headers.all("from").flat_map(parse_addresses).take(ADDRESSES_MAX).collect();
    if authors.is_empty() { headers.addresses("sender") } else { authors }
}

/// An id within the limit and without control characters; one beyond it is replaced by its digest, since a cut one
/// could be another's.
pub fn bounded_id(id: &str) -> String {
    if id.len() <= ID_BYTES_MAX && !id.chars().any(char::is_control) { id.to_owned() } else { digest(&[id]) }
}

/// A message id without its angle brackets.
pub(crate) fn bare_id(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// `sha256:<hex>` over parts, each preceded by its length.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    format!("sha256:{}", encode_hex(&hash.finalize()))
}

/// Headers that begin with the provider's own verdicts: a mail with more fields than are kept can't push them out.
pub(crate) fn with_verdict(verdict: &[(&str, &str)], own: &Headers) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in verdict {
        headers.push(name, value);
    }
    for (name, value) in own.iter() {
        headers.push(name, value);
    }
    headers
}
