//! `POST /api/v1/preview/render`: a shipped template, or the source of one that is being written, with given values.

use crate::Answer;
use crate::preview::changes;
use sellerdesk_contract::wit::reply_templates::{CustomTemplate, Problem as Unwritten, ProblemKind, Rendered};
use sellerdesk_contract::{Composed, render, wit};
use sellerdesk_inbox::rules::{Destination, Scan};
use sellerdesk_shell::{FieldError, Incoming, Problem, json};
use serde::Deserialize;
use serde_json::{Map, Value, json as object};

/// Longest source, in bytes: what the renderer takes at most.
const SOURCE_BYTES_MAX: usize = 16 * 1024;

#[derive(Deserialize)]
struct Ask {
    /// A shipped template's id.
    #[serde(default)]
    template: Option<String>,
    /// The text of an own one.
    #[serde(default)]
    source: Option<String>,
    lang: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    values: Map<String, Value>,
}

/// Answers the text and what the rules of its channel say.
pub async fn post(request: &Incoming) -> Answer {
    let mut asked: Ask = request.json()?;
    let values = render::values(std::mem::take(&mut asked.values));
    let values = values.map_err(|field| Problem::field(field, "a string or a number"))?;
    match write(&asked, &values)? {
        Ok(rendered) => {
            let to = Destination { channel: &asked.channel, site: None, language: Some(&rendered.language) };
            let findings = Composed.scan(&rendered.text, to, changes().await?.as_deref());
            let answer = object!({ "text": rendered.text, "language": rendered.language, "findings": findings });
            Ok(json(200, &answer))
        }
        Err(problem) => Err(refuse(problem, asked.source.is_some())),
    }
}

fn write(asked: &Ask, values: &[(String, String)]) -> Result<Result<Rendered, Unwritten>, Problem> {
    match (&asked.template, &asked.source) {
        (Some(template), None) => Ok(wit::renderer::render(template, &asked.lang, &asked.channel, values)),
        (None, Some(source)) if source.len() > SOURCE_BYTES_MAX => {
            Err(Problem::field("source", format!("at most {SOURCE_BYTES_MAX} bytes")))
        }
        (None, Some(source)) => {
            let draft = CustomTemplate {
                id: String::new(),
                title: String::new(),
                category: String::new(),
                owner: None,
                texts: vec![(asked.lang.to_ascii_lowercase().replace('_', "-"), source.clone())],
            };
            Ok(wit::renderer::render_custom(&draft, &asked.lang, &asked.channel, values))
        }
        _ => Err(Problem::field("template", "either the id of a template or the source of one")),
    }
}

/// Which field of the request a renderer's problem is about.
fn refuse(problem: Unwritten, is_source: bool) -> Problem {
    let detail = problem.detail;
    match problem.kind {
        ProblemKind::LanguageUnknown => Problem::field("lang", detail),
        ProblemKind::VariableUnknown | ProblemKind::Syntax if is_source => Problem::field("source", detail),
        ProblemKind::TemplateUnknown | ProblemKind::Syntax => Problem::field("template", detail),
        _ if problem.fields.is_empty() => Problem::field("values", detail),
        _ => Problem::invalid(
            problem
                .fields
                .iter()
                .map(|name| FieldError { field: format!("values.{name}"), detail: detail.clone() })
                .collect(),
        ),
    }
}
