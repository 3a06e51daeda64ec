//! Answers `POST /api/v1/preview/deadline`.

use sellerdesk_contract::wit::timeline::Problem;
use sellerdesk_deadline as rules;
use serde_json::Value;

/// Bytes of a request: a calendar with every holiday and override it may have.
pub const REQUEST_BYTES_MAX: usize = 256 * 1024;

/// The deadline and the warning of a request, JSON in and JSON out.
///
/// # Errors
/// Every refused field; `request` if it isn't JSON or has the wrong shape as a whole.
pub fn preview(request: &str) -> Result<String, Vec<Problem>> {
    if request.len() > REQUEST_BYTES_MAX {
        return Err(refuse(format!("has more than {REQUEST_BYTES_MAX} bytes")));
    }
    let request: Value = serde_json::from_str(request).map_err(|error| refuse(format!("is not JSON: {error}")))?;
    // With moments it is about a whole conversation.
    let answer = if request.get("moments").is_some() {
        rules::preview_timeline(&request).map_err(named)?
    } else {
        serde_json::to_value(rules::preview(&request).map_err(named)?).map_err(|error| refuse(error.to_string()))?
    };
    serde_json::to_string(&answer).map_err(|error| refuse(error.to_string()))
}

fn named(problems: Vec<rules::FieldProblem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| Problem { field: problem.field, detail: problem.message }).collect()
}

fn refuse(detail: String) -> Vec<Problem> {
    vec![Problem { field: "request".to_owned(), detail }]
}
