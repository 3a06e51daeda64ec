//! Answers.

use crate::{Kind, Problem};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

/// When to come again after a temporary failure, in seconds.
const RETRY_AFTER_S: u32 = 5;

/// A whole answer.
pub type Outgoing = Response<Full<Bytes>>;

/// An answer of exactly these bytes; headers that HTTP can't carry are left out.
pub fn raw(status: u16, headers: &[(String, String)], body: Vec<u8>) -> Outgoing {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A JSON answer. API answers are never cached: they hold buyers' data.
pub fn json(status: u16, body: &impl Serialize) -> Outgoing {
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let headers = [header("content-type", "application/json"), header("cache-control", "no-store")];
    raw(status, &headers, bytes)
}

/// The answer with one more header; one that HTTP can't carry is left out.
pub fn with_header(mut answer: Outgoing, name: &'static str, value: &str) -> Outgoing {
    if let Ok(value) = HeaderValue::try_from(value) {
        answer.headers_mut().insert(HeaderName::from_static(name), value);
    }
    answer
}

impl From<Problem> for Outgoing {
    fn from(problem: Problem) -> Self {
        let mut headers = vec![header("content-type", "application/problem+json"), header("cache-control", "no-store")];
        headers.extend(problem.allow.as_ref().map(|allow| header("allow", allow)));
        if matches!(problem.kind, Kind::Unauthorized | Kind::SecondFactorRequired) {
            headers.push(header("www-authenticate", "Bearer"));
        }
        let retry_after_s = problem.retry_after_s.or((problem.kind == Kind::Unavailable).then_some(RETRY_AFTER_S));
        headers.extend(retry_after_s.map(|seconds| header("retry-after", &seconds.to_string())));
        raw(problem.kind.status(), &headers, problem.body())
    }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// One line for a request: constant words and fields, never text from outside.
pub fn log(event: &str, fields: &[(&str, &dyn std::fmt::Display)]) {
    use std::fmt::Write;
    let mut line = format!("event={event}");
    for (name, value) in fields {
        // Writing to a string can't fail.
        let _ = write!(line, " {name}={value}");
    }
    println!("{line}");
}
