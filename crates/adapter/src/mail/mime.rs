//! A whole raw mail (RFC 5322 with MIME).

use super::Headers;
use crate::Error;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use memchr::memchr;
use std::borrow::Cow;

/// MIME parts of one mail. Bounds the parser's nesting, which it does not bound itself.
pub const MIME_PARTS_MAX: usize = 100;
/// Lines with a colon in one mail: each may become a header field, and the parser bounds those neither.
pub const MIME_COLON_LINES_MAX: usize = 20_000;
/// Attachments listed of one mail.
const MIME_ATTACHMENTS_MAX: usize = 100;

const TOO_MANY_PARTS: &str = "has too many MIME parts";
const TOO_MANY_FIELDS: &str = "has too many lines that may be header fields";
const NO_HEADERS: &str = "has no headers";

/// A file of a mail, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAttachment {
    /// File name as sent; hostile, for display only. Empty when there is none.
    pub name: String,
    /// Media type as sent.
    pub media_type: String,
    /// Decoded size in bytes.
    pub size_bytes: u64,
}

/// A mail with its texts decoded to UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// The header fields.
    pub headers: Headers,
    /// The `text/plain` body; empty when there is none.
    pub plain: String,
    /// The `text/html` body; empty when there is none.
    pub html: String,
    /// Files.
    pub attachments: Vec<MailAttachment>,
}

impl Mail {
    /// Parses a raw mail.
    ///
    /// # Errors
    /// [`Error::Field`] when not one header can be read, and beyond [`MIME_PARTS_MAX`] and
    /// [`MIME_COLON_LINES_MAX`].
    pub fn parse(raw: &[u8]) -> Result<Self, Error> {
        if mentions(raw, b"content-type") > MIME_PARTS_MAX {
            return Err(mail_error(TOO_MANY_PARTS));
        }
        if colon_lines(raw) > MIME_COLON_LINES_MAX {
            return Err(mail_error(TOO_MANY_FIELDS));
        }
        let message = MessageParser::default().parse(raw).ok_or_else(|| mail_error(NO_HEADERS))?;
        let mut headers = Headers::default();
        for (name, value) in message.headers_raw() {
            headers.push(name, value);
        }
        let text_of = |html: bool| {
            let mut bodies: Box<dyn Iterator<Item = &MessagePart<'_>>> =
                if html { Box::new(message.html_bodies()) } else { Box::new(message.text_bodies()) };
            bodies.find_map(|part| match (&part.body, html) {
                (PartType::Html(text), true) | (PartType::Text(text), false) => Some(text.to_string()),
                _ => None,
            })
        };
        Ok(Self {
            plain: text_of(false).unwrap_or_default(),
            html: text_of(true).unwrap_or_default(),
            attachments: attachments(&message),
            headers,
        })
    }
}

/// Every nested part needs a `Content-Type` field of its own (a digest's children one for two levels), so this count
/// bounds the depth of what the parser builds, and of what dropping it recurses through.
fn mentions(raw: &[u8], name: &[u8]) -> usize {
    raw.windows(name.len()).filter(|window| window.eq_ignore_ascii_case(name)).count()
}

fn colon_lines(raw: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = raw;
    while let Some(colon) = memchr(b':', rest) {
        count += 1;
        let line_end = memchr(b'\n', rest.get(colon..).unwrap_or_default());
        rest = line_end.and_then(|end| rest.get(colon + end..)).unwrap_or_default();
    }
    count
}

fn attachments(message: &Message<'_>) -> Vec<MailAttachment> {
    message
        .attachments()
        .take(MIME_ATTACHMENTS_MAX)
        .map(|part| MailAttachment {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            media_type: media_type(part).into_owned(),
            size_bytes: part.len() as u64,
        })
        .collect()
}

fn media_type<'part>(part: &'part MessagePart<'_>) -> Cow<'part, str> {
    match part.content_type() {
        Some(kind) => match kind.subtype() {
            Some(subtype) => Cow::Owned(format!("{}/{subtype}", kind.ctype())),
            None => Cow::Borrowed(kind.ctype()),
        },
        None => Cow::Borrowed("application/octet-stream"),
    }
}

fn mail_error(problem: &'static str) -> Error {
    Error::Field { path: "mail".to_owned(), problem }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_and_files_are_found_in_a_mixed_mail() {
        let raw = b"From: =?utf-8?Q?J=C3=BCrgen?= <j@b.example>\r\nSubject: Hi\r\n\
            Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
            Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\
            Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            caf=E9\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>caf&eacute;</p>\r\n--a--\r\n--m\r\n\
            Content-Type: image/jpeg; name=\"p.jpg\"\r\nContent-Disposition: attachment; filename=\"p.jpg\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n/9j/\r\n--m--\r\n";
        let mail = Mail::parse(raw).unwrap();
        assert_eq!((mail.plain.trim_end(), mail.html.trim_end()), ("café", "<p>caf&eacute;</p>"));
        assert_eq!(mail.headers.get("subject"), Some("Hi"));
        assert_eq!(
            mail.attachments,
            [MailAttachment { name: "p.jpg".into(), media_type: "image/jpeg".into(), size_bytes: 3 }]
        );
    }

    #[test]
    fn what_is_only_html_has_no_plain_text() {
        let mail = Mail::parse(b"Subject: Hi\nContent-Type: text/html\n\n<b>x</b>").unwrap();
        assert_eq!((mail.plain.as_str(), mail.html.as_str()), ("", "<b>x</b>"));
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        let nested = b"cOntent-type: message/rfc822\n\n".repeat(MIME_PARTS_MAX + 1);
        assert_eq!(Mail::parse(&nested), Err(mail_error(TOO_MANY_PARTS)));
        assert!(Mail::parse(&b"Content-Type: message/rfc822\n\n".repeat(MIME_PARTS_MAX)).is_ok());
        assert_eq!(Mail::parse(b""), Err(mail_error(NO_HEADERS)));
    }

    #[test]
    fn endless_headers_are_refused_before_they_are_parsed() {
        let headers = b"A: b\n".repeat(MIME_COLON_LINES_MAX + 1);
        assert_eq!(Mail::parse(&headers), Err(mail_error(TOO_MANY_FIELDS)));
        let text = [&b"A: b\n\n"[..], &b"text\n".repeat(MIME_COLON_LINES_MAX)].concat();
        assert!(Mail::parse(&text).is_ok());
    }
}
