//! Writes a reply from a seller's own template.

use crate::engine::{run, variables_of};
use crate::error::RenderError;
use crate::locale::{Locale, resolve};
use crate::render::Rendered;
use crate::source::prepare;
use crate::values::Values;

/// Writes the template `source`. `language` (BCP 47, narrowed as in [`crate::render()`]) says how
/// dates, amounts and plurals are written; the words are the source's own.
///
/// # Errors
/// Any [`RenderError`] but `UnknownTemplate`.
pub fn render_source(source: &str, language: &str, values: &[(String, String)]) -> Result<Rendered, RenderError> {
    let locale = resolve(language)?;
    Ok(Rendered { text: write(source, locale, values)?, language: locale.language })
}

pub(crate) fn write(source: &str, locale: &'static Locale, values: &[(String, String)]) -> Result<String, RenderError> {
    let prepared = prepare(source)?;
    variables_of(&prepared)?;
    run(&prepared, locale, Values::read(values, locale)?)
}
