//! Mail (RFC 5322, MIME): headers, addresses, ids and dates; whole raw mails; what gives a machine away.
//!
//! Parsing is done by the `mail-parser` crate without its large character-set tables: UTF-8, UTF-16, ISO-8859 and
//! Windows-125x are converted, East Asian multi-byte sets come out as U+FFFD. Inbound-mail services that post parsed
//! mails convert to UTF-8 themselves.

mod authentication;
mod headers;
mod machine;
mod mime;
mod quoted;
mod subject;

pub use authentication::{AuthenticationFailure, authentication_failure};
pub use headers::{HEADER_BYTES_MAX, HEADERS_MAX, Headers};
pub use machine::machine_reason;
pub use mime::{MIME_COLON_LINES_MAX, MIME_PARTS_MAX, Mail, MailAttachment};
pub use quoted::without_quotes;
pub use subject::without_prefixes;

use crate::time;
use chrono::DateTime;
use mail_parser::{HeaderValue, parsers::MessageStream};
use sellerdesk_canonical::Instant;

/// Addresses read from one header.
pub const ADDRESSES_MAX: usize = 100;
/// Message ids read from one header.
pub const MESSAGE_IDS_MAX: usize = 100;

/// A mailbox of an address header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Display name with encoded words decoded; hostile.
    pub name: Option<String>,
    /// `local@domain` as sent.
    pub address: String,
}

impl Address {
    /// The domain in lower case; empty when there is none.
    pub fn domain(&self) -> String {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase()
    }

    /// What stands before the last `@`, in lower case.
    pub fn local_part(&self) -> String {
        self.address.rsplit_once('@').map_or("", |(local, _)| local).to_ascii_lowercase()
    }
}

/// Decodes the encoded words (RFC 2047) of an unstructured header value and unfolds it.
pub fn decode_header(value: &str) -> String {
    let line = single_line(value);
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

/// The mailboxes of an address header value; groups are flattened, entries without an address left out.
pub fn parse_addresses(value: &str) -> Vec<Address> {
    let line = single_line(value);
    let HeaderValue::Address(list) = MessageStream::new(line.as_bytes()).parse_address() else {
        return Vec::new();
    };
    list.into_list()
        .into_iter()
        .filter_map(|entry| {
            let address = entry.address.filter(|address| address.contains('@'))?.into_owned();
            Some(Address { name: entry.name.map(|name| name.into_owned()), address })
        })
        .take(ADDRESSES_MAX)
        .collect()
}

/// The ids of a `Message-ID`, `In-Reply-To` or `References` value, without their angle brackets.
pub fn parse_message_ids(value: &str) -> Vec<String> {
    let line = single_line(value);
    match MessageStream::new(line.as_bytes()).parse_id() {
        HeaderValue::Text(id) => vec![id.into_owned()],
        HeaderValue::TextList(ids) => ids.into_iter().take(MESSAGE_IDS_MAX).map(|id| id.into_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The instant of a `Date` value (RFC 5322, section 3.3), in milliseconds since the Unix epoch, UTC; `None` for any
/// other form and outside the years 2000 to 2099.
pub fn parse_date(value: &str) -> Option<Instant> {
    let line = single_line(value);
    time::plausible(DateTime::parse_from_rfc2822(line.trim()).ok()?.timestamp_millis())
}

/// The parameters of a `Content-Type` or `Content-Disposition` value, names in lower case (RFC 2045, RFC 2231).
pub fn parameters(value: &str) -> Vec<(String, String)> {
    let line = single_line(value);
    let HeaderValue::ContentType(parsed) = MessageStream::new(line.as_bytes()).parse_content_type() else {
        return Vec::new();
    };
    parsed
        .attributes()
        .unwrap_or_default()
        .iter()
        .map(|attribute| (attribute.name.to_ascii_lowercase(), attribute.value.to_string()))
        .collect()
}

/// A header value as the parser wants it: bounded, on one line, ended by a line break.
fn single_line(value: &str) -> String {
    let bounded = value.get(..value.floor_char_boundary(HEADER_BYTES_MAX)).unwrap_or_default();
    let mut line = bounded.replace(['\r', '\n', '\0'], " ");
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded_and_joined() {
        assert_eq!(decode_header("=?UTF-8?Q?Ol=C3=A1?= =?utf-8?B?LCBhbW9y?="), "Olá, amor");
        assert_eq!(decode_header("=?ISO-8859-1?Q?caf=E9?=\r\n au lait"), "café au lait");
        assert_eq!(decode_header("Olá direto"), "Olá direto");
        assert_eq!(decode_header("=?UTF-8?X?broken"), "=?UTF-8?X?broken");
    }

    #[test]
    fn addresses_keep_display_names_with_commas() {
        let list = parse_addresses(
            "\"Silva, Maria - Amazon Marketplace\" <abc+1@marketplace.amazon.com.br>, =?utf-8?Q?J=C3=BCrgen?= <j@b.de>, none",
        );
        assert_eq!(list.len(), 2);
        assert_eq!(list.first().and_then(|a| a.name.as_deref()), Some("Silva, Maria - Amazon Marketplace"));
        assert_eq!(list.first().map(Address::domain).as_deref(), Some("marketplace.amazon.com.br"));
        assert_eq!(list.first().map(Address::local_part).as_deref(), Some("abc+1"));
        assert_eq!(list.get(1).and_then(|a| a.name.as_deref()), Some("Jürgen"));
        assert_eq!(parse_addresses("undisclosed-recipients:;"), []);
    }

    #[test]
    fn a_header_value_cannot_start_another_header() {
        let list = parse_addresses("a@b.example\nBcc: c@d.example");
        assert!(list.len() <= 1, "{list:?}");
    }

    #[test]
    fn ids_come_without_brackets() {
        assert_eq!(parse_message_ids("<a@b> <c@d>\r\n <e@f>"), ["a@b", "c@d", "e@f"]);
        assert_eq!(parse_message_ids(""), Vec::<String>::new());
        assert_eq!(parse_message_ids("bare@id"), ["bare@id"]);
    }

    #[test]
    fn dates_are_instants() {
        assert_eq!(parse_date("Fri, 19 Jun 2026 05:22:00 +0200"), Some(1_781_839_320_000));
        assert_eq!(parse_date("19 Jun 2026 03:22:00 GMT"), Some(1_781_839_320_000));
        for wrong in ["", "yesterday", "Fri, 99 Jun 2026 05:22:00 +0200", "19 Foo 2026 03:22:00 GMT"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
