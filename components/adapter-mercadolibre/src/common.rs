//! How ids, times and texts are read from any document.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text, time};
use sellerdesk_canonical::{Attachment, Author, Event, Happening, Instant, Message};

/// Longest id of Mercado Libre's that is taken, in bytes; messages have 32 digits.
const OWN_ID_BYTES_MAX: usize = 100;
/// How far in the future a time may lie and still be believed, in milliseconds: one day.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// Digits of an offset without its colon, as in `-0400`, and its sign.
const OFFSET_BYTES: usize = 5;

/// What all documents are read with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'request> {
    /// The account's own users.
    pub users: &'request [String],
    /// When the notification came.
    pub received_at: Instant,
}

impl Context<'_> {
    /// Whether a user is the account's own.
    pub fn is_own(&self, user_id: &str) -> bool {
        self.users.iter().any(|own| own == user_id)
    }

    /// The first of some times that can be believed, else when the notification came.
    pub fn at(&self, times: impl IntoIterator<Item = Option<Instant>>) -> Instant {
        let believed = |at: &Instant| *at <= self.received_at.saturating_add(FUTURE_MS_MAX);
        times.into_iter().flatten().find(believed).unwrap_or(self.received_at)
    }
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of Mercado Libre's.
pub fn own_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if id.len() > OWN_ID_BYTES_MAX => Err(fields.wrong(name, "is too long for an id of Mercado Libre's")),
        id => Ok(id),
    }
}

/// An id that a URL may be built of.
pub fn is_plain_id(id: &str) -> bool {
    text::is_plain_id(id, OWN_ID_BYTES_MAX)
}

/// An id that a URL may be built of.
pub fn plain_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match own_id(fields, name)? {
        Some(id) if !is_plain_id(&id) => Err(fields.wrong(name, "must be letters, digits, - and _")),
        id => Ok(id),
    }
}

/// An instant; some documents write the offset without a colon (`-0400`).
pub fn instant(fields: &Fields<'_>, name: &'static str) -> Option<Instant> {
    let written = given(fields.text(name))?;
    time::parse_rfc3339(written).or_else(|| {
        let (start, offset) = written.split_at_checked(written.len().checked_sub(OFFSET_BYTES)?)?;
        let (hours, minutes) = offset.split_at_checked(3)?;
        time::parse_rfc3339(&format!("{start}{hours}:{minutes}"))
    })
}

/// A message in words that Mercado Libre may have translated: the original, then the translation.
pub fn message(author: Author, original: &str, translated: Option<&str>, attachments: Vec<Attachment>) -> Happening {
    let translated = translated.map(str::trim).filter(|words| !words.is_empty() && *words != original.trim());
    let whole = match translated {
        Some(translated) => format!("{original}\n\n[Translated by Mercado Libre] {translated}"),
        None => original.to_owned(),
    };
    let body = text::body(&whole);
    Happening::Message(Message {
        author,
        text: body.text,
        subject: None,
        attachments,
        language: None,
        machine: None,
        truncated: body.truncated,
    })
}

/// Files, by name: they can be fetched with the seller's token only.
pub fn attachments(files: &[Fields<'_>]) -> Vec<Attachment> {
    let read = |file: &Fields<'_>| {
        let name = ["original_filename", "filename"].into_iter().find_map(|name| given(file.line(name)));
        Attachment {
            name: name.unwrap_or_else(|| "file".to_owned()),
            media_type: given(file.line("type")).unwrap_or_else(|| "application/octet-stream".to_owned()),
            size_bytes: given(file.whole("size")),
            link: None,
        }
    };
    files.iter().map(read).collect()
}

/// An event on a conversation.
pub fn event(id: String, thread: String, at: Instant, happening: Happening) -> Event {
    Event { id, thread, at, buyer: None, order_id: None, product_id: None, site: None, happening }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_spellings_of_an_offset_are_understood() {
        let body = serde_json::json!({"a": "2024-09-11T22:39:00.000-04:00", "b": "2024-09-11T22:39:00.000-0400",
            "c": "2024-09-12T02:39:00Z", "d": "-0400", "e": "", "f": "é-04é0", "g": 5});
        let fields = Fields::root(&body).unwrap();
        for name in ["a", "b", "c"] {
            assert_eq!(instant(&fields, name), Some(1_726_108_740_000), "{name}");
        }
        for name in ["d", "e", "f", "g", "h"] {
            assert_eq!(instant(&fields, name), None, "{name}");
        }
    }
}
