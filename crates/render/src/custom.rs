//! A seller's own templates: what one is, and what is checked before one is saved.

use crate::catalogue::{CATEGORIES, find_template};
use crate::channel::check_length;
use crate::clean::clean;
use crate::error::{RenderError, excerpt};
use crate::limits::{
    AGENT_CHARS_MAX, CUSTOM_LANGUAGES_MAX, LANGUAGE_BYTES_MAX, TEMPLATE_ID_BYTES_MAX, TITLE_CHARS_MAX,
};
use crate::locale::resolve;
use crate::render::Rendered;
use crate::render_source::render_source;
use crate::validate::{required, validate};
use std::collections::{BTreeMap, BTreeSet};

/// Who may use a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Every agent.
    Shared,
    /// One agent, by id.
    Personal(String),
}

/// A template that a seller wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomTemplate {
    /// `a-z`, `0-9` and `_`, beginning with a letter; no shipped template's.
    pub id: String,
    /// What it is for, on one line.
    pub title: String,
    /// One of [`CATEGORIES`].
    pub category: String,
    /// Who may use it.
    pub owner: Owner,
    /// Language tag (BCP 47, lower case, one the crate can write dates in) -> source.
    pub texts: BTreeMap<String, String>,
    /// 1 for the first; of a draft, the version it was made from, 0 for a new template.
    pub version: u32,
}

/// What a checked template asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomVariables {
    /// Every variable of any of its texts, in the order of [`crate::variables`].
    pub used: Vec<&'static str>,
    /// Those that one of its texts can't do without.
    pub required: Vec<&'static str>,
}

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `id`, `title`, `category`, `owner`, `texts`, or `texts.<language>`.
    pub field: String,
    /// What is wrong with it, fit to be shown.
    pub message: String,
}

/// Why a draft wasn't saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// All that is wrong with it.
    #[error("the template can't be saved: {}", list(fields))]
    Invalid {
        /// One entry for each field, in the order of the fields.
        fields: Vec<FieldError>,
    },
    /// Somebody else saved in the meantime, or the draft is of a template that isn't there.
    #[error("the draft is of version {draft}, stored is version {stored}")]
    Conflict {
        /// The version the draft was made from.
        draft: u32,
        /// The version stored; 0 is none.
        stored: u32,
    },
}

fn list(fields: &[FieldError]) -> String {
    let lines: Vec<String> = fields.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
    lines.join("; ")
}

impl CustomTemplate {
    /// The template to store for a draft, its version one above that of `stored` (the one under the same id, if any).
    ///
    /// # Errors
    /// [`SaveError`].
    pub fn save(draft: Self, stored: Option<&Self>) -> Result<Self, SaveError> {
        draft.check()?;
        let stored = stored.map_or(0, |stored| stored.version);
        if draft.version != stored {
            return Err(SaveError::Conflict { draft: draft.version, stored });
        }
        Ok(Self { version: stored.saturating_add(1), ..draft })
    }

    /// Checks every field; see [`CustomTemplate`] for what each must be and [`crate::validate()`] for the texts.
    ///
    /// # Errors
    /// [`SaveError::Invalid`] with all fields that are wrong.
    pub fn check(&self) -> Result<CustomVariables, SaveError> {
        let mut fields = Vec::new();
        let mut ask = |field: &str, is_right: bool, message: &str| {
            if !is_right {
                fields.push(FieldError { field: field.to_owned(), message: message.to_owned() });
            }
        };
        ask("id", is_id(&self.id), "must be a-z, 0-9 and _, begin with a letter and have at most 64 characters");
        ask("id", find_template(&self.id).is_none(), "is a shipped template's");
        ask("title", is_line(&self.title, TITLE_CHARS_MAX), "must be one line of 1 to 100 characters");
        ask("category", CATEGORIES.contains(&self.category.as_str()), "must be a category of the classifier");
        if let Owner::Personal(agent) = &self.owner {
            ask("owner", is_line(agent, AGENT_CHARS_MAX), "must be an agent's id of 1 to 100 characters");
        }
        let count = self.texts.len();
        ask("texts", (1..=CUSTOM_LANGUAGES_MAX).contains(&count), "must hold 1 to 20 languages");
        let (mut used, mut needed) = (BTreeSet::new(), BTreeSet::new());
        for (language, source) in self.texts.iter().take(CUSTOM_LANGUAGES_MAX) {
            match check_text(language, source) {
                Ok((names, required)) => {
                    used.extend(names);
                    needed.extend(required);
                }
                Err(message) => fields.push(FieldError { field: format!("texts.{}", excerpt(language)), message }),
            }
        }
        if !fields.is_empty() {
            return Err(SaveError::Invalid { fields });
        }
        let in_order = |names: BTreeSet<&'static str>| {
            crate::variables().iter().map(|variable| variable.name).filter(|name| names.contains(name)).collect()
        };
        Ok(CustomVariables { used: in_order(used), required: in_order(needed) })
    }

    /// Writes the template in `language` for `channel`: the text under the exact tag, else under each shorter one, as
    /// in [`crate::render()`].
    ///
    /// # Errors
    /// Any [`RenderError`] but `UnknownTemplate`.
    pub fn render(&self, language: &str, channel: &str, values: &[(String, String)]) -> Result<Rendered, RenderError> {
        let source =
            self.source(language).ok_or_else(|| RenderError::UnknownLanguage { language: excerpt(language) })?;
        let rendered = render_source(source, language, values)?;
        check_length(&rendered.text, channel)?;
        Ok(rendered)
    }

    fn source(&self, language: &str) -> Option<&String> {
        if language.len() > LANGUAGE_BYTES_MAX {
            return None;
        }
        let tag = language.to_ascii_lowercase().replace('_', "-");
        let mut candidate = tag.as_str();
        loop {
            if let Some(source) = self.texts.get(candidate) {
                return Some(source);
            }
            candidate = candidate.rsplit_once('-')?.0;
        }
    }
}

/// The variables a text uses and those it needs, or what is wrong with it.
fn check_text(language: &str, source: &str) -> Result<(Vec<&'static str>, Vec<&'static str>), String> {
    let is_normal = !language.contains(|letter: char| letter.is_ascii_uppercase() || letter == '_');
    if !is_normal || resolve(language).is_err() {
        return Err("is in no language that templates can be written in".to_owned());
    }
    if source.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let names = validate(source).map_err(|error| error.to_string())?;
    Ok((names, required(source).map_err(|error| error.to_string())?))
}

fn is_id(id: &str) -> bool {
    id.len() <= TEMPLATE_ID_BYTES_MAX
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether `text` is one visible line of at most `chars_max` characters.
fn is_line(text: &str, chars_max: usize) -> bool {
    !text.trim().is_empty() && !text.contains('\n') && clean(text) == text && text.chars().count() <= chars_max
}
