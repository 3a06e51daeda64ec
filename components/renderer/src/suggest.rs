//! Suggests templates, and says where one is offered.

use crate::problem::problem;
use sellerdesk_contract::wit::reply_templates::{CaseFacts, Problem, Suggestion, Suggestions};
use sellerdesk_render as rules;

/// Whether a shipped template may be offered in a language on a channel; an unknown one may not.
pub fn is_offered(template: &str, language: &str, channel: &str) -> bool {
    rules::find_template(template).is_some_and(|template| rules::is_offered(template, language, channel))
}

/// The best templates for a conversation.
///
/// # Errors
/// There is no text in the buyer's language or in any of the fallback languages.
pub fn suggest(facts: &CaseFacts) -> Result<Suggestions, Problem> {
    let found = rules::suggest(&rules::Facts {
        category: &facts.category,
        risks: &facts.risks,
        signals: &facts.signals,
        text: &facts.text,
        language: &facts.language,
        fallback_languages: &facts.fallback_languages,
        channel: &facts.channel,
        values: &facts.values,
    });
    let found = found.map_err(|error| problem(&error))?;
    let items = found.items.into_iter().map(|item| Suggestion {
        template: item.template.to_owned(),
        title: item.title.to_owned(),
        internal: item.internal,
        text: item.text,
        missing: item.missing.into_iter().map(str::to_owned).collect(),
        because: item.because,
    });
    Ok(Suggestions { language: found.language.to_owned(), is_fallback: found.is_fallback, items: items.collect() })
}
