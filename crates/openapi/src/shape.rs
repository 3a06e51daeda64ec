//! Shapes of JSON values as JSON Schema, for what is written with `json!`; whatever has a type comes from its type.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where shapes with a name stand in the document.
const PLACE: &str = "/components/schemas";

/// All shapes that have a name.
pub struct Shapes {
    /// Of types that the API answers.
    answered: SchemaGenerator,
    /// Of types that it takes, where fields may be left out.
    taken: SchemaGenerator,
    own: BTreeMap<String, Value>,
}

impl Shapes {
    pub fn new() -> Self {
        let settings = || SchemaSettings::draft2020_12().with(|it| it.definitions_path = PLACE.into());
        Self {
            answered: settings().for_serialize().into_generator(),
            taken: settings().for_deserialize().into_generator(),
            own: BTreeMap::new(),
        }
    }

    /// A type as it is answered.
    pub fn answered<T: JsonSchema>(&mut self) -> Value {
        self.answered.subschema_for::<T>().to_value()
    }

    /// A type as it is taken.
    pub fn taken<T: JsonSchema>(&mut self) -> Value {
        self.taken.subschema_for::<T>().to_value()
    }

    /// A shape of this name, made once.
    pub fn named(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.own.contains_key(name) {
            let shape = make(self);
            self.own.insert(name.to_owned(), shape);
        }
        reference(name)
    }

    /// The definition that a reference leads to; the value itself where it is none.
    pub fn resolved(&self, shape: &Value) -> Value {
        let name = shape.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        let Some(name) = name else { return shape.clone() };
        let found = self.own.get(name).or_else(|| self.answered.definitions().get(name));
        found.or_else(|| self.taken.definitions().get(name)).cloned().unwrap_or_default()
    }

    /// Every named shape. Of a type that is both taken and answered the one holds in which fields may be left out.
    ///
    /// # Errors
    /// Names that stand for two different shapes.
    pub fn finish(mut self) -> Result<Map<String, Value>, String> {
        let mut all = self.answered.take_definitions(true);
        for (name, shape) in self.taken.take_definitions(true).into_iter().chain(self.own) {
            if all.get(&name).is_some_and(|known| bare(known) != bare(&shape)) {
                return Err(format!("two shapes are called {name}"));
            }
            all.insert(name, shape);
        }
        Ok(all)
    }
}

/// A shape whatever it demands.
fn bare(shape: &Value) -> Value {
    match shape {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(name, _)| !["required", "default", "additionalProperties"].contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), bare(value))).collect())
        }
        Value::Array(items) => items.iter().map(bare).collect(),
        other => other.clone(),
    }
}

/// A reference to a named shape.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#{PLACE}/{name}") })
}

/// An object with these fields; the name of one that may be left out begins with `?`.
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, shape) in fields {
        let bare = name.trim_start_matches('?');
        if bare == name {
            required.push(json!(bare));
        }
        properties.insert(bare.to_owned(), shape);
    }
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        set(&mut object, "required", Value::Array(required));
    }
    object
}

/// The same, taking no other field.
pub fn closed<const N: usize>(fields: [(&str, Value); N]) -> Value {
    with(object(fields), "additionalProperties", json!(false))
}

/// An object with the fields of both; what is closed stays so.
pub fn merged(first: &Value, second: &Value) -> Value {
    let mut whole = first.clone();
    let fields = |shape: &Value| shape.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = |shape: &Value| shape.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut properties = fields(first);
    properties.extend(fields(second));
    let mut names = required(first);
    names.extend(required(second).into_iter().filter(|name| !required(first).contains(name)));
    set(&mut whole, "properties", Value::Object(properties));
    if !names.is_empty() {
        set(&mut whole, "required", Value::Array(names));
    }
    whole
}

/// The shape with one more keyword.
pub fn with(mut shape: Value, keyword: &str, value: Value) -> Value {
    set(&mut shape, keyword, value);
    shape
}

/// The shape with a description.
pub fn said(shape: Value, description: &str) -> Value {
    with(shape, "description", json!(description))
}

fn set(shape: &mut Value, keyword: &str, value: Value) {
    if let Value::Object(fields) = shape {
        fields.insert(keyword.to_owned(), value);
    }
}

/// Or null.
pub fn nullable(shape: Value) -> Value {
    match shape.get("type").cloned() {
        Some(Value::String(kind)) if shape.get("enum").is_none() => with(shape, "type", json!([kind, "null"])),
        _ => json!({ "anyOf": [shape, { "type": "null" }] }),
    }
}

/// A text.
pub fn text() -> Value {
    json!({ "type": "string" })
}

/// A text of 1 to `bytes` bytes. JSON Schema counts characters: what has more bytes than that is refused too.
pub fn text_to(bytes: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": bytes })
}

/// One of these words.
pub fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// A whole number, 0 or more.
pub fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// A whole number from `least` to `most`.
pub fn number(least: u64, most: u64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// True or false.
pub fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A list.
pub fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

/// A list of at most so many.
pub fn list_to(most: usize, of: Value) -> Value {
    json!({ "type": "array", "items": of, "maxItems": most })
}

/// An object whose keys are data.
pub fn map(of: Value) -> Value {
    json!({ "type": "object", "additionalProperties": of })
}

/// An RFC 3339 instant.
pub fn instant() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A day, `YYYY-MM-DD`.
pub fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// A conversation's, record's or reply's id.
pub fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
}

/// Where a list goes on; null at its end.
pub fn next() -> Value {
    said(nullable(text()), "Goes into the next request's `cursor`; null at the end.")
}

/// Any JSON.
pub fn anything() -> Value {
    json!({})
}
