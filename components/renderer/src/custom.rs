//! A seller's own templates.

use crate::problem::problem;
use crate::render::answer;
use sellerdesk_contract::wit::reply_templates::{CustomTemplate, Problem, Rendered, WrongField};
use sellerdesk_render as rules;

/// Variables a template uses, and those of them it can't do without.
pub type UsedAndRequired = (Vec<String>, Vec<String>);

/// What a template uses, if it may be saved.
///
/// # Errors
/// Every field that is wrong.
pub fn check_custom(template: CustomTemplate) -> Result<UsedAndRequired, Vec<WrongField>> {
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    match plain(template).check() {
        Ok(variables) => Ok((owned(variables.used), owned(variables.required))),
        Err(rules::SaveError::Invalid { fields }) => {
            let fields = fields.into_iter();
            Err(fields.map(|it| WrongField { field: it.field, detail: it.message }).collect())
        }
        Err(error) => Err(vec![WrongField { field: "version".to_owned(), detail: error.to_string() }]),
    }
}

/// Writes a template.
///
/// # Errors
/// As [`crate::render()`].
pub fn render_custom(
    template: CustomTemplate,
    language: &str,
    channel: &str,
    values: &[(String, String)],
) -> Result<Rendered, Problem> {
    answer(plain(template).render(language, channel, values)).map_err(|error| problem(&error))
}

fn plain(template: CustomTemplate) -> rules::CustomTemplate {
    rules::CustomTemplate {
        id: template.id,
        title: template.title,
        category: template.category,
        owner: template.owner.map_or(rules::Owner::Shared, rules::Owner::Personal),
        texts: template.texts.into_iter().collect(),
        version: 0,
    }
}
