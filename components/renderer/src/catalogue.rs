//! Lists the shipped templates and the variables.

use sellerdesk_contract::wit::reply_templates::{Template, Variable};
use sellerdesk_render as rules;

/// Every shipped template.
pub fn catalogue() -> Vec<Template> {
    let templates = rules::catalogue().iter();
    templates
        .map(|template| Template {
            id: template.id.to_owned(),
            title: template.title.to_owned(),
            category: template.category.to_owned(),
            languages: owned(template.languages),
            variables: owned(template.variables),
            optional: owned(template.optional),
            internal: template.internal,
        })
        .collect()
}

/// The sources of a shipped template, by language, to make an own one of it.
pub fn sources(template: &str) -> Vec<(String, String)> {
    let found = rules::find_template(template);
    let languages = found.map(|template| template.languages).unwrap_or_default().iter();
    languages.filter_map(|language| Some(((*language).to_owned(), found?.source(language)?))).collect()
}

/// Every variable that a template may use.
pub fn variables() -> Vec<Variable> {
    let variables = rules::variables().iter();
    variables
        .map(|variable| Variable {
            name: variable.name.to_owned(),
            alias: variable.alias.to_owned(),
            kind: variable.kind.name().to_owned(),
            example: variable.example.to_owned(),
        })
        .collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
