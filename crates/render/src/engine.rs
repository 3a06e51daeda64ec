//! The template engine as this crate uses it: an empty minijinja environment, a handful of filters,
//! no escaping (the result is plain text), and bounds on work and output.

use crate::clean::clean;
use crate::error::{RenderError, excerpt};
use crate::limits::{FUEL_INSTRUCTIONS_MAX, OUTPUT_BYTES_MAX};
use crate::locale::{Locale, Plural};
use crate::source::Prepared;
use crate::values::{Content, Missing, Values, Written};
use crate::variables::{find_variable, position};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

/// Filters a template may use:
///
/// * `default(text)`: `text` where the value is missing;
/// * `date(style)`: `"long"` (what a date is written in anyway) or `"short"`;
/// * `money(style)`: `"symbol"` (what an amount is written with anyway) or `"code"`;
/// * `plural(one, other)`: the form that the count takes in the language, without the count;
///   `plural(only)` where a language has one form.
pub(crate) const FILTERS: [&str; 4] = ["default", "date", "money", "plural"];
/// Tests a template may use: `is defined`, `is not defined`.
pub(crate) const TESTS: [&str; 1] = ["defined"];

/// The canonical names of the variables in `prepared`, in the order of the table.
///
/// # Errors
/// [`RenderError::Syntax`] for what the engine can't parse, [`RenderError::UnknownVariables`].
pub(crate) fn variables_of(prepared: &Prepared) -> Result<Vec<&'static str>, RenderError> {
    let environment = Environment::empty();
    let template = environment.template_from_str(&prepared.text).map_err(|error| from_engine(&error))?;
    let mut unknown: BTreeSet<String> = prepared.unknown.clone();
    let mut known = BTreeSet::new();
    for name in template.undeclared_variables(false) {
        match find_variable(&name) {
            Some(variable) => known.insert((position(variable.name), variable.name)),
            None => unknown.insert(excerpt(&name)),
        };
    }
    if !unknown.is_empty() {
        return Err(RenderError::UnknownVariables { names: unknown.into_iter().collect() });
    }
    Ok(known.into_iter().map(|(_, name)| name).collect())
}

/// Writes out `prepared`, whose variables must have passed [`variables_of`].
///
/// # Errors
/// [`RenderError::MissingValues`], [`RenderError::TooLong`] for the output or the work, and
/// [`RenderError::Syntax`] for what only shows when it is run, such as `{{ sku | date }}`.
pub(crate) fn run(prepared: &Prepared, locale: &'static Locale, values: Values) -> Result<String, RenderError> {
    let environment = environment(locale);
    let template = environment.template_from_str(&prepared.text).map_err(|error| from_engine(&error))?;
    let values = Arc::new(values);
    let mut output = Bounded { bytes: Vec::with_capacity(prepared.text.len()) };
    let outcome = template.render_captured_to(Value::from_dyn_object(Arc::clone(&values)), &mut output).map(|_| ());
    outcome.map_err(|error| from_engine(&error))?;
    let missing = values.missing();
    if !missing.is_empty() {
        return Err(RenderError::MissingValues { names: missing });
    }
    // Quoted text in a template may spell a control character with an escape, so clean once more.
    Ok(clean(&String::from_utf8_lossy(&output.bytes)).trim().to_owned())
}

fn environment(locale: &'static Locale) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL_INSTRUCTIONS_MAX));
    environment.add_filter("default", default_filter);
    environment.add_filter("date", date_filter);
    environment.add_filter("money", money_filter);
    let plural = locale.plural;
    environment.add_filter("plural", move |count: Value, one: Value, other: Option<Value>| {
        plural_filter(plural, count, one, other)
    });
    environment.add_test("defined", |value: Value| !is_missing(&value));
    environment
}

fn is_missing(value: &Value) -> bool {
    value.downcast_object_ref::<Missing>().is_some()
}

fn default_filter(value: Value, fallback: Value) -> Value {
    if is_missing(&value) { fallback } else { value }
}

/// A missing value passes through every filter, so that printing it notes its name.
fn date_filter(value: Value, style: Option<String>) -> Result<Value, Error> {
    if is_missing(&value) {
        return Ok(value);
    }
    let Some(Written { content: Content::Date(date), locale }) = value.downcast_object_ref() else {
        return Err(refused("the date filter is for dates only"));
    };
    match style.as_deref() {
        None | Some("long") => Ok(Value::from(locale.date_long(*date))),
        Some("short") => Ok(Value::from(locale.date_short(*date))),
        Some(_) => Err(refused("the date filter knows \"long\" and \"short\"")),
    }
}

fn money_filter(value: Value, style: Option<String>) -> Result<Value, Error> {
    if is_missing(&value) {
        return Ok(value);
    }
    let Some(Written { content: Content::Money(amount), locale }) = value.downcast_object_ref() else {
        return Err(refused("the money filter is for amounts only"));
    };
    match style.as_deref() {
        None | Some("symbol") => Ok(Value::from(locale.money(amount))),
        Some("code") => Ok(Value::from(locale.money_code(amount))),
        Some(_) => Err(refused("the money filter knows \"symbol\" and \"code\"")),
    }
}

fn plural_filter(plural: Plural, count: Value, one: Value, other: Option<Value>) -> Result<Value, Error> {
    if is_missing(&count) {
        return Ok(count);
    }
    let count = u32::try_from(count).map_err(|_| refused("the plural filter is for counts only"))?;
    let other = other.unwrap_or_else(|| one.clone());
    Ok(if plural.is_singular(count) { one } else { other })
}

fn refused(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

/// Takes output until the limit, then fails the rendering.
struct Bounded {
    bytes: Vec<u8>,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > OUTPUT_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn from_engine(error: &Error) -> RenderError {
    match error.kind() {
        ErrorKind::WriteFailure => RenderError::too_long("the text", OUTPUT_BYTES_MAX),
        ErrorKind::OutOfFuel => RenderError::TooLong {
            what: "the template's work".to_owned(),
            max: FUEL_INSTRUCTIONS_MAX,
            unit: "instructions",
        },
        kind => {
            let message = error.detail().map_or_else(|| kind.to_string(), excerpt);
            RenderError::syntax(error.line().unwrap_or(1), message)
        }
    }
}
