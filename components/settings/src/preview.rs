//! `/api/v1/preview/...`: what the pure components say, without storing anything.

use crate::Answer;
use sellerdesk_contract::{Composed, wit};
use sellerdesk_inbox::Rules;
use sellerdesk_inbox::rules::MessageInput;
use sellerdesk_shell::{FieldError, Incoming, Kind, Problem, json};
use serde::Deserialize;
use serde_json::{Map, Value, json as object};

/// Longest text to classify, in bytes: the same that a message may have.
const TEXT_BYTES_MAX: usize = sellerdesk_canonical::limits::TEXT_BYTES_MAX;

#[derive(Deserialize)]
struct ClassifyRequest {
    text: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    has_order: Option<bool>,
}

/// `POST /api/v1/preview/classify`.
pub async fn classify(request: &Incoming) -> Answer {
    let asked: ClassifyRequest = request.json()?;
    for (field, value) in [("text", Some(&asked.text)), ("subject", asked.subject.as_ref())] {
        if value.is_some_and(|value| value.len() > TEXT_BYTES_MAX) {
            return Err(Problem::field(field, format!("at most {TEXT_BYTES_MAX} bytes")));
        }
    }
    let judgement = Composed.judge(MessageInput {
        text: &asked.text,
        subject: asked.subject.as_deref(),
        channel: &asked.channel,
        has_order: asked.has_order,
    });
    Ok(json(200, &judgement))
}

/// `POST /api/v1/preview/deadline`: the body goes to the clocks as it is.
pub async fn deadline(request: &Incoming) -> Answer {
    let text =
        std::str::from_utf8(&request.body).map_err(|_| Problem::new(Kind::Malformed, "the body is not UTF-8"))?;
    match wit::clocks::preview(text) {
        Ok(answer) => {
            let answer: Value = serde_json::from_str(&answer)
                .map_err(|_| Problem::new(Kind::Internal, "the clocks answered no JSON"))?;
            Ok(json(200, &answer))
        }
        Err(problems) => Err(Problem::invalid(
            problems.into_iter().map(|problem| FieldError { field: problem.field, detail: problem.detail }).collect(),
        )),
    }
}

#[derive(Deserialize)]
struct RenderRequest {
    template: String,
    lang: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    values: Map<String, Value>,
}

/// `POST /api/v1/preview/render`.
pub async fn render(request: &Incoming) -> Answer {
    let asked: RenderRequest = request.json()?;
    let mut values = Vec::with_capacity(asked.values.len());
    for (name, value) in asked.values {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => return Err(Problem::field(format!("values.{name}"), "a string or a number")),
        };
        values.push((name, text));
    }
    match wit::renderer::render(&asked.template, &asked.lang, &asked.channel, &values) {
        Ok(rendered) => Ok(json(200, &object!({ "text": rendered.text, "language": rendered.language }))),
        Err(problem) => Err(refuse(problem)),
    }
}

/// Which field of the request a renderer's problem is about.
fn refuse(problem: wit::reply_templates::Problem) -> Problem {
    use wit::reply_templates::ProblemKind;
    let detail = problem.detail;
    match problem.kind {
        ProblemKind::TemplateUnknown | ProblemKind::Syntax => Problem::field("template", detail),
        ProblemKind::LanguageUnknown => Problem::field("lang", detail),
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
