//! One route as OpenAPI describes it.

use crate::shape::{number, reference, text, text_to, with};
use sellerdesk_people::Needs;
use serde_json::{Map, Value, json};

/// Longest `Idempotency-Key`, in bytes.
const KEY_BYTES_MAX: usize = 200;

/// What a route takes and answers.
pub struct Operation {
    id: &'static str,
    summary: &'static str,
    detail: Option<&'static str>,
    parameters: Vec<Value>,
    body: Option<Value>,
    answers: Vec<(u16, Value)>,
    /// Statuses of problem documents.
    fails: Vec<u16>,
}

impl Operation {
    /// A route by the name that generated clients give it, and what it does.
    pub fn new(id: &'static str, summary: &'static str) -> Self {
        let (parameters, answers) = (Vec::new(), Vec::new());
        // The body is read, within its limit, before anything is looked up.
        Self { id, summary, detail: None, parameters, body: None, answers, fails: vec![413] }
    }

    /// More about it.
    pub fn detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// A part of the path.
    pub fn part(mut self, name: &str, shape: Value, description: &str) -> Self {
        let parameter =
            json!({ "name": name, "in": "path", "required": true, "schema": shape, "description": description });
        self.parameters.push(parameter);
        self
    }

    /// A parameter of the query, which may be left out; a wrong one is a 422.
    pub fn query(mut self, name: &str, shape: Value, description: &str) -> Self {
        self.parameters.push(json!({ "name": name, "in": "query", "schema": shape, "description": description }));
        self.fails(&[422])
    }

    /// `cursor` and `limit`.
    pub fn paged(self, default: usize, most: usize) -> Self {
        let limit = with(number(1, most as u64), "default", json!(default));
        self.query("cursor", text(), "The `next` of the page before.").query("limit", limit, "How many at most.")
    }

    /// A JSON body; `{}` and nothing at all are the same where `is_required` isn't set.
    pub fn body(mut self, shape: Value, is_required: bool, example: Value) -> Self {
        let content = json!({ "application/json": { "schema": shape, "example": example } });
        self.body = Some(json!({ "required": is_required, "content": content }));
        self.fails(&[400, 422])
    }

    /// A body of any bytes.
    pub fn bytes(mut self, description: &str) -> Self {
        let content = json!({ "application/octet-stream": { "schema": {} } });
        self.body = Some(json!({ "required": true, "description": description, "content": content }));
        self.fails(&[400, 422])
    }

    /// An answer in JSON.
    pub fn json(mut self, status: u16, description: &str, shape: Value) -> Self {
        let content = json!({ "application/json": { "schema": shape } });
        self.answers.push((status, json!({ "description": description, "content": content })));
        self
    }

    /// An answer that can also be one of these media types, as text or bytes.
    pub fn or_media(mut self, types: &[&str]) -> Self {
        if let Some(content) = self.answers.last_mut().and_then(|(_, answer)| answer.get_mut("content"))
            && let Value::Object(content) = content
        {
            content.extend(types.iter().map(|name| ((*name).to_owned(), json!({ "schema": {} }))));
        }
        self
    }

    /// An answer in other media types only.
    pub fn media(mut self, status: u16, description: &str, types: &[&str]) -> Self {
        self.answers.push((status, json!({ "description": description, "content": {} })));
        self.or_media(types)
    }

    /// 204.
    pub fn nothing(mut self, description: &str) -> Self {
        self.answers.push((204, json!({ "description": description })));
        self
    }

    /// A header of the answer before.
    pub fn header(mut self, name: &str, description: &str) -> Self {
        if let Some((_, Value::Object(answer))) = self.answers.last_mut() {
            let headers = answer.entry("headers").or_insert_with(|| json!({}));
            if let Value::Object(headers) = headers {
                headers.insert(name.to_owned(), json!({ "description": description, "schema": text() }));
            }
        }
        self
    }

    /// The answer before has an `ETag`.
    pub fn tagged(self) -> Self {
        self.header("ETag", "The version, for `If-Match` of the next change.")
    }

    /// `If-Match` names the version that a change was made from.
    pub fn if_match(self, description: &str) -> Self {
        self.request_header("If-Match", json!({ "type": "string", "pattern": "^\"?[0-9]{1,18}\"?$" }), description)
            .fails(&[412, 422])
    }

    /// `Idempotency-Key`: the same key does the same thing once.
    pub fn idempotent(self) -> Self {
        let description = "The same key again does nothing more and answers the same.";
        self.request_header("Idempotency-Key", text_to(KEY_BYTES_MAX), description).fails(&[422])
    }

    fn request_header(mut self, name: &str, shape: Value, description: &str) -> Self {
        self.parameters.push(json!({ "name": name, "in": "header", "schema": shape, "description": description }));
        self
    }

    /// Problem documents with these statuses.
    pub fn fails(mut self, statuses: &[u16]) -> Self {
        self.fails.extend(statuses);
        self.fails.sort_unstable();
        self.fails.dedup();
        self
    }

    /// As it stands in the document.
    pub fn write(self, tag: &str, needs: Needs, permission: &Map<String, Value>) -> Value {
        let this = match needs {
            Needs::Nothing => self.fails(&[503]),
            Needs::Anybody => self.fails(&[401, 503]),
            _ => self.fails(&[401, 403, 503]),
        };
        let mut responses: Map<String, Value> =
            this.answers.into_iter().map(|(status, answer)| (status.to_string(), answer)).collect();
        for status in this.fails {
            let name = format!("#/components/responses/Problem{status}");
            responses.insert(status.to_string(), json!({ "$ref": name }));
        }
        let mut operation = json!({
            "operationId": this.id,
            "summary": this.summary,
            "tags": [tag],
            "responses": responses,
        });
        if let Value::Object(fields) = &mut operation {
            fields.extend(permission.clone());
            let texts = this.detail.map(|detail| ("description".to_owned(), json!(detail)));
            fields.extend(texts);
            if !this.parameters.is_empty() {
                fields.insert("parameters".to_owned(), Value::Array(this.parameters));
            }
            fields.extend(this.body.map(|body| ("requestBody".to_owned(), body)));
            if needs == Needs::Nothing {
                fields.insert("security".to_owned(), json!([]));
            }
        }
        operation
    }
}

/// A problem document's answer, by its status.
pub fn problem(status: u16, description: &str) -> (String, Value) {
    let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
    let mut answer = json!({ "description": description, "content": content });
    let header = match status {
        429 | 503 => Some((
            "Retry-After",
            json!({ "description": "When to come again, in seconds.", "schema": number(1, 86_400) }),
        )),
        401 => Some(("WWW-Authenticate", json!({ "schema": text() }))),
        _ => None,
    };
    if let (Some((name, header)), Value::Object(fields)) = (header, &mut answer) {
        fields.insert("headers".to_owned(), json!({ name: header }));
    }
    (format!("Problem{status}"), answer)
}
