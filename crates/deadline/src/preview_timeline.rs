//! Answers the second form of `POST /api/v1/preview/deadline`: what both clocks say about a conversation.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    FieldProblem, LIMITS, Moment, Policy, check_policy, evaluate, format_instant, instant::parse_instant,
    preview::name_field,
};

/// Moments of one request.
const MOMENTS_MAX: usize = 500;
/// Keys whose values are instants, in requests and answers.
const INSTANTS: [&str; 7] = ["at", "due", "due_at", "waiting_since", "started_at", "deadline", "ended_at"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    policy: Policy,
    #[serde(default)]
    limit: Option<String>,
    moments: Vec<Moment>,
}

/// `{"policy": {...}, "limit": "amazon-reply" | null, "moments": [{"id": "m1", "at": "2026-01-14T10:00:00Z",
/// "kind": "buyer_message"}]}`: the answer is the [`crate::Evaluation`], instants in RFC 3339, with what a sweep will
/// record as `attention`.
///
/// # Errors
/// Every refused field with its path, for a 422.
pub fn preview_timeline(request: &Value) -> Result<Value, Vec<FieldProblem>> {
    let mut request = request.clone();
    if let Some(moments) = request.get_mut("moments") {
        convert(moments, &|value| match value {
            Value::String(text) => parse_instant(text).map(Value::from),
            _ => None,
        });
    }
    let request: Request = serde_path_to_error::deserialize(&request).map_err(|error| vec![name_field(&error)])?;
    let mut problems = check_policy(&request.policy, "policy");
    if request.moments.len() > MOMENTS_MAX {
        problems.push(FieldProblem::new("moments", format!("has more than {MOMENTS_MAX} moments")));
    }
    let limit = request.limit.as_deref().map(|id| LIMITS.iter().find(|row| row.limit.id == id));
    if limit.is_some_and(|found| found.is_none()) {
        problems.push(FieldProblem::new("limit", "is not the id of a marketplace's limit"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let limit = limit.flatten().map(|row| &row.limit);
    let evaluation = evaluate(&request.moments, &request.policy, limit);
    let unwritable = |error: serde_json::Error| vec![FieldProblem::new("request", error.to_string())];
    let mut answer = serde_json::to_value(&evaluation).map_err(unwritable)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("attention".to_owned(), serde_json::to_value(evaluation.attention()).map_err(unwritable)?);
    }
    convert(&mut answer, &|value| value.as_i64().and_then(format_instant).map(Value::from));
    Ok(answer)
}

/// Replaces the instants of a document, at any depth.
fn convert(value: &mut Value, instant: &impl Fn(&Value) -> Option<Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| convert(item, instant)),
        Value::Object(fields) => convert_fields(fields, instant),
        _ => {}
    }
}

fn convert_fields(fields: &mut Map<String, Value>, instant: &impl Fn(&Value) -> Option<Value>) {
    for (key, field) in fields {
        match instant(field).filter(|_| INSTANTS.contains(&key.as_str())) {
            Some(converted) => *field = converted,
            None => convert(field, instant),
        }
    }
}
