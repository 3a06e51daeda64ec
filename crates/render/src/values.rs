//! The values of one rendering: checked by kind on the way in, written by locale on the way out.

use crate::catalogue::LANGUAGES;
use crate::clean::clean;
use crate::error::{RenderError, excerpt};
use crate::limits::{COUNT_MAX, VALUE_BYTES_MAX, VALUES_MAX};
use crate::locale::{Amount, Locale, parse_date, parse_money, resolve};
use crate::variables::{Kind, Variable, find_variable, position};
use chrono::NaiveDate;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A date or an amount on its way into a text.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) content: Content,
    pub(crate) locale: &'static Locale,
}

#[derive(Debug)]
pub(crate) enum Content {
    Date(NaiveDate),
    Money(Amount),
}

impl Object for Written {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Date(date) => formatter.write_str(&self.locale.date_long(*date)),
            Content::Money(amount) => formatter.write_str(&self.locale.money(amount)),
        }
    }
}

/// Names of the values a text needed and didn't find, filled in while it is written.
type Wanted = Arc<Mutex<BTreeSet<&'static str>>>;

/// Stands for an absent value: false in a condition, and noted when a text would print it. So a
/// value is missing only if this text, with these values, needs it.
#[derive(Debug)]
pub(crate) struct Missing {
    name: &'static str,
    wanted: Wanted,
}

impl Object for Missing {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Poisoning can't leave a set of names in a state that matters.
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).insert(self.name);
        Ok(())
    }
}

/// The engine's view of the values: every variable of the table is there, under both names.
#[derive(Debug)]
pub(crate) struct Values {
    filled: Vec<(&'static str, Value)>,
    wanted: Wanted,
}

impl Values {
    /// Takes in `values` (name or alias, value).
    ///
    /// # Errors
    /// [`RenderError::TooLong`] for too many or too long values, [`RenderError::UnknownVariables`]
    /// for names outside the table, [`RenderError::InvalidValue`] for what isn't of its kind.
    pub(crate) fn read(values: &[(String, String)], locale: &'static Locale) -> Result<Self, RenderError> {
        let known = identify(values)?;
        let currency = known.iter().find(|(variable, _)| variable.name == "currency").map(|(_, text)| text.as_str());
        let mut filled = Vec::with_capacity(known.len());
        for (variable, text) in &known {
            if filled.iter().any(|(name, _)| *name == variable.name) {
                return Err(RenderError::InvalidValue { name: variable.name, expected: "given once" });
            }
            // Blank is absent: "Hello ," is no greeting.
            if !text.is_empty() {
                filled.push((variable.name, typed(variable, text, currency, locale)?));
            }
        }
        Ok(Self { filled, wanted: Wanted::default() })
    }

    /// What the text turned out to need and didn't get, in the order of the table.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<&'static str> = wanted.iter().copied().collect();
        names.sort_by_key(|name| position(name));
        names
    }
}

impl Object for Values {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let variable = find_variable(key.as_str()?)?;
        let value = self.filled.iter().find(|(name, _)| *name == variable.name).map(|(_, value)| value.clone());
        let missing = || Value::from_object(Missing { name: variable.name, wanted: Arc::clone(&self.wanted) });
        Some(value.unwrap_or_else(missing))
    }
}

/// The table's entry and the cleaned text of each value.
fn identify(values: &[(String, String)]) -> Result<Vec<(&'static Variable, String)>, RenderError> {
    if values.len() > VALUES_MAX {
        return Err(RenderError::TooLong {
            what: "the list of values".to_owned(),
            max: VALUES_MAX as u64,
            unit: "items",
        });
    }
    let unknown: BTreeSet<String> =
        values.iter().filter(|(name, _)| find_variable(name).is_none()).map(|(name, _)| excerpt(name)).collect();
    if !unknown.is_empty() {
        return Err(RenderError::UnknownVariables { names: unknown.into_iter().collect() });
    }
    let mut known = Vec::with_capacity(values.len());
    for (name, text) in values {
        let Some(variable) = find_variable(name) else {
            continue;
        };
        if text.len() > VALUE_BYTES_MAX {
            return Err(RenderError::too_long(variable.name, VALUE_BYTES_MAX));
        }
        known.push((variable, clean(text).trim().to_owned()));
    }
    Ok(known)
}

/// Whether a template can take `text` as the value of `variable`. Blank is absent, hence no value.
pub(crate) fn is_valid(variable: &Variable, text: &str, currency: Option<&str>) -> bool {
    let cleaned = clean(text);
    let trimmed = cleaned.trim();
    let fits = text.len() <= VALUE_BYTES_MAX && !trimmed.is_empty();
    fits && resolve(LANGUAGES[0]).is_ok_and(|locale| typed(variable, trimmed, currency, locale).is_ok())
}

fn typed(
    variable: &Variable,
    text: &str,
    currency: Option<&str>,
    locale: &'static Locale,
) -> Result<Value, RenderError> {
    let invalid = |expected| RenderError::InvalidValue { name: variable.name, expected };
    let written = |content| Value::from_object(Written { content, locale });
    match variable.kind {
        Kind::Text => Ok(Value::from(text)),
        Kind::Date => parse_date(text)
            .map(|date| written(Content::Date(date)))
            .ok_or_else(|| invalid("an RFC 3339 date such as 2026-03-05")),
        Kind::Money => parse_money(text, currency)
            .map(|amount| written(Content::Money(amount)))
            .ok_or_else(|| invalid("a decimal amount and an ISO 4217 code such as 19.99 EUR")),
        Kind::Count => {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let count = text.parse::<u32>().ok().filter(|count| digits && *count <= COUNT_MAX);
            count.map(Value::from).ok_or_else(|| invalid("a whole number up to 1000000"))
        }
        Kind::Url => {
            let address = text.strip_prefix("https://").is_some_and(|rest| {
                rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && !text.contains(char::is_whitespace)
            });
            if address { Ok(Value::from(text)) } else { Err(invalid("an https address without spaces")) }
        }
    }
}
