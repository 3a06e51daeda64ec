//! `/api/v1/templates`: the shipped templates, and the shop's own.

use sellerdesk_contract::render::OwnTemplates;
use sellerdesk_contract::wit;
use sellerdesk_shell::{FieldError, Incoming, Problem};
use serde_json::{Value, json as object};

/// Own templates of one shop.
const TEMPLATES_MAX: usize = 200;

/// The shop's own templates, if each may be saved; all that is wrong is named.
pub fn checked(request: &Incoming) -> Result<String, Problem> {
    let own: OwnTemplates = request.json()?;
    if own.templates.len() > TEMPLATES_MAX {
        return Err(Problem::field("templates", format!("at most {TEMPLATES_MAX} templates")));
    }
    let json = serde_json::to_string(&own).map_err(|error| Problem::field("templates", error.to_string()))?;
    let mut errors = Vec::new();
    let mut ids = Vec::new();
    for (number, template) in own.templates.into_iter().enumerate() {
        if ids.contains(&template.id) {
            let field = format!("templates[{number}].id");
            errors.push(FieldError { field, detail: "is another template's".to_owned() });
        }
        ids.push(template.id.clone());
        let wrong = wit::renderer::check_custom(&template.into()).err().unwrap_or_default().into_iter();
        errors.extend(
            wrong.map(|it| FieldError { field: format!("templates[{number}].{}", it.field), detail: it.detail }),
        );
    }
    if errors.is_empty() { Ok(json) } else { Err(Problem::invalid(errors)) }
}

/// What ships.
pub fn shipped() -> Vec<Value> {
    let templates = wit::renderer::catalogue().into_iter();
    templates
        .map(|it| {
            object!({
                "id": it.id, "title": it.title, "category": it.category, "languages": it.languages,
                "variables": it.variables, "optional": it.optional, "internal": it.internal,
            })
        })
        .collect()
}

/// What templates may name.
pub fn variables() -> Vec<Value> {
    let variables = wit::renderer::variables().into_iter();
    variables
        .map(|it| object!({ "name": it.name, "alias": it.alias, "kind": it.kind, "example": it.example }))
        .collect()
}
