//! `/api/v1/preview/...`: what the pure components say, without storing anything.

use crate::Answer;
use sellerdesk_classify::overrides::Facts;
use sellerdesk_contract::{Composed, wit};
use sellerdesk_courier::problem;
use sellerdesk_inbox::rules::{Destination, MessageInput, Scan};
use sellerdesk_inbox::{Desk, Rules, Section, apply_team_rules, load_settings, read_settings, team_rules};
use sellerdesk_shell::{FieldError, Incoming, Kind, Problem, SpinStore, SystemClock, json};
use serde::Deserialize;
use serde_json::{Value, json as object};

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
    /// For the team's rules.
    #[serde(default)]
    account: String,
    #[serde(default)]
    sender: String,
}

/// `POST /api/v1/preview/classify`.
pub async fn classify(request: &Incoming) -> Answer {
    let asked: ClassifyRequest = request.json()?;
    for (field, value) in [("text", Some(&asked.text)), ("subject", asked.subject.as_ref())] {
        if value.is_some_and(|value| value.len() > TEXT_BYTES_MAX) {
            return Err(Problem::field(field, format!("at most {TEXT_BYTES_MAX} bytes")));
        }
    }
    let mut judgement = Composed.judge(MessageInput {
        text: &asked.text,
        subject: asked.subject.as_deref(),
        channel: &asked.channel,
        has_order: asked.has_order,
    });
    let store = SpinStore::open().await?;
    if let Some(rules) = team_rules(&read_settings(&store).await.map_err(problem)?) {
        let facts = Facts {
            account: &asked.account,
            channel: &asked.channel,
            subject: asked.subject.as_deref(),
            text: &asked.text,
            sender: &asked.sender,
        };
        apply_team_rules(&rules.rules, &facts, &mut judgement);
    }
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
#[serde(deny_unknown_fields)]
struct ComplianceRequest {
    text: String,
    channel: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    site: Option<String>,
}

/// `POST /api/v1/preview/compliance`: where a text breaks the rules of its channel.
pub async fn compliance(request: &Incoming) -> Answer {
    let asked: ComplianceRequest = request.json()?;
    if asked.text.len() > TEXT_BYTES_MAX {
        return Err(Problem::field("text", format!("at most {TEXT_BYTES_MAX} bytes")));
    }
    let to = Destination { channel: &asked.channel, site: asked.site.as_deref(), language: asked.lang.as_deref() };
    let findings = Composed.scan(&asked.text, to, changes().await?.as_deref());
    Ok(json(200, &object!({ "findings": findings })))
}

/// The operator's changes to the rules for outgoing text.
pub async fn changes() -> Result<Option<String>, Problem> {
    let store = SpinStore::open().await?;
    let settings = load_settings(Desk::new(&store, &SystemClock, &Composed)).await.map_err(problem)?;
    Ok(settings.json(Section::Compliance).map(str::to_owned))
}
