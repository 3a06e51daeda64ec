//! What a component reads through `spin:variables` and `wasi:config`.

use std::collections::BTreeMap;

use crate::template::{Template, TemplateError};

/// Why a variable can't be read, in the vocabulary of `spin:variables@3.0.0`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VariableError {
    #[error("{0}")]
    InvalidName(String),
    #[error("{0}")]
    Undefined(String),
}

/// One component's variables, resolved when the application loads.
#[derive(Clone, Debug, Default)]
pub(crate) struct ComponentVariables {
    component: String,
    values: BTreeMap<String, String>,
}

impl ComponentVariables {
    /// Resolves a component's templates against the application's values.
    ///
    /// # Errors
    /// [`TemplateError`] with the name of the component's variable.
    pub(crate) fn resolve(
        component: &str,
        templates: &BTreeMap<String, Template>,
        application: &BTreeMap<String, String>,
    ) -> Result<Self, (String, TemplateError)> {
        let values = templates
            .iter()
            .map(|(name, template)| {
                template
                    .resolve(|variable| application.get(variable).map(String::as_str))
                    .map(|value| (name.clone(), value))
                    .map_err(|error| (name.clone(), error))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { component: component.to_owned(), values })
    }

    pub(crate) fn get(&self, name: &str) -> Result<String, VariableError> {
        validate_variable_name(name).map_err(|reason| VariableError::InvalidName(format!("{name:?}: {reason}")))?;
        self.values
            .get(name)
            .cloned()
            .ok_or_else(|| VariableError::Undefined(format!("no variable for {:?}.{name:?}", self.component)))
    }

    pub(crate) fn all(&self) -> Vec<(String, String)> {
        self.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// Whether `name` can name a variable: lower-case letters, digits and single underscores between
/// them, starting with a letter.
///
/// # Errors
/// The rule it breaks.
pub(crate) fn validate_variable_name(name: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() {
        Err("must not be empty")
    } else if !name.chars().all(allowed) {
        Err("may contain only lower-case letters, numbers, and underscores")
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Err("must start with a lowercase ASCII letter")
    } else if name.ends_with('_') {
        Err("must end with a lowercase ASCII letter or digit")
    } else if name.contains("__") {
        Err("must not contain multiple consecutive underscores")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_spin() {
        for name in ["a", "a1", "channel_shopify", "a_1"] {
            assert_eq!(validate_variable_name(name), Ok(()), "{name:?}");
        }
        for name in ["", "A", "1a", "_a", "a_", "a__b", "a-b", "ä"] {
            assert!(validate_variable_name(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_undeclared_name_is_undefined_and_a_bad_one_invalid() {
        let variables = ComponentVariables::default();
        assert!(matches!(variables.get("nothing"), Err(VariableError::Undefined(_))));
        assert!(matches!(variables.get("No"), Err(VariableError::InvalidName(_))));
    }
}
