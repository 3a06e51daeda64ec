//! What can be wrong with a template, a language or the values.

use crate::clean::clean;
use crate::limits::EXCERPT_CHARS_MAX;

/// Why no text came out. Each message is fit to be shown to an agent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// No shipped template has this id.
    #[error("no template is called \"{id}\"")]
    UnknownTemplate {
        /// The id asked for, shortened.
        id: String,
    },
    /// The template has no text in this language nor in any language the tag narrows.
    #[error("there is no text in the language \"{language}\"")]
    UnknownLanguage {
        /// The tag asked for, shortened.
        language: String,
    },
    /// Values the text needs are absent or blank. Names all of them, in the order of
    /// [`crate::variables`].
    #[error("values are missing: {}", names.join(", "))]
    MissingValues {
        /// Canonical names.
        names: Vec<&'static str>,
    },
    /// The template or the values use names that are not in [`crate::variables`]. Names all of
    /// them, sorted.
    #[error("unknown variables: {}", names.join(", "))]
    UnknownVariables {
        /// The names as written, shortened.
        names: Vec<String>,
    },
    /// A value isn't what its variable's kind asks for, or was given twice.
    #[error("{name} must be {expected}")]
    InvalidValue {
        /// The variable's canonical name.
        name: &'static str,
        /// What was expected, to be read after "must be".
        expected: &'static str,
    },
    /// The template can't be read or run.
    #[error("line {line}: {message}")]
    Syntax {
        /// Line of the template's source, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// Something exceeds a limit of [`crate::limits`] or of the channel.
    #[error("{what} exceeds the limit of {max} {unit}")]
    TooLong {
        /// What is too long.
        what: String,
        /// The limit.
        max: u64,
        /// The limit's unit, plural.
        unit: &'static str,
    },
}

impl RenderError {
    /// The names the error is about (variables, template id or language), for a list of fields
    /// beside the message. Empty for errors of the template's source.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        match self {
            Self::UnknownTemplate { id } => vec![id.clone()],
            Self::UnknownLanguage { language } => vec![language.clone()],
            Self::MissingValues { names } => names.iter().map(ToString::to_string).collect(),
            Self::UnknownVariables { names } => names.clone(),
            Self::InvalidValue { name, .. } => vec![(*name).to_owned()],
            Self::Syntax { .. } | Self::TooLong { .. } => Vec::new(),
        }
    }

    /// A syntax error at `line` (from 1).
    pub(crate) fn syntax(line: usize, message: impl Into<String>) -> Self {
        Self::Syntax { line, message: message.into() }
    }

    /// A limit in bytes exceeded by `what`.
    pub(crate) fn too_long(what: impl Into<String>, bytes_max: usize) -> Self {
        Self::TooLong { what: what.into(), max: bytes_max as u64, unit: "bytes" }
    }
}

/// The beginning of a caller's text, safe to repeat in a message.
pub(crate) fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(EXCERPT_CHARS_MAX).collect();
    clean(&start)
}
