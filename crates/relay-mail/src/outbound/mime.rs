//! A mail as it goes over the wire (RFC 5322, RFC 2045, RFC 2047): plain text in UTF-8 and base64.

use super::{Mail, date};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::mail::Address;
use sellerdesk_canonical::Instant;

/// Bytes of text in one encoded word: 75 characters in all (RFC 2047, section 2).
const WORD_BYTES_MAX: usize = 45;
/// Characters of base64 in a line (RFC 2045, section 6.8).
const LINE_BYTES: usize = 76;
/// What a header line is folded by.
const FOLD: &str = "\r\n ";

/// The raw mail.
pub fn raw(mail: &Mail, now: Instant) -> Vec<u8> {
    let mut lines = vec![
        ("From".to_owned(), mailbox(&mail.from)),
        ("To".to_owned(), mail.to.clone()),
        ("Subject".to_owned(), words(&mail.subject)),
        ("Date".to_owned(), date::header(now)),
    ];
    lines.extend(
        mail.header_fields().into_iter().map(|(name, value)| (name.to_owned(), value.replace("> <", ">\r\n <"))),
    );
    lines.extend(
        [
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "base64"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let mut raw: String = lines.into_iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    raw.push_str("\r\n");
    let text = mail.text.replace("\r\n", "\n").replace('\n', "\r\n");
    for line in STANDARD.encode(text).as_bytes().chunks(LINE_BYTES) {
        raw.push_str(&String::from_utf8_lossy(line));
        raw.push_str("\r\n");
    }
    raw.into_bytes()
}

/// `Name <address>`, the name quoted or in encoded words.
pub fn mailbox(address: &Address) -> String {
    match address.name.as_deref() {
        Some(name) if name.is_ascii() => format!("\"{name}\" <{}>", address.address),
        Some(name) => format!("{} <{}>", words(name), address.address),
        None => address.address.clone(),
    }
}

/// Text for an unstructured header: as it is if short and ASCII, else in encoded words.
fn words(text: &str) -> String {
    if text.is_ascii() && text.len() <= WORD_BYTES_MAX && !text.contains("=?") {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD_BYTES_MAX));
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join(FOLD)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sellerdesk_adapter::mail as inbound;

    #[test]
    fn what_is_written_is_read_back() {
        let mail = Mail {
            from: Address { name: Some("Käse, Bröt & Co".to_owned()), address: "s@shop.example".to_owned() },
            to: "a+1@marketplace.amazon.de".to_owned(),
            subject: "Re: Wo ist mein Päckchen? 包裹在哪里 (Bestellung: 302-1234567-1234567)".to_owned(),
            text: format!("Guten Tag\n{}\nEnde — 对不起", "lang ".repeat(60)),
            thread: String::new(),
            message_id: "0f@shop.example".to_owned(),
            in_reply_to: Some("b@amazon.example".to_owned()),
            references: vec!["a@amazon.example".to_owned(), "b@amazon.example".to_owned()],
            is_automatic: true,
        };
        let raw = raw(&mail, 1_767_607_200_000);
        assert!(raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 100 && line.is_ascii()));
        let read = inbound::Mail::parse(&raw).unwrap();
        assert_eq!(read.headers.addresses("from").first(), Some(&mail.from));
        assert_eq!(read.headers.text("subject"), Some(mail.subject));
        assert_eq!(read.headers.message_ids("references"), mail.references);
        assert_eq!(read.headers.date("date"), Some(1_767_607_200_000));
        assert_eq!(read.headers.get("auto-submitted"), Some("auto-replied"));
        assert_eq!(read.plain.trim_end().replace("\r\n", "\n"), mail.text);
    }
}
