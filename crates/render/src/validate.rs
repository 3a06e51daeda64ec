//! Checks a seller's template before it is saved.

use crate::catalogue::LANGUAGES;
use crate::engine::{run, variables_of};
use crate::error::RenderError;
use crate::locale::resolve;
use crate::source::prepare;
use crate::values::Values;
use crate::variables::variables;

/// Checks `source` and returns the canonical names of the variables it uses, in the order of
/// [`crate::variables`]. The template is also run twice, with every example value and with none, so
/// that a filter used on the wrong kind shows now and not in front of a buyer.
///
/// # Errors
/// [`RenderError::Syntax`], [`RenderError::UnknownVariables`] and [`RenderError::TooLong`].
pub fn validate(source: &str) -> Result<Vec<&'static str>, RenderError> {
    let prepared = prepare(source)?;
    let names = variables_of(&prepared)?;
    let examples: Vec<(String, String)> =
        variables().iter().map(|variable| (variable.name.to_owned(), variable.example.to_owned())).collect();
    let locale = resolve(LANGUAGES[0])?;
    for values in [examples.as_slice(), &[]] {
        match run(&prepared, locale, Values::read(values, locale)?) {
            Ok(_) | Err(RenderError::MissingValues { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(names)
}

/// The variables that `source` can't do without, in the order of [`crate::variables`]: what a rendering without values
/// misses. `source` must have passed [`validate()`].
///
/// # Errors
/// As [`validate()`].
pub(crate) fn required(source: &str) -> Result<Vec<&'static str>, RenderError> {
    let locale = resolve(LANGUAGES[0])?;
    match run(&prepare(source)?, locale, Values::read(&[], locale)?) {
        Ok(_) => Ok(Vec::new()),
        Err(RenderError::MissingValues { names }) => Ok(names),
        Err(error) => Err(error),
    }
}
