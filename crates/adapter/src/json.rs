//! JSON bodies: bounded before they are parsed, read field by field, with errors that name the field and never
//! quote its content.
//!
//! ```
//! use sellerdesk_adapter::json::{self, Fields};
//!
//! let body = json::parse(br#"{"order": {"id": 9007199254740993}}"#, 1_000)?;
//! let order = Fields::root(&body)?.required("order", Fields::object)?;
//! assert_eq!(order.id("id")?.as_deref(), Some("9007199254740993"));
//! assert_eq!(order.id("name")?, None);
//! # Ok::<(), sellerdesk_adapter::Error>(())
//! ```

use crate::{Error, money, text, time};
use sellerdesk_canonical::limits::ID_BYTES_MAX;
use sellerdesk_canonical::{Instant, Money};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Deepest nesting of objects and lists taken; marketplaces' own go to about ten.
pub const DEPTH_MAX: usize = 32;

/// Parses a body of at most `bytes_max` bytes, nested at most [`DEPTH_MAX`] deep.
///
/// Of a name that stands twice in one object the last value counts.
///
/// # Errors
///
/// [`Error::BodyTooLong`], [`Error::JsonTooDeep`] and [`Error::JsonInvalid`].
pub fn parse(bytes: &[u8], bytes_max: usize) -> Result<Value, Error> {
    if bytes.len() > bytes_max {
        return Err(Error::BodyTooLong { bytes_max });
    }
    if deeper_than(bytes, DEPTH_MAX) {
        return Err(Error::JsonTooDeep { depth_max: DEPTH_MAX });
    }
    value(bytes).map_err(|error| Error::JsonInvalid { line: error.line(), column: error.column() })
}

/// What `serde_json::from_slice` makes of these bytes, unbounded but for its own depth.
///
/// The crate's own reader of values also knows how to keep raw text, where any package of a build asks for that, and
/// with it come all of its types' error messages: a quarter of a small adapter.
///
/// # Errors
///
/// It is not JSON.
pub fn value(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = AnyValue.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Reads any value.
struct AnyValue;

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key()? {
            map.insert(name, fields.next_value_seed(Self)?);
        }
        Ok(Value::Object(map))
    }
}

/// Whether brackets outside strings nest deeper than `depth_max`, in one pass, valid JSON or not.
fn deeper_than(bytes: &[u8], depth_max: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > depth_max {
            return true;
        }
    }
    false
}

/// The fields of one JSON object. A field that is absent and one that is `null` are the same: `None`.
#[derive(Clone, Debug)]
pub struct Fields<'json> {
    /// Where the object stands: empty, or a path that ends in a dot.
    prefix: String,
    map: &'json Map<String, Value>,
}

impl<'json> Fields<'json> {
    /// The fields of a whole body, which has to be an object.
    pub fn root(value: &'json Value) -> Result<Self, Error> {
        let map = value.as_object().ok_or_else(|| wrong("the body", "must be an object"))?;
        Ok(Self { prefix: String::new(), map })
    }

    /// A field of this object is not what it should be.
    pub fn wrong(&self, name: &str, problem: &'static str) -> Error {
        wrong(&format!("{}{name}", self.prefix), problem)
    }

    /// A field that must be there, read by one of the other functions: `fields.required("id", Fields::id)`.
    pub fn required<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Self, &'static str) -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        read(self, name)?.ok_or_else(|| self.wrong(name, "is missing"))
    }

    /// An object.
    pub fn object(&self, name: &'static str) -> Result<Option<Fields<'json>>, Error> {
        let object = |value: &'json Value| {
            value.as_object().map(|map| Fields { prefix: format!("{}{name}.", self.prefix), map })
        };
        self.read(name, "must be an object", object)
    }

    /// A list of objects; empty where it is absent. Items beyond the first `items_max` are not read.
    pub fn objects(&self, name: &'static str, items_max: usize) -> Result<Vec<Fields<'json>>, Error> {
        let items = self.read(name, "must be a list", Value::as_array)?;
        let items = items.map(Vec::as_slice).unwrap_or_default();
        let object = |(position, item): (usize, &'json Value)| {
            let path = format!("{}{name}[{position}]", self.prefix);
            let map = item.as_object().ok_or_else(|| wrong(&path, "must be an object"))?;
            Ok(Fields { prefix: format!("{path}."), map })
        };
        items.iter().take(items_max).enumerate().map(object).collect()
    }

    /// How many items a list has; 0 where it is absent or not a list.
    pub fn items(&self, name: &str) -> usize {
        self.map.get(name).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Text as it stands: unbounded but for the body, control characters and all.
    pub fn text(&self, name: &'static str) -> Result<Option<&'json str>, Error> {
        self.read(name, "must be text", Value::as_str)
    }

    /// One line of text for display, cleaned and cut by [`text::line`]; `None` where nothing is left.
    pub fn line(&self, name: &'static str) -> Result<Option<String>, Error> {
        Ok(self.text(name)?.map(text::line).filter(|line| !line.is_empty()))
    }

    /// An id: text, or a whole number from 0 to 2^64 - 1, which is kept digit by digit.
    ///
    /// At most [`ID_BYTES_MAX`] bytes and no control characters: an id is never cut, for that would make two
    /// things one.
    pub fn id(&self, name: &'static str) -> Result<Option<String>, Error> {
        let value = self.map.get(name).filter(|value| !value.is_null());
        value.map(|value| read_id(value).map_err(|problem| self.wrong(name, problem))).transpose()
    }

    /// A list of ids; empty where it is absent. Items beyond the first `items_max` are not read.
    pub fn ids(&self, name: &'static str, items_max: usize) -> Result<Vec<String>, Error> {
        let items = self.read(name, "must be a list", Value::as_array)?;
        let items = items.map(Vec::as_slice).unwrap_or_default().iter();
        items.take(items_max).map(|item| read_id(item).map_err(|problem| self.wrong(name, problem))).collect()
    }

    /// The texts in a list, as they stand; other items are left out, and all where it is absent or no list. Items
    /// beyond the first `items_max` are not read.
    pub fn texts(&self, name: &str, items_max: usize) -> Vec<&'json str> {
        let items = self.map.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        items.iter().take(items_max).filter_map(Value::as_str).collect()
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, Error> {
        self.read(name, "must be true or false", Value::as_bool)
    }

    /// A whole number from 0 to 2^64 - 1.
    pub fn whole(&self, name: &'static str) -> Result<Option<u64>, Error> {
        self.read(name, "must be a whole number from 0 to 2^64 - 1", Value::as_u64)
    }

    /// An RFC 3339 instant between the years 2000 and 2099, in milliseconds.
    pub fn instant(&self, name: &'static str) -> Result<Option<Instant>, Error> {
        self.read(name, "must be an RFC 3339 date and time between 2000 and 2099", |value| {
            value.as_str().and_then(time::parse_rfc3339)
        })
    }

    /// An amount in decimal digits, given as text ([`money::is_amount`]).
    pub fn amount(&self, name: &'static str) -> Result<Option<&'json str>, Error> {
        self.read(name, "must be an amount in decimal digits, as text", |value| {
            value.as_str().filter(|amount| money::is_amount(amount))
        })
    }

    /// An ISO 4217 code: three upper-case letters.
    pub fn currency(&self, name: &'static str) -> Result<Option<&'json str>, Error> {
        self.read(name, "must be three upper-case letters", |value| {
            value.as_str().filter(|code| money::is_currency(code))
        })
    }

    /// Money from the fields of its amount and its currency; `None` where either can't be read: it is decoration.
    pub fn money(&self, amount: &'static str, currency: &'static str) -> Option<Money> {
        let (amount, currency) = (self.amount(amount).ok()??, self.currency(currency).ok()??);
        Some(Money { amount: amount.to_owned(), currency: currency.to_owned() })
    }

    fn read<T>(
        &self,
        name: &str,
        problem: &'static str,
        read: impl FnOnce(&'json Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| self.wrong(name, problem)),
        }
    }
}

fn read_id(value: &Value) -> Result<String, &'static str> {
    let id = match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        _ => None,
    };
    match id {
        None => Err("must be text or a whole number below 2^64"),
        Some(id) if id.is_empty() => Err("must not be empty"),
        Some(id) if id.len() > ID_BYTES_MAX => Err("is too long"),
        Some(id) if id.chars().any(char::is_control) => Err("has control characters"),
        Some(id) => Ok(id),
    }
}

fn wrong(path: &str, problem: &'static str) -> Error {
    Error::Field { path: path.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn depth_is_counted_outside_strings_only() {
        let nested = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
        assert!(parse(&nested(DEPTH_MAX), 1_000).is_ok());
        assert_eq!(parse(&nested(DEPTH_MAX + 1), 1_000), Err(Error::JsonTooDeep { depth_max: DEPTH_MAX }));
        assert_eq!(parse(&b"[".repeat(900), 1_000), Err(Error::JsonTooDeep { depth_max: DEPTH_MAX }));
        let quoted = format!(r#"["{}\"{}"]"#, "[".repeat(100), "{".repeat(100));
        assert!(parse(quoted.as_bytes(), 1_000).is_ok());
    }

    #[test]
    fn values_are_read_as_serde_json_reads_them() {
        for text in [
            "null",
            " [true, false, null, []] ",
            "[0, -0, 18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809]",
            "[1.5, -2.25e-3, 1E5, 0.1, 123456789012345678901234567890]",
            r#"["", "a\"\\\/\b\u00e9\ud83d\ude00", "é"]"#,
            r#"{"a": {"b": [{"c": 1}]}, "a": 2, "": "x"}"#,
            "1e999",
            "[1,]",
            "{\"a\"}",
            "{1: 2}",
            "[] x",
            "\"\\ud800\"",
            "01",
            "",
        ] {
            let ours = value(text.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(ours, serde_json::from_str(text).map_err(|error| error.to_string()), "{text}");
        }
        let deep = "[".repeat(200);
        assert!(value(deep.as_bytes()).is_err_and(|error| error.to_string().contains("recursion")));
    }

    #[test]
    fn what_is_not_json_is_refused_without_quoting_it() {
        for body in [&b""[..], b"{\"a\":", b"\"\xff\"", b"{} secret", b"1e999", b"[01]", b"nul"] {
            let error = parse(body, 1_000).unwrap_err();
            assert!(matches!(error, Error::JsonInvalid { .. }), "{body:?}: {error:?}");
            assert!(!error.to_string().contains("secret"));
        }
        assert_eq!(parse(b"[   ]", 4), Err(Error::BodyTooLong { bytes_max: 4 }));
    }

    #[test]
    fn ids_are_exact_or_refused() {
        let body = parse(
            br#"{"big":18446744073709551615,"text":"x:1","huge":18446744073709551616,"minus":-1,
                "float":1.0,"empty":"","control":"a\u0000b","null":null,"list":[1]}"#,
            1_000,
        )
        .unwrap();
        let fields = Fields::root(&body).unwrap();
        assert_eq!(fields.id("big").unwrap().unwrap(), "18446744073709551615");
        assert_eq!(fields.id("text").unwrap().unwrap(), "x:1");
        assert_eq!(fields.id("null").unwrap(), None);
        assert_eq!(fields.id("absent").unwrap(), None);
        for name in ["huge", "minus", "float", "empty", "control", "list"] {
            assert!(fields.id(name).is_err(), "{name}");
        }
    }

    #[test]
    fn errors_name_the_path() {
        let body = parse(br#"{"a":{"b":[{"c":1},{"c":"text"}]}}"#, 1_000).unwrap();
        let items = Fields::root(&body).unwrap().required("a", Fields::object).unwrap();
        let items = items.objects("b", 10).unwrap();
        let error = items.first().unwrap().text("c").unwrap_err();
        assert_eq!(error.to_string(), "a.b[0].c must be text");
        let texts = parse(br#"{"t":["x",1,"y","z"],"o":{}}"#, 100).unwrap();
        let texts = Fields::root(&texts).unwrap();
        assert_eq!((texts.texts("t", 3), texts.texts("o", 3)), (vec!["x", "y"], vec![]));
        let error = items.last().unwrap().required("d", Fields::text).unwrap_err();
        assert_eq!(error.to_string(), "a.b[1].d is missing");
        assert_eq!(Fields::root(&Value::Null).unwrap_err().to_string(), "the body must be an object");
    }
}
