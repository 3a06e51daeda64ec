//! Templates for a conversation: what is known of it as their variables, the best ones, and one written out.

use crate::Answer;
use crate::conversations::parse_id;
use sellerdesk_canonical::{Author, Happening};
use sellerdesk_contract::wit::reply_templates::{CaseFacts, ProblemKind, Suggestion};
use sellerdesk_contract::{Composed, render, wit};
use sellerdesk_courier::problem;
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::rules::Scan;
use sellerdesk_inbox::settings::Section;
use sellerdesk_inbox::{ConversationView, Desk, destination, load_settings, read, template_values};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, json};
use serde::Deserialize;
use serde_json::{Map, Value, json as object};

/// The language answered in where the shop has no text in the buyer's.
const FALLBACK_LANGUAGE: &str = "en";

/// `GET /api/v1/conversations/{id}/suggestions`: the best templates in the buyer's language, filled with what is known,
/// each with what the marketplace's rules say about it.
pub async fn suggestions(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let view = read(desk, parse_id(id)?).await.map_err(problem)?;
    let settings = load_settings(desk).await.map_err(problem)?;
    let changes = settings.json(Section::Compliance);
    let found = wit::renderer::suggest(&facts(&view)).map_err(|error| Problem::field("language", error.detail))?;
    let shown = |suggestion: Suggestion| {
        let findings = suggestion.text.as_ref().map(|text| Composed.scan(text, destination(&view), changes));
        object!({
            "template": suggestion.template,
            "title": suggestion.title,
            "internal": suggestion.internal,
            "text": suggestion.text,
            "missing": suggestion.missing,
            "because": suggestion.because,
            "findings": findings.unwrap_or_default(),
        })
    };
    let items: Vec<Value> = found.items.into_iter().map(shown).collect();
    Ok(json(200, &object!({ "language": found.language, "is_fallback": found.is_fallback, "suggestions": items })))
}

/// A template to write, as the body of a reply names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// A shipped template or one of the shop's own.
    pub template: String,
    /// BCP 47; the buyer's language if left out.
    #[serde(default)]
    pub lang: Option<String>,
    /// Values besides those the conversation knows; they come first.
    #[serde(default)]
    pub values: Map<String, Value>,
}

/// `POST /api/v1/conversations/{id}/preview`: a template written for the conversation, and what the rules say.
pub async fn preview(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let chosen: Chosen = request.json()?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let view = read(desk, parse_id(id)?).await.map_err(problem)?;
    let settings = load_settings(desk).await.map_err(problem)?;
    let own = settings.document(Section::Templates).json;
    let text = write(&view, chosen, &own)?;
    let changes = settings.json(Section::Compliance);
    let findings = Composed.scan(&text, destination(&view), changes);
    Ok(json(200, &object!({ "text": text, "findings": findings })))
}

/// The text of a template for a conversation; `own` are the shop's templates as the settings hold them.
pub fn write(view: &ConversationView, chosen: Chosen, own: &str) -> Result<String, Problem> {
    let mut values = render::values(chosen.values).map_err(|field| Problem::field(field, "a string or a number"))?;
    for (name, value) in template_values(view) {
        if values.iter().all(|(given, _)| *given != name) {
            values.push((name, value));
        }
    }
    let language = chosen.lang.or_else(|| view.row.language.clone()).unwrap_or_else(|| FALLBACK_LANGUAGE.to_owned());
    let written = render::write(own, &chosen.template, &language, &view.row.channel, &values);
    written.map_err(|problem| match problem.kind {
        ProblemKind::TemplateUnknown | ProblemKind::Syntax => Problem::field("template", problem.detail),
        ProblemKind::LanguageUnknown => Problem::field("lang", problem.detail),
        _ => Problem::field("values", problem.detail),
    })
}

fn facts(view: &ConversationView) -> CaseFacts {
    let row = &view.row;
    let newest = view.records.iter().rev().find_map(|record| match &record.what {
        What::Delivered(delivered) => match &delivered.event.happening {
            Happening::Message(message) if message.author == Author::Buyer => Some(message.text.clone()),
            _ => None,
        },
        _ => None,
    });
    CaseFacts {
        category: row.category.name().to_owned(),
        risks: row.risk.iter().map(|risk| risk.name().to_owned()).collect(),
        signals: signals(view),
        text: newest.unwrap_or_default(),
        language: row.language.clone().unwrap_or_else(|| FALLBACK_LANGUAGE.to_owned()),
        fallback_languages: vec![FALLBACK_LANGUAGE.to_owned()],
        channel: row.channel.clone(),
        values: template_values(view),
    }
}

/// What the rules of the suggestions know by these words.
fn signals(view: &ConversationView) -> Vec<String> {
    let row = &view.row;
    let has_event = |names: &[&str]| row.risk_events.iter().any(|event| names.contains(&event.as_str()));
    let signals = [
        ("quiet", row.waiting_since.is_none() && row.category.name() == "praise_thanks"),
        ("late", row.breached_at.is_some()),
        ("negative_feedback", has_event(&["negative_feedback"])),
        ("open_claim", has_event(&["claim", "dispute", "chargeback"])),
        ("returning", row.vip),
    ];
    signals.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name.to_owned()).collect()
}
