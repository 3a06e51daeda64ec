//! Why a page can't be shown as asked.

use crate::Reply;
use serde_json::Value;

/// Temporary is [`Self::Silent`] alone: the same request may succeed later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The session is over.
    SignedOut,
    /// There is no such page or thing.
    Missing,
    /// The method isn't the path's.
    Method(&'static str),
    /// Signed in, but not for this.
    Forbidden,
    /// The form was not made by one of our pages, or in another session.
    Foreign,
    /// The API says no, and why.
    Refused(Refusal),
    /// No answer, or a fault.
    Silent,
}

/// A problem document (RFC 9457).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// In words.
    pub detail: String,
    /// The last part of the type, such as `conflict`.
    pub name: String,
    /// Fields at fault and why.
    pub errors: Vec<(String, String)>,
    /// Where a text breaks rules.
    pub findings: Vec<Value>,
}

impl Refusal {
    /// One field that the console itself refuses.
    pub fn field(field: &str, detail: &str) -> Self {
        Self { status: 422, errors: vec![(field.to_owned(), detail.to_owned())], ..Self::default() }
    }

    /// Somebody else saved in between.
    pub fn conflict(detail: &str) -> Self {
        Self { status: 412, name: "conflict".to_owned(), detail: detail.to_owned(), ..Self::default() }
    }

    /// The words to show: the fields' where there are some.
    pub fn lines(&self) -> Vec<String> {
        if self.errors.is_empty() {
            return vec![self.detail.clone()];
        }
        self.errors.iter().map(|(field, detail)| format!("{field}: {detail}")).collect()
    }
}

impl Failure {
    /// What an answer that is no success means.
    pub fn of(reply: &Reply) -> Self {
        match reply.status {
            401 => Self::SignedOut,
            403 => Self::Forbidden,
            404 => Self::Missing,
            400..=499 => Self::Refused(refusal(reply)),
            _ => Self::Silent,
        }
    }
}

/// The problem document of an answer.
pub(crate) fn refusal(reply: &Reply) -> Refusal {
    let body = reply.json();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |name: &str| body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let kind = text(&body, "type");
    Refusal {
        status: reply.status,
        detail: text(&body, "detail"),
        name: kind.rsplit([':', '/']).next().unwrap_or_default().to_owned(),
        errors: list("errors").iter().map(|error| (text(error, "field"), text(error, "detail"))).collect(),
        findings: list("findings"),
    }
}
