//! What the components of the API share about templates: values out of a request, and the shop's own templates.

use crate::wit::renderer;
use crate::wit::reply_templates::{CustomTemplate, Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The shop's own templates as the settings hold them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct OwnTemplates {
    /// In the order they are offered.
    pub templates: Vec<OwnTemplate>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OwnTemplate {
    /// `a-z`, `0-9` and `_`; no shipped template's.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// A category of the classifier.
    pub category: String,
    /// The agent it belongs to; everybody without one.
    #[serde(default)]
    pub owner: Option<String>,
    /// Language tag and source.
    pub texts: BTreeMap<String, String>,
}

impl From<OwnTemplate> for CustomTemplate {
    fn from(value: OwnTemplate) -> Self {
        let OwnTemplate { id, title, category, owner, texts } = value;
        Self { id, title, category, owner, texts: texts.into_iter().collect() }
    }
}

/// One of the shop's own templates out of the document.
pub fn own_template(document: &str, id: &str) -> Option<CustomTemplate> {
    let own: OwnTemplates = serde_json::from_str(document).ok()?;
    own.templates.into_iter().find(|template| template.id == id).map(Into::into)
}

/// The text of a template that buyers may get, shipped or the shop's own; `own` is the document of those.
///
/// # Errors
/// The renderer's.
pub fn write(
    own: &str,
    template: &str,
    language: &str,
    channel: &str,
    values: &[(String, String)],
) -> Result<String, Problem> {
    let rendered = match own_template(own, template) {
        Some(own) => renderer::render_custom(&own, language, channel, values),
        None if is_internal(template) => {
            let detail = "is a note for the file and not sent to buyers".to_owned();
            return Err(Problem { kind: ProblemKind::TemplateUnknown, detail, fields: Vec::new() });
        }
        None => renderer::render(template, language, channel, values),
    };
    rendered.map(|rendered| rendered.text)
}

/// Every template that buyers may get, the shop's own first; `own` is the document of those.
pub fn sendable(own: &str) -> Vec<String> {
    let own = serde_json::from_str::<OwnTemplates>(own).unwrap_or_default().templates.into_iter().map(|it| it.id);
    own.chain(renderer::catalogue().into_iter().filter(|known| !known.internal).map(|known| known.id)).collect()
}

fn is_internal(template: &str) -> bool {
    renderer::catalogue().iter().any(|known| known.id == template && known.internal)
}

/// Values of variables out of a JSON object.
///
/// # Errors
/// The path of the first value that is neither a text nor a number.
pub fn values(values: Map<String, Value>) -> Result<Vec<(String, String)>, String> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        Value::Number(number) => Ok((name, number.to_string())),
        _ => Err(format!("values.{name}")),
    };
    values.into_iter().map(text).collect()
}
