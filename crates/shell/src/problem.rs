//! Problem details (RFC 9457): one table from kind to HTTP status.

use sellerdesk_people::PeopleError;
use serde::Serialize;

/// What went wrong, as clients may tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request can't be parsed.
    Malformed,
    /// No valid token.
    Unauthorized,
    /// No valid signature of a webhook: no token would help.
    Unsigned,
    /// The password is right; a code is wanted.
    SecondFactorRequired,
    /// Known, but not allowed.
    Forbidden,
    /// Too many failures: wait.
    Locked,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The path exists; the method doesn't.
    MethodNotAllowed,
    /// The body is over its limit.
    BodyTooLarge,
    /// Understood, but a field's value is not acceptable.
    Invalid,
    /// A text breaks a marketplace's rules; the findings say where.
    TextRefused,
    /// It was changed since the caller read it.
    Conflict,
    /// A temporary failure: the same request may succeed later.
    Unavailable,
    /// Another service that is needed for it answers what it may not; repeating won't mend it.
    Provider,
    /// A fault of ours that repeating won't mend.
    Internal,
}

impl Kind {
    /// The one table: HTTP status, short name, title.
    const fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Malformed => (400, "malformed", "The request can't be parsed"),
            Self::Unauthorized | Self::Unsigned => (401, "unauthorized", "Not authenticated"),
            // Clients look for its last part.
            Self::SecondFactorRequired => (401, "sign-in/second-factor-required", "A second factor is wanted"),
            Self::Forbidden => (403, "forbidden", "Not allowed"),
            Self::Locked => (429, "locked", "Too many attempts"),
            Self::NotFound => (404, "not-found", "Not found"),
            Self::MethodNotAllowed => (405, "method-not-allowed", "Method not allowed"),
            Self::BodyTooLarge => (413, "body-too-large", "The body is too large"),
            Self::Invalid => (422, "invalid", "A field is not acceptable"),
            Self::TextRefused => (422, "text-refused", "The text breaks a marketplace's rules"),
            Self::Conflict => (412, "conflict", "Changed by somebody else"),
            Self::Unavailable => (503, "unavailable", "Temporarily unavailable"),
            Self::Provider => (502, "provider", "Another service answers wrongly"),
            Self::Internal => (500, "internal", "Internal error"),
        }
    }

    /// HTTP status.
    pub const fn status(self) -> u16 {
        self.row().0
    }
}

/// One field that is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Path of the field, such as `calendar.weekly.mon[0]`.
    pub field: String,
    /// What is wrong with it and what the limit is.
    pub detail: String,
}

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub kind: Kind,
    /// For the client's developer; never quotes buyer data or secrets.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<FieldError>,
    /// Methods that would be allowed.
    pub allow: Option<String>,
    /// When to come again, in seconds.
    pub retry_after_s: Option<u32>,
    /// Where a text breaks rules, as JSON objects.
    pub findings: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    findings: &'a [serde_json::Value],
}

impl Problem {
    /// A problem without fields.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), errors: Vec::new(), allow: None, retry_after_s: None, findings: Vec::new() }
    }

    /// A method that the path doesn't take.
    pub fn method(allow: &str) -> Self {
        let detail = format!("this path takes {allow}");
        Self { allow: Some(allow.to_owned()), ..Self::new(Kind::MethodNotAllowed, detail) }
    }

    /// Fields that are not acceptable.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid, "see errors") }
    }

    /// One field that is not acceptable.
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError { field: field.into(), detail: detail.into() }])
    }

    /// The document, for answers about several things.
    pub fn document(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body()).unwrap_or_default()
    }

    /// The document's bytes.
    pub(crate) fn body(&self) -> Vec<u8> {
        let (status, name, title) = self.kind.row();
        let document = Document {
            r#type: format!("urn:sellerdesk:problem:{name}"),
            title,
            status,
            detail: &self.detail,
            errors: &self.errors,
            findings: &self.findings,
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

impl From<sellerdesk_journal::StoreError> for Problem {
    fn from(error: sellerdesk_journal::StoreError) -> Self {
        let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
        Self::new(kind, error.to_string())
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        let detail = error.to_string();
        match error {
            PeopleError::Store(error) => error.into(),
            PeopleError::Invalid { field, detail } => Self::field(field, detail),
            PeopleError::NotFound(_) => Self::new(Kind::NotFound, detail),
            PeopleError::Conflict { .. } => Self::new(Kind::Conflict, detail),
            PeopleError::Denied => Self::new(Kind::Unauthorized, detail),
            PeopleError::SecondFactorRequired => Self::new(Kind::SecondFactorRequired, detail),
            PeopleError::Locked { retry_after_s } => {
                Self { retry_after_s: Some(retry_after_s), ..Self::new(Kind::Locked, detail) }
            }
            PeopleError::NoPerson => Self::new(Kind::Forbidden, detail),
            PeopleError::NoRandomness => Self::new(Kind::Unavailable, detail),
            PeopleError::Corrupt { .. } => Self::new(Kind::Internal, detail),
        }
    }
}
