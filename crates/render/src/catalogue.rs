//! The shipped templates.
//!
//! A scenario is a line of `templates/catalogue.txt` and a folder `templates/<id>/` with one `<language>.txt` for each
//! of [`LANGUAGES`]; `build/` makes the tables. Each text is written in its language, not translated; tests hold all of
//! them to the same variables.

/// Languages every shipped template exists in. Chinese is in simplified characters, Portuguese is
/// Brazilian.
pub const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "pt", "ja", "zh"];

/// The classifier's categories.
pub const CATEGORIES: [&str; 13] = [
    "refund_return",
    "quality_issue",
    "logistics_issue",
    "dispute_threat",
    "order_status",
    "order_change",
    "presale_question",
    "usage_howto",
    "invoice_payment",
    "account",
    "praise_thanks",
    "spam_marketing",
    "general",
];

/// A shipped template.
#[derive(Debug)]
pub struct TemplateInfo {
    /// Stable id, for example `order_status`.
    pub id: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The classifier's category it answers.
    pub category: &'static str,
    /// A note for the conversation's file: never sent, never offered as a reply.
    pub internal: bool,
    /// Languages it exists in.
    pub languages: &'static [&'static str],
    /// Every variable it uses, in the order of [`crate::variables`].
    pub variables: &'static [&'static str],
    /// Those of `variables` it can do without.
    pub optional: &'static [&'static str],
    /// The sources, in the order of `languages`, as numbers of paragraphs.
    sources: &'static [&'static [u16]],
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

impl TemplateInfo {
    /// The source in `language`, one of `languages`.
    #[must_use]
    pub fn source(&self, language: &str) -> Option<String> {
        let (_, numbers) = self.languages.iter().zip(self.sources).find(|(known, _)| **known == language)?;
        let paragraphs: Vec<&str> =
            numbers.iter().filter_map(|number| PARAGRAPHS.get(usize::from(*number)).copied()).collect();
        Some(paragraphs.join("\n\n"))
    }

    /// The variables it can't do without.
    pub fn required(&self) -> impl Iterator<Item = &'static str> {
        self.variables.iter().copied().filter(|name| !self.optional.contains(name))
    }
}

/// Every shipped template, in a fixed order.
#[must_use]
pub fn catalogue() -> &'static [TemplateInfo] {
    &CATALOGUE
}

/// The shipped template with this id.
#[must_use]
pub fn find_template(id: &str) -> Option<&'static TemplateInfo> {
    CATALOGUE.iter().find(|template| template.id == id)
}
