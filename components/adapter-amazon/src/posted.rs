//! The mail inside Mailgun's form (Mailgun, "Receiving messages via HTTP").
//!
//! Mailgun posts a mail parsed (`from`, `subject`, `body-plain`, `body-html`, `message-headers`, `attachment-1`, ...)
//! or, when the route's URL ends in `mime`, raw (`body-mime`). Both end up as the same [`PostedMail`].

use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::mail::{Headers, Mail};
use sellerdesk_adapter::{Error, html, text};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, LINE_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Instant};
use std::borrow::Cow;

/// The form fields that are read; all others are skipped.
pub const FIELDS: &[&str] = &[
    "timestamp",
    "token",
    "signature",
    "sender",
    "from",
    "subject",
    "body-plain",
    "body-html",
    "body-mime",
    "message-headers",
    "Message-Id",
    "Date",
    "In-Reply-To",
    "References",
    "X-Space-Notification-Type",
    "X-Mailgun-Spf",
    "X-Mailgun-Dkim-Check-Result",
];
/// Fields that stand in for header fields where `message-headers` lacks them.
const HEADER_FIELDS: &[(&str, &str)] = &[
    ("from", "from"),
    ("sender", "sender"),
    ("subject", "subject"),
    ("Message-Id", "message-id"),
    ("Date", "date"),
    ("In-Reply-To", "in-reply-to"),
    ("References", "references"),
    ("X-Space-Notification-Type", "x-space-notification-type"),
    ("X-Mailgun-Spf", "x-mailgun-spf"),
    ("X-Mailgun-Dkim-Check-Result", "x-mailgun-dkim-check-result"),
];
/// Text of a mail looked at, in bytes: far more than is kept, so that Amazon's end marker is still found.
pub const MAIL_TEXT_BYTES_MAX: usize = 1024 * 1024;
/// The `message-headers` list, in bytes.
const HEADER_LIST_BYTES_MAX: usize = 1024 * 1024;
/// A `Date` further than this behind the time of arrival is not believed, in milliseconds: one year.
const DATE_AGE_MAX_MS: i64 = 365 * 86_400_000;
/// A `Date` further than this ahead of the time of arrival is not believed, in milliseconds: one day.
const DATE_AHEAD_MAX_MS: i64 = 86_400_000;

/// A mail as posted.
pub struct PostedMail {
    /// Header fields.
    pub headers: Headers,
    /// The plain text; may be empty.
    pub plain: String,
    /// The HTML as text; may be empty.
    pub html_as_text: String,
    /// Files, within the canonical limits.
    pub attachments: Vec<Attachment>,
    /// When it was sent.
    pub at: Instant,
}

impl PostedMail {
    /// Reads the mail out of a form that Mailgun posted at `posted_at`.
    ///
    /// # Errors
    /// [`Error::Field`] for a raw mail, header list or sender that can't be read.
    pub fn read(form: &Form<'_>, posted_at: Instant, received_at: Instant) -> Result<Self, Error> {
        let mail = match form.bytes("body-mime") {
            Some(raw) => Mail::parse(raw)?,
            None => parsed(form)?,
        };
        let Mail { mut headers, plain, html, attachments } = mail;
        for (field, header) in HEADER_FIELDS {
            if let Some(value) = form.text(field).filter(|_| headers.get(header).is_none()) {
                headers.push(header, &value);
            }
        }
        if headers.addresses("from").is_empty() && headers.addresses("sender").is_empty() {
            return Err(Error::Field { path: "from".to_owned(), problem: "holds no address" });
        }
        let believed = received_at - DATE_AGE_MAX_MS..=received_at + DATE_AHEAD_MAX_MS;
        let at = headers.date("date").filter(|date| believed.contains(date)).unwrap_or(posted_at);
        let listed = attachments
            .into_iter()
            .map(|file| (file.name, file.media_type, file.size_bytes))
            .chain(form.files().iter().map(|file| (file.name.clone(), file.media_type.clone(), file.size_bytes)));
        Ok(Self {
            plain: text::cut(&plain, MAIL_TEXT_BYTES_MAX).to_owned(),
            html_as_text: html::html_to_text(&html, MAIL_TEXT_BYTES_MAX),
            attachments: listed.take(ATTACHMENTS_MAX).map(attachment).collect(),
            headers,
            at,
        })
    }

    /// The subject, decoded, on one line.
    pub fn subject(&self) -> Option<String> {
        let subject = text::line(&self.headers.text("subject")?);
        (!subject.is_empty()).then_some(subject)
    }

    /// The whole text, for mails that are not searched for markers.
    pub fn text(&self) -> &str {
        if self.plain.trim().is_empty() { &self.html_as_text } else { &self.plain }
    }
}

/// A mail that Mailgun has parsed.
fn parsed(form: &Form<'_>) -> Result<Mail, Error> {
    let headers = match form.text("message-headers") {
        Some(list) if list.len() > HEADER_LIST_BYTES_MAX => {
            return Err(Error::Field { path: "message-headers".to_owned(), problem: "is too long" });
        }
        Some(list) => Headers::from_json(&list)?,
        None => Headers::default(),
    };
    let body = |name| form.text(name).map(Cow::into_owned).unwrap_or_default();
    Ok(Mail { headers, plain: body("body-plain"), html: body("body-html"), attachments: Vec::new() })
}

fn attachment((name, media_type, size_bytes): (String, String, u64)) -> Attachment {
    Attachment {
        name: text::line(&name),
        media_type: text::cut(&text::line(&media_type), LINE_BYTES_MAX).to_owned(),
        size_bytes: Some(size_bytes),
        link: None,
    }
}
