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
