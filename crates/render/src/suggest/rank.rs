//! Chooses and ranks the templates.

use super::table::{Condition, Rule, rules};
use super::topic::Folded;
use crate::catalogue::{TemplateInfo, find_template};
use crate::error::{RenderError, excerpt};
use crate::limits::SUGGESTIONS_MAX;
use crate::locale::resolve;
use crate::offer::may_be_sent;
use crate::render::render;
use crate::values::is_valid;
use crate::variables::find_variable;

/// What is known of a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The classifier's category.
    pub category: &'a str,
    /// The classifier's risk flags.
    pub risks: &'a [String],
    /// What else the caller knows; the words are listed in `suggestions/rules.txt`.
    pub signals: &'a [String],
    /// The buyer's last message; may be empty.
    pub text: &'a str,
    /// The buyer's language, BCP 47.
    pub language: &'a str,
    /// Languages to answer in when there is no text in the buyer's, in order of preference. Empty: rather none.
    pub fallback_languages: &'a [String],
    /// The channel's name.
    pub channel: &'a str,
    /// Variable (canonical name or alias) and value, as for [`crate::render()`]. What a template can't take (unknown
    /// names, values not of their kind) counts as not known.
    pub values: &'a [(String, String)],
}

/// The best templates for a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestions {
    /// The language of all texts: one of [`crate::LANGUAGES`].
    pub language: &'static str,
    /// Whether that is one of the fallback languages and not the buyer's.
    pub is_fallback: bool,
    /// Best first, at most [`SUGGESTIONS_MAX`].
    pub items: Vec<Suggestion>,
}

/// One template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The template's id.
    pub template: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// A note for the conversation's file, not a reply.
    pub internal: bool,
    /// The finished text; `None` while values are missing.
    pub text: Option<String>,
    /// Variables whose values are missing, in the order of [`crate::variables`].
    pub missing: Vec<&'static str>,
    /// Why: the category if it had to be that, and the conditions of the rule, such as `topic:address`.
    pub because: Vec<String>,
}

/// A template with its rank: the lower, the better.
struct Ranked {
    rank: (bool, bool, usize),
    suggestion: Suggestion,
}

/// Ranks the templates for `facts`: those of rules that decide before those that merely fit, complete ones before those
/// with values missing, then in the order of the rules. Only templates whose text fits the channel are in it.
///
/// Language: the buyer's, narrowed as in [`crate::render()`]; without a text in it, the first of
/// `fallback_languages` with one.
///
/// # Errors
/// [`RenderError::UnknownLanguage`] when neither is there.
pub fn suggest(facts: &Facts<'_>) -> Result<Suggestions, RenderError> {
    let (tag, is_fallback) = choose_language(facts)?;
    let language = resolve(tag)?.language;
    let text = Folded::new(facts.text);
    let values = known_values(facts);
    let mut found: Vec<Ranked> = Vec::new();
    for rule in rules().iter().filter(|rule| holds(rule, facts, &text, &values)) {
        for template in rule.templates.iter().filter_map(|id| find_template(id)) {
            if found.iter().all(|ranked| ranked.suggestion.template != template.id)
                && let Some(suggestion) = fill(template, rule, tag, facts.channel, &values)
            {
                let rank = (!rule.decides, !suggestion.missing.is_empty(), found.len());
                found.push(Ranked { rank, suggestion });
            }
        }
    }
    found.sort_by_key(|ranked| ranked.rank);
    let items = found.into_iter().map(|ranked| ranked.suggestion).take(SUGGESTIONS_MAX).collect();
    Ok(Suggestions { language, is_fallback, items })
}

/// The tag to write in, and whether it is a fallback.
fn choose_language<'a>(facts: &Facts<'a>) -> Result<(&'a str, bool), RenderError> {
    if resolve(facts.language).is_ok() {
        return Ok((facts.language, false));
    }
    let fallback = facts.fallback_languages.iter().find(|tag| resolve(tag).is_ok());
    let unknown = || RenderError::UnknownLanguage { language: excerpt(facts.language) };
    fallback.map(|tag| (tag.as_str(), true)).ok_or_else(unknown)
}

/// The values that a template can take and the channel lets through.
fn known_values(facts: &Facts<'_>) -> Vec<(String, String)> {
    let currency =
        facts.values.iter().find(|(name, _)| find_variable(name).is_some_and(|found| found.name == "currency"));
    let currency = currency.map(|(_, value)| value.as_str());
    let mut known: Vec<(String, String)> = Vec::with_capacity(facts.values.len());
    for (name, value) in facts.values.iter().filter(|(name, _)| may_be_sent(name, facts.channel)) {
        if let Some(variable) = find_variable(name)
            && is_valid(variable, value, currency)
            && known.iter().all(|(other, _)| other != variable.name)
        {
            known.push((variable.name.to_owned(), value.clone()));
        }
    }
    known
}

fn holds(rule: &Rule, facts: &Facts<'_>, text: &Folded, values: &[(String, String)]) -> bool {
    let is_about = rule.conditions.iter().any(|condition| matches!(condition, Condition::Topic(_)));
    let fits =
        rule.category.is_none_or(|category| category == facts.category || (facts.category == "general" && is_about));
    let is_known = |name: &str| values.iter().any(|(known, _)| known == name);
    fits && rule.conditions.iter().all(|condition| match condition {
        Condition::Risk(name) => facts.risks.iter().any(|risk| risk == name),
        Condition::Topic(name) => text.is_about(name),
        Condition::Signal(name) => facts.signals.iter().any(|signal| signal == name),
        Condition::Has(name) => is_known(name),
        Condition::HasNot(name) => !is_known(name),
    })
}

/// The template with what is known; `None` if it can't stand on the channel at all.
fn fill(
    template: &'static TemplateInfo,
    rule: &Rule,
    tag: &str,
    channel: &str,
    values: &[(String, String)],
) -> Option<Suggestion> {
    if template.required().any(|name| !may_be_sent(name, channel)) {
        return None;
    }
    let (text, missing) = match render(template.id, tag, channel, values) {
        Ok(rendered) => (Some(rendered.text), Vec::new()),
        Err(RenderError::MissingValues { names }) => (None, names),
        Err(_) => return None,
    };
    let category = rule.category.map(|category| format!("category:{category}"));
    let because = category.into_iter().chain(rule.conditions.iter().map(|condition| condition.name())).collect();
    let TemplateInfo { id, title, internal, .. } = *template;
    Some(Suggestion { template: id, title, internal, text, missing, because })
}
