//! `{{ variable }}` templates, as Spin's `crates/expressions` reads them.

/// Parts of one template; bounds a manifest's damage, Spin has no limit.
const PARTS_MAX: usize = 256;

/// A template that is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{{` without `}}`.
    #[error("unmatched '{{{{' in template {0:?}")]
    Unmatched(String),
    /// More than [`PARTS_MAX`] parts.
    #[error("template has more than {PARTS_MAX} parts")]
    TooLong,
    /// The expression names no declared variable.
    #[error("unknown variable {0:?}")]
    UnknownVariable(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(String),
}

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// Parses `text`.
    ///
    /// # Errors
    /// [`TemplateError::Unmatched`] and [`TemplateError::TooLong`].
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if parts.len() == PARTS_MAX {
                return Err(TemplateError::TooLong);
            }
            let (part, remainder) = match rest.strip_prefix("{{") {
                Some(expression) => {
                    let (name, remainder) =
                        expression.split_once("}}").ok_or_else(|| TemplateError::Unmatched(text.to_owned()))?;
                    (Part::Variable(name.trim().to_owned()), remainder)
                }
                None => {
                    let (literal, remainder) = rest.split_at(rest.find("{{").unwrap_or(rest.len()));
                    (Part::Literal(literal.to_owned()), remainder)
                }
            };
            parts.push(part);
            rest = remainder;
        }
        Ok(Self { parts })
    }

    /// The variables it names, in order.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// The text with every variable replaced.
    ///
    /// # Errors
    /// [`TemplateError::UnknownVariable`] for the first variable `lookup` doesn't know.
    pub(crate) fn resolve<'v>(&self, lookup: impl Fn(&str) -> Option<&'v str>) -> Result<String, TemplateError> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => Ok(literal.as_str()),
                Part::Variable(name) => lookup(name).ok_or_else(|| TemplateError::UnknownVariable(name.clone())),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn resolve(text: &str) -> Result<String, TemplateError> {
        Template::parse(text)?.resolve(|name| (name == "a").then_some("1"))
    }

    #[test]
    fn variables_are_replaced_and_literals_kept() {
        assert_eq!(resolve("x-{{ a }}-{{a}}").unwrap(), "x-1-1");
        assert_eq!(resolve("").unwrap(), "");
        assert_eq!(resolve("} }} {").unwrap(), "} }} {");
    }

    #[test]
    fn an_unmatched_or_unknown_expression_is_an_error() {
        assert_eq!(resolve("x {{ a"), Err(TemplateError::Unmatched("x {{ a".into())));
        assert_eq!(resolve("{{ b }}"), Err(TemplateError::UnknownVariable("b".into())));
    }
}
