//! Requests made up from shapes: as described, and wrong in one place.

use super::document::Document;
use super::pattern::Pattern;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// From here on nothing is added that may be left out.
const DEPTH_MAX: usize = 6;
/// Longest text that is made up where more would be taken; now and then the longest there may be.
const TEXT_CHARS_MAX: usize = 24;
/// Longest text of all, and longest wrong one.
const LONG_CHARS_MAX: usize = 20_000;

/// Texts that programs stumble over.
pub const ODD: [&str; 20] = [
    "",
    " ",
    "\u{0}",
    "a\r\nset-cookie: b=c",
    "\u{202e}txt.exe",
    "e\u{301}\u{301}\u{301}",
    "👩\u{200d}👩\u{200d}👧",
    "<script>alert(1)</script>",
    "{{buyer_name}}{%x%}",
    "../../etc/passwd",
    "'; DROP TABLE x; --",
    "\u{feff}\u{200b}",
    "-1",
    "99999999999999999999999",
    "null",
    "0000-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:60.999999999+14:00",
    "ß\u{1e9e}İı漢字\u{10ffff}",
];

/// A source of requests.
pub struct Maker<'a> {
    /// What is described.
    pub document: &'a Document,
    /// Where choices come from.
    pub rng: Rng,
    /// Ids that stand for something.
    pub ids: Vec<String>,
}

impl Maker<'_> {
    /// One of some.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.rng.usize(..of.len())]
    }

    /// A value of a shape.
    pub fn value(&mut self, shape: &Value) -> Value {
        self.at_depth(shape, 0)
    }

    fn at_depth(&mut self, shape: &Value, depth: usize) -> Value {
        let shape = self.document.resolved(shape);
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(shapes)) = shape.get(keyword) {
                let chosen = self.pick(shapes.as_slice());
                return self.at_depth(chosen, depth);
            }
        }
        if let Some(value) = shape.get("const") {
            return value.clone();
        }
        if let Some(Value::Array(values)) = shape.get("enum") {
            return self.pick(values).clone();
        }
        let kind = match &shape["type"] {
            Value::Array(kinds) => self.pick(kinds).as_str().unwrap().to_owned(),
            Value::String(kind) => kind.clone(),
            _ => "null".to_owned(),
        };
        match kind.as_str() {
            "string" => Value::String(self.text(shape)),
            "integer" => self.integer(shape),
            "number" => json!(self.rng.f64() * 0.98 + 0.01),
            "boolean" => Value::Bool(self.rng.bool()),
            "array" => self.array(shape, depth),
            "object" => self.object(shape, depth),
            _ => Value::Null,
        }
    }

    /// A text of a shape.
    pub fn text(&mut self, shape: &Value) -> String {
        if let Some(pattern) = shape["pattern"].as_str() {
            return match pattern {
                "^[0-9a-f]{32}$" if self.rng.u8(..4) > 0 && !self.ids.is_empty() => {
                    let ids = self.ids.clone();
                    self.pick(&ids).clone()
                }
                _ => Pattern::parse(pattern).make(&mut self.rng),
            };
        }
        match shape["format"].as_str() {
            Some("date-time") => {
                format!("20{}-0{}-1{}T0{}:00:00Z", self.rng.u8(24..30), self.digit(), self.digit(), self.digit())
            }
            Some("date") => format!("2026-1{}-1{}", self.rng.u8(0..3), self.digit()),
            Some("email") => format!("p{}@shop.example", self.rng.u64(..)),
            _ => self.free_text(shape),
        }
    }

    fn digit(&mut self) -> u8 {
        self.rng.u8(1..9)
    }

    fn free_text(&mut self, shape: &Value) -> String {
        let limit = |name: &str| shape[name].as_u64().map(|limit| limit as usize);
        let (least, most) = (limit("minLength").unwrap_or(0), limit("maxLength").unwrap_or(TEXT_CHARS_MAX));
        let length = match self.rng.u8(..10) {
            0 => most.min(LONG_CHARS_MAX),
            1 => least,
            _ => self.rng.usize(least..=most.min(least.max(TEXT_CHARS_MAX))),
        };
        // Blanks at the ends are refused in names.
        (0..length).map(|_| char::from(self.rng.u8(b'a'..=b'z'))).collect()
    }

    fn integer(&mut self, shape: &Value) -> Value {
        let limit = |name: &str, default: i64| shape[name].as_f64().map_or(default, |limit| limit as i64);
        let (least, most) = (limit("minimum", -1_000_000), limit("maximum", 100_000_000));
        json!(match self.rng.u8(..4) {
            0 => least,
            1 => most,
            _ => self.rng.i64(least..=most),
        })
    }

    fn array(&mut self, shape: &Value, depth: usize) -> Value {
        if let Some(Value::Array(shapes)) = shape.get("prefixItems") {
            return shapes.iter().map(|shape| self.at_depth(shape, depth + 1)).collect();
        }
        let least = shape["minItems"].as_u64().unwrap_or(0) as usize;
        let most = if depth > DEPTH_MAX { least } else { least.max(3) };
        let length = self.rng.usize(least..=most);
        (0..length).map(|_| self.at_depth(&shape["items"], depth + 1)).collect()
    }

    fn object(&mut self, shape: &Value, depth: usize) -> Value {
        let mut fields = Map::new();
        let required = shape["required"].as_array().cloned().unwrap_or_default();
        for (name, shape) in shape["properties"].as_object().into_iter().flatten() {
            let is_required = required.iter().any(|it| it == name);
            if is_required || (depth < DEPTH_MAX && self.rng.bool()) {
                fields.insert(name.clone(), self.at_depth(shape, depth + 1));
            }
        }
        if shape["additionalProperties"].is_object() && depth < DEPTH_MAX {
            for _ in 0..self.rng.usize(..3) {
                let name = self.free_text(&Value::Null);
                fields.insert(name, self.at_depth(&shape["additionalProperties"], depth + 1));
            }
        }
        Value::Object(fields)
    }

    /// A value with one fault, somewhere.
    pub fn spoilt(&mut self, mut value: Value) -> Value {
        self.spoil(&mut value);
        value
    }

    fn spoil(&mut self, value: &mut Value) {
        let goes_deeper = self.rng.u8(..3) > 0;
        match value {
            Value::Array(items) if goes_deeper && !items.is_empty() => {
                let place = self.rng.usize(..items.len());
                self.spoil(&mut items[place]);
            }
            Value::Object(fields) if goes_deeper && !fields.is_empty() => {
                let name = fields.keys().nth(self.rng.usize(..fields.len())).unwrap().clone();
                match self.rng.u8(..4) {
                    0 => {
                        fields.remove(&name);
                    }
                    1 => {
                        let odd = self.strange();
                        fields.insert((*self.pick(&ODD)).to_owned(), odd);
                    }
                    _ => self.spoil(fields.get_mut(&name).unwrap()),
                }
            }
            other => *other = self.strange(),
        }
    }

    /// A value that nobody expects.
    pub fn strange(&mut self) -> Value {
        match self.rng.u8(..14) {
            0 => Value::Null,
            1 => json!(-1),
            2 => json!(i64::MIN),
            3 => json!(u64::MAX),
            4 => json!(1e308),
            5 => json!(0.5),
            6 => json!(true),
            7 => json!([]),
            8 => json!({}),
            9 => json!([[[[{}]]]]),
            10 => Value::String("x".repeat(self.rng.usize(..LONG_CHARS_MAX))),
            11 => Value::String("漢".repeat(self.rng.usize(..LONG_CHARS_MAX / 4))),
            _ => Value::String((*self.pick(&ODD)).to_owned()),
        }
    }

    /// Bytes that are no JSON, or hardly.
    pub fn garbage(&mut self, body: &Value) -> Vec<u8> {
        let text = body.to_string();
        match self.rng.u8(..9) {
            0 => Vec::new(),
            1 => b"{".to_vec(),
            2 => b"\xff\xfe\x00".to_vec(),
            3 => "[".repeat(50_000).into_bytes(),
            4 => r#"{"a":"#.repeat(5_000).into_bytes(),
            5 => text.as_bytes()[..text.len() / 2].to_vec(),
            6 => format!("{text}{text}").into_bytes(),
            7 => b"null".to_vec(),
            _ => format!("\u{feff}{text}").into_bytes(),
        }
    }
}
