//! Reading the API's answers: what is missing is empty.

use serde_json::Value;

static NULL: Value = Value::Null;

/// A field; `null` if there is none.
pub(crate) fn at<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&NULL)
}

/// A text; empty if there is none.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    at(value, name).as_str().unwrap_or_default()
}

/// A list; empty if there is none.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    at(value, name).as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The texts of a list.
pub(crate) fn texts<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    list(value, name).iter().filter_map(Value::as_str).collect()
}

/// Whether a field is `true`.
pub(crate) fn is(value: &Value, name: &str) -> bool {
    at(value, name) == &Value::Bool(true)
}

/// A number; 0 if there is none.
pub(crate) fn number(value: &Value, name: &str) -> i64 {
    at(value, name).as_i64().unwrap_or_default()
}

/// Orders objects by an instant of theirs; those without it come last. One function: each sort is 5 KB of Wasm.
pub(crate) fn by_instant(values: &mut [&Value], name: &str) {
    values.sort_by_key(|value| crate::time::parse(text(value, name)).unwrap_or(i64::MAX));
}

/// A place in a text, in bytes.
pub(crate) fn span(value: &Value) -> Option<(usize, usize)> {
    let at = |name| at(value, name).as_u64().and_then(|at| usize::try_from(at).ok());
    Some((at("start")?, at("end")?)).filter(|(start, end)| start < end)
}
