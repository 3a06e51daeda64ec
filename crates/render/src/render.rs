//! Writes a reply from a shipped template.

use crate::catalogue::find_template;
use crate::channel::check_length;
use crate::error::{RenderError, excerpt};
use crate::locale::resolve;
use crate::render_source::write;

/// A finished text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Plain text, `\n` line ends, no surrounding blanks.
    pub text: String,
    /// The language of the text: one of [`crate::LANGUAGES`].
    pub language: &'static str,
}

/// Writes the shipped template `template_id` in `language` for `channel`.
///
/// * `language`: BCP 47; the exact tag, else each shorter tag (`pt-BR`, then `pt`), else an error,
///   never another language. The region still decides how dates and amounts are written.
/// * `channel`: the channel's name; decides how long the text may be.
/// * `values`: variable (canonical name or Chinese alias) and value; see [`crate::Kind`] for their
///   forms. A blank value counts as absent. Values are data: nothing in them is read as a template.
///
/// # Errors
/// Any [`RenderError`] but `Syntax`; a value that the text, with these values, doesn't need is never
/// missing.
pub fn render(
    template_id: &str,
    language: &str,
    channel: &str,
    values: &[(String, String)],
) -> Result<Rendered, RenderError> {
    let template =
        find_template(template_id).ok_or_else(|| RenderError::UnknownTemplate { id: excerpt(template_id) })?;
    let locale = resolve(language)?;
    let source =
        template.source(locale.language).ok_or_else(|| RenderError::UnknownLanguage { language: excerpt(language) })?;
    let text = write(&source, locale, values)?;
    check_length(&text, channel)?;
    Ok(Rendered { text, language: locale.language })
}
