//! `/api/v1/templates`: the shipped templates, and the shop's own.

use crate::Answer;
use sellerdesk_contract::render::{OwnTemplates, own_template};
use sellerdesk_contract::{Composed, wit};
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, Section, load_settings};
use sellerdesk_shell::{FieldError, Incoming, Kind, Problem, SpinStore, SystemClock, json};
use serde_json::{Map, Value, json as object};

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

/// `GET /api/v1/templates/{id}`: one of them with its texts, the shop's own or a shipped one to make an own one of.
pub async fn get(id: &str) -> Answer {
    let store = SpinStore::open().await?;
    let settings = load_settings(Desk::new(&store, &SystemClock, &Composed)).await.map_err(problem)?;
    if let Some(own) = own_template(&settings.document(Section::Templates).json, id) {
        let (used, required) = wit::renderer::check_custom(&own).unwrap_or_default();
        let optional: Vec<&String> = used.iter().filter(|name| !required.contains(name)).collect();
        let answer = object!({
            "id": own.id, "title": own.title, "category": own.category, "owner": own.owner, "shipped": false,
            "internal": false, "variables": used, "optional": optional, "texts": texts(own.texts.clone()),
        });
        return Ok(json(200, &answer));
    }
    let found = wit::renderer::catalogue().into_iter().find(|known| known.id == id);
    let it = found.ok_or_else(|| Problem::new(Kind::NotFound, "there is no such template"))?;
    let answer = object!({
        "id": it.id, "title": it.title, "category": it.category, "owner": null, "shipped": true,
        "internal": it.internal, "variables": it.variables, "optional": it.optional,
        "texts": texts(wit::renderer::sources(id)),
    });
    Ok(json(200, &answer))
}

fn texts(texts: Vec<(String, String)>) -> Map<String, Value> {
    texts.into_iter().map(|(language, source)| (language, object!(source))).collect()
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
