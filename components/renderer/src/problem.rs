//! What the rules refuse, as the records of `renderer.wit`.

use sellerdesk_contract::wit::reply_templates::{Problem, ProblemKind};
use sellerdesk_render::RenderError;

/// The record of an error: its kind, the rules' own message, and the names it is about.
pub(crate) fn problem(error: &RenderError) -> Problem {
    Problem { kind: kind(error), detail: error.to_string(), fields: error.fields() }
}

fn kind(error: &RenderError) -> ProblemKind {
    match error {
        RenderError::UnknownTemplate { .. } => ProblemKind::TemplateUnknown,
        RenderError::UnknownLanguage { .. } => ProblemKind::LanguageUnknown,
        RenderError::MissingValues { .. } => ProblemKind::ValueMissing,
        RenderError::InvalidValue { .. } => ProblemKind::ValueInvalid,
        RenderError::UnknownVariables { .. } => ProblemKind::VariableUnknown,
        RenderError::Syntax { .. } => ProblemKind::Syntax,
        RenderError::TooLong { .. } => ProblemKind::TooLong,
    }
}
