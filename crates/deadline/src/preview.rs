//! Answers `POST /api/v1/preview/deadline`: what a calendar makes of a start and a target.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Calendar, FieldProblem, OpenHours, PAUSES_MAX, Pause, Problem, TARGET_MS_MAX, find_deadline, format_instant,
    instant::{SECOND_MS, parse_instant},
};

const MESSAGE_CHARS_MAX: usize = 200;

/// Deadline and warning as RFC 3339 instants in UTC; both `None` if a pause never ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DeadlinePreview"))]
pub struct PreviewAnswer {
    /// When the target is reached.
    pub deadline: Option<String>,
    /// When the asked-for fraction of it is reached; `None` if none was asked for.
    pub warn: Option<String>,
}

/// Required fields are optional here, so that a missing one is named like any other problem.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default)]
    calendar: Option<Calendar>,
    start: Option<String>,
    target_s: Option<i64>,
    #[serde(default)]
    pauses: Option<Vec<(String, Option<String>)>>,
    #[serde(default)]
    warn_at_fraction: Option<f64>,
}

/// Answers a preview request.
///
/// `{"calendar": {...} | null, "start": "2026-01-14T15:00:00Z", "target_s": 7200,
/// "pauses": [["...", "..." | null]], "warn_at_fraction": 0.75}`; the last two may be left out.
/// The fraction is of the working time, between 0 and 1, both excluded.
///
/// # Errors
/// Every refused field with its path, for a 422.
pub fn preview(request: &Value) -> Result<PreviewAnswer, Vec<FieldProblem>> {
    // serde would read a list as an object's fields in order.
    for (field, value) in [("request", Some(request)), ("calendar", request.get("calendar"))] {
        if value.is_some_and(Value::is_array) {
            return Err(vec![FieldProblem::new(field, "must be an object")]);
        }
    }
    let request: Request = serde_path_to_error::deserialize(request).map_err(|error| vec![name_field(&error)])?;
    let Checked { hours, start, target, warn_after, pauses } = check(&request)?;
    let find =
        |target| find_deadline(hours.as_ref(), start, target, &pauses).map_err(|problem| vec![name_problem(&problem)]);
    let deadline = find(target)?;
    let warn = match (deadline, warn_after) {
        (Some(_), Some(part)) => find(part)?,
        _ => None,
    };
    Ok(PreviewAnswer { deadline: deadline.and_then(format_instant), warn: warn.and_then(format_instant) })
}

struct Checked {
    hours: Option<OpenHours>,
    start: i64,
    target: i64,
    warn_after: Option<i64>,
    pauses: Vec<Pause>,
}

fn check(request: &Request) -> Result<Checked, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let calendar = request.calendar.as_ref();
    let compiled = calendar.map(|calendar| OpenHours::compile(calendar, "calendar"));
    let hours = compiled.transpose().unwrap_or_else(|found| {
        problems.extend(found);
        None
    });
    let start = request.start.as_deref().map(parse_instant);
    let start = match start {
        Some(Some(start)) => start,
        Some(None) => refuse(&mut problems, "start", INSTANT_FORM),
        None => refuse(&mut problems, "start", "is required"),
    };
    let target = match request.target_s {
        Some(target_s) if (1..=TARGET_MS_MAX / SECOND_MS).contains(&target_s) => target_s * SECOND_MS,
        Some(_) => {
            let message = format!("must be 1 to {} seconds", TARGET_MS_MAX / SECOND_MS);
            refuse(&mut problems, "target_s", &message)
        }
        None => refuse(&mut problems, "target_s", "is required"),
    };
    let warn_after = match request.warn_at_fraction {
        // At most a year of milliseconds: exact in a double, and never below one.
        Some(fraction) if fraction > 0.0 && fraction < 1.0 => Some(((target as f64 * fraction).round() as i64).max(1)),
        Some(_) => {
            let message = "must be greater than 0 and less than 1";
            Some(refuse(&mut problems, "warn_at_fraction", message))
        }
        None => None,
    };
    let pauses = check_pauses(request.pauses.as_deref().unwrap_or_default(), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Checked { hours, start, target, warn_after, pauses })
}

const INSTANT_FORM: &str = "is not an RFC 3339 instant of the years 1900 to 2499";

/// Notes the problem; the zero it stands for is never used.
fn refuse(problems: &mut Vec<FieldProblem>, field: &str, message: &str) -> i64 {
    problems.push(FieldProblem::new(field, message));
    0
}

fn check_pauses(texts: &[(String, Option<String>)], problems: &mut Vec<FieldProblem>) -> Vec<Pause> {
    if texts.len() > PAUSES_MAX {
        let message = format!("has more than {PAUSES_MAX} pauses");
        problems.push(FieldProblem::new("pauses", message));
        return Vec::new();
    }
    let mut pauses = Vec::with_capacity(texts.len());
    for (index, (from, to)) in texts.iter().enumerate() {
        let from = parse_instant(from);
        let to = to.as_deref().map(parse_instant);
        match (from, to) {
            (None, _) => {
                problems.push(FieldProblem::new(format!("pauses[{index}][0]"), INSTANT_FORM));
            }
            (_, Some(None)) => {
                problems.push(FieldProblem::new(format!("pauses[{index}][1]"), INSTANT_FORM));
            }
            (Some(from), Some(Some(to))) if to < from => {
                let message = "is before the pause begins";
                problems.push(FieldProblem::new(format!("pauses[{index}][1]"), message));
            }
            (Some(from), to) => pauses.push((from, to.flatten())),
        }
    }
    pauses
}

/// A reader's complaint as a problem of the field it is about.
pub(crate) fn name_field(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldProblem {
    let path = error.path().to_string();
    let field = if path == "." { "request" } else { &path };
    let message = error.inner().to_string();
    FieldProblem::new(field, message.chars().take(MESSAGE_CHARS_MAX).collect::<String>())
}

fn name_problem(problem: &Problem) -> FieldProblem {
    let field = match problem {
        Problem::Calendar(_) => "calendar",
        Problem::TargetOutOfRange | Problem::BeyondHorizon => "target_s",
        Problem::InstantOutOfRange => "start",
        Problem::PauseReversed { .. } | Problem::PausesTooMany => "pauses",
    };
    FieldProblem::new(field, problem.to_string())
}
