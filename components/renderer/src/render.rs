//! Writes replies and checks templates.

use crate::problem::problem;
use sellerdesk_contract::wit::reply_templates::{Problem, Rendered};
use sellerdesk_render as rules;

/// Writes a shipped template.
///
/// # Errors
/// Why no text came out; one problem names every missing value.
pub fn render(template: &str, language: &str, channel: &str, values: &[(String, String)]) -> Result<Rendered, Problem> {
    answer(rules::render(template, language, channel, values)).map_err(|error| problem(&error))
}

/// Writes a seller's own template.
///
/// # Errors
/// As [`render`]; its source may also be unreadable.
pub fn render_source(source: &str, language: &str, values: &[(String, String)]) -> Result<Rendered, Problem> {
    answer(rules::render_source(source, language, values)).map_err(|error| problem(&error))
}

/// The canonical names of the variables that a seller's own template uses.
///
/// # Errors
/// It can't be read, or uses variables that don't exist.
pub fn validate(source: &str) -> Result<Vec<String>, Problem> {
    let names = rules::validate(source).map_err(|error| problem(&error))?;
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// The rules' text as the record of `renderer.wit`.
pub(crate) fn answer(result: Result<rules::Rendered, rules::RenderError>) -> Result<Rendered, rules::RenderError> {
    result.map(|rendered| Rendered { text: rendered.text, language: rendered.language.to_owned() })
}
