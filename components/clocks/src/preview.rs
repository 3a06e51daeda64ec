//! Answers `POST /api/v1/preview/deadline`.

use sellerdesk_contract::wit::timeline::Problem;
use sellerdesk_deadline as rules;

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
    let request = serde_json::from_str(request).map_err(|error| refuse(format!("is not JSON: {error}")))?;
    let answer = rules::preview(&request).map_err(|problems| {
        let problems = problems.into_iter();
        problems.map(|problem| Problem { field: problem.field, detail: problem.message }).collect::<Vec<_>>()
    })?;
    serde_json::to_string(&answer).map_err(|error| refuse(error.to_string()))
}

fn refuse(detail: String) -> Vec<Problem> {
    vec![Problem { field: "request".to_owned(), detail }]
}
