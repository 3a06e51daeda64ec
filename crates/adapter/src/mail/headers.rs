//! A mail's header fields.

use super::{Address, decode_header, parse_addresses, parse_date, parse_message_ids};
use crate::{Error, json};
use sellerdesk_canonical::Instant;
use serde_json::Value;

/// Header fields kept of one mail.
pub const HEADERS_MAX: usize = 500;
/// A header value read, in bytes (RFC 5322 has no limit; `References` of long threads is the longest in practice).
pub const HEADER_BYTES_MAX: usize = 16 * 1024;

/// Header fields in order, names in lower case, values undecoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// From a JSON array of `[name, value]` pairs, as Mailgun posts it. A value may itself be a list whose first
    /// element is the text (Mailgun does so for parsed media types); fields beyond [`HEADERS_MAX`] and values that are
    /// no text are left out.
    ///
    /// # Errors
    /// [`Error::Field`] when it is not such an array.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let Ok(Value::Array(pairs)) = json::value(text.as_bytes()) else {
            return Err(list_error());
        };
        let mut headers = Self::default();
        for pair in &pairs {
            let Some([Value::String(name), value]) = pair.as_array().map(Vec::as_slice) else {
                return Err(list_error());
            };
            let text = value.as_str().or_else(|| value.get(0)?.as_str());
            if let Some(text) = text {
                headers.push(name, text);
            }
        }
        Ok(headers)
    }

    /// Adds a field; beyond [`HEADERS_MAX`] it is left out, beyond [`HEADER_BYTES_MAX`] the value is cut.
    pub fn push(&mut self, name: &str, value: &str) {
        if self.0.len() < HEADERS_MAX {
            let value = value.get(..value.floor_char_boundary(HEADER_BYTES_MAX)).unwrap_or_default();
            self.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// Whether there is any field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All fields in order: name in lower case, and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values of a field, in order; the name in lower case.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The first value of an unstructured field, decoded.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(decode_header)
    }

    /// The mailboxes of an address field.
    pub fn addresses(&self, name: &str) -> Vec<Address> {
        self.get(name).map(parse_addresses).unwrap_or_default()
    }

    /// The ids of an id field.
    pub fn message_ids(&self, name: &str) -> Vec<String> {
        self.get(name).map(parse_message_ids).unwrap_or_default()
    }

    /// The instant of a date field.
    pub fn date(&self, name: &str) -> Option<Instant> {
        self.get(name).and_then(parse_date)
    }
}

fn list_error() -> Error {
    Error::Field { path: "message-headers".to_owned(), problem: "is not a JSON array of pairs of a name and a value" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pairs_are_read_in_order_and_lists_by_their_first_text() {
        let json = r#"[["Received","a"],["received","b"],["Content-Type",["text/html",{"charset":"utf-8"}]],["X",1]]"#;
        let headers = Headers::from_json(json).unwrap();
        assert_eq!(headers.all("received").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(headers.get("content-type"), Some("text/html"));
        assert_eq!(headers.get("x"), None);
    }

    #[test]
    fn other_json_is_refused() {
        for json in ["", "{}", "[1]", "[[\"a\"]]", "[[1,\"a\"]]", "[[\"a\",\"b\",\"c\"]]", &"[".repeat(100_000)] {
            assert_eq!(Headers::from_json(json), Err(list_error()));
        }
    }

    #[test]
    fn fields_and_values_are_bounded() {
        let mut headers = Headers::default();
        for _ in 0..HEADERS_MAX + 5 {
            headers.push("A", &"é".repeat(HEADER_BYTES_MAX));
        }
        assert_eq!(headers.all("a").count(), HEADERS_MAX);
        assert!(headers.all("a").all(|value| value.len() <= HEADER_BYTES_MAX));
    }
}
