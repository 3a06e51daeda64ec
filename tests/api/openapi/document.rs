//! The document as a running desk answers it.

use crate::harness::{TestApp, json};
use serde_json::{Map, Value};

/// What the desk says of itself.
pub struct Document(pub Value);

/// One method of one path.
pub struct Operation<'a> {
    /// Upper-case method.
    pub method: String,
    /// With braces.
    pub path: &'a str,
    /// All of it.
    pub value: &'a Value,
}

impl Document {
    /// As the administrator gets it.
    pub fn read(app: &TestApp) -> Self {
        Self(json(&app.get("/api/v1/openapi.json"), 200))
    }

    /// Every operation, in the document's order.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, methods) in self.0["paths"].as_object().unwrap() {
            for (method, value) in methods.as_object().unwrap() {
                operations.push(Operation { method: method.to_ascii_uppercase(), path, value });
            }
        }
        operations
    }

    /// What a value with a reference stands for.
    pub fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            None => value,
            Some(path) => {
                let found = self.0.pointer(path.strip_prefix('#').unwrap());
                self.resolved(found.unwrap_or_else(|| panic!("{path} leads nowhere")))
            }
        }
    }
}

impl<'a> Operation<'a> {
    /// Its name.
    pub fn id(&self) -> &'a str {
        self.value["operationId"].as_str().unwrap()
    }

    /// Its parameters of a kind: `path`, `query` or `header`.
    pub fn parameters(&self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = self.value["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let of_kind = all.iter().filter(move |it| it["in"] == kind);
        of_kind.map(|it| (it["name"].as_str().unwrap(), &it["schema"]))
    }

    /// The shape of its JSON body, where it takes one.
    pub fn body(&self) -> Option<&'a Value> {
        self.value.pointer("/requestBody/content/application~1json/schema")
    }

    /// The example of its body.
    pub fn example(&self) -> Option<&'a Value> {
        self.value.pointer("/requestBody/content/application~1json/example")
    }

    /// Whether it takes any bytes.
    pub fn takes_bytes(&self) -> bool {
        self.value.pointer("/requestBody/content/application~1octet-stream").is_some()
    }

    /// What is said of answers with a status.
    pub fn answer(&self, document: &'a Document, status: u16) -> Option<&'a Value> {
        Some(document.resolved(self.value["responses"].get(status.to_string())?))
    }

    /// The media types of an answer, and their shapes.
    pub fn media(answer: &'a Value) -> Map<String, Value> {
        answer.get("content").and_then(Value::as_object).cloned().unwrap_or_default()
    }
}
