//! What can be wrong with a calendar, a policy or a question.

use serde::{Deserialize, Serialize};

/// One refused field, for the field list of a 422 answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Path of the field, such as `calendar.weekly.mon[0]`.
    pub field: String,
    /// What is wrong, in plain words, without repeating the refused text.
    pub message: String,
}

impl FieldProblem {
    /// A problem of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why there is no deadline. Never answered with a guess or with wall time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The calendar breaks its rules.
    #[error("the calendar is refused: {}", list(.0))]
    Calendar(Vec<FieldProblem>),
    /// The target is zero, negative or over [`crate::TARGET_MS_MAX`].
    #[error("a target is at least 1 ms and at most {} ms", crate::TARGET_MS_MAX)]
    TargetOutOfRange,
    /// An instant is outside [`crate::INSTANT_MS_MIN`] to [`crate::INSTANT_MS_MAX`].
    #[error("an instant is outside the years 1900 to 2499")]
    InstantOutOfRange,
    /// The pause at this position ends before it begins.
    #[error("pause {index} ends before it begins")]
    PauseReversed {
        /// Position in the list given.
        index: usize,
    },
    /// More pauses than [`crate::PAUSES_MAX`].
    #[error("at most {} pauses", crate::PAUSES_MAX)]
    PausesTooMany,
    /// The open time within [`crate::HORIZON_MS`] of the start isn't enough for the target.
    #[error("the calendar opens too rarely: the target isn't reached within 20 years")]
    BeyondHorizon,
}

fn list(problems: &[FieldProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect();
    lines.join("; ")
}
