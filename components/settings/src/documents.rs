//! `GET` and `PUT` of policies, calendars, templates and rules for outgoing text: whole documents with an `ETag`, checked before they are kept.

use crate::{Answer, automations, templates};
use sellerdesk_contract::{Composed, wit};
use sellerdesk_courier::problem;
use sellerdesk_inbox::settings::{Document, clocks_document};
use sellerdesk_inbox::{Desk, Section, check_privacy, check_sharing, check_team_rules, load_settings, put_settings};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{
    FieldError, Incoming, Kind, Problem, SpinStore, SystemClock, base_version, instant, json, with_header,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json as object};

/// `GET /api/v1/policies` and `/calendars`.
pub async fn get(section: Section) -> Answer {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let settings = load_settings(desk).await.map_err(problem)?;
    answer(section, &settings.document(section))
}

/// `PUT` of the same: `If-Match` names the version it was made from, unless it is the first.
pub async fn put(section: Section, request: &Incoming, who: &Principal) -> Answer {
    let base = base_version(request)?.unwrap_or_default();
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let json = match section {
        // They name templates.
        Section::Automations => automations::checked(request, &load_settings(desk).await.map_err(problem)?)?,
        _ => checked(section, request)?,
    };
    let document = put_settings(desk, section, base, json, &who.name).await.map_err(problem)?;
    answer(section, &document)
}

/// `POST /api/v1/policies/apply`: what is open gets the policies as they now are; the next sweeps do it.
pub async fn apply(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let base = load_settings(desk).await.map_err(problem)?.document(Section::Apply).version;
    put_settings(desk, Section::Apply, base, "null".to_owned(), &who.name).await.map_err(problem)?;
    Ok(json(202, &object!({ "status": "the next sweeps apply the policies to what is open" })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policies {
    policies: Box<RawValue>,
}

/// The document as it is kept, if those who read it take it.
fn checked(section: Section, request: &Incoming) -> Result<String, Problem> {
    match section {
        Section::Policies => {
            let json = request.json::<Policies>()?.policies.get().to_owned();
            check_clocks(&clocks_document(Some(&json), None), "")?;
            Ok(json)
        }
        Section::Compliance => {
            let json = document(request)?;
            wit::compliance::check_changes(&json).map_err(|wrong| Problem::field(wrong.field, wrong.detail))?;
            Ok(json)
        }
        Section::Templates => templates::checked(request),
        Section::Rules => {
            let json = document(request)?;
            check_team_rules(&json).map_err(|(field, detail)| Problem::field(field, detail))?;
            Ok(json)
        }
        Section::Privacy => {
            let json = document(request)?;
            check_privacy(&json).map_err(|(field, detail)| Problem::field(field, detail))?;
            Ok(json)
        }
        Section::Assignment => {
            let json = request.json::<Box<RawValue>>()?.get().to_owned();
            check_sharing(&json).map_err(|(field, detail)| Problem::field(field, detail))?;
            Ok(json)
        }
        Section::Notifications => {
            let json = document(request)?;
            wit::clocks::check_routing(&json).map_err(|problems| refused(problems, ""))?;
            Ok(json)
        }
        _ => {
            let json = document(request)?;
            check_clocks(&clocks_document(None, Some(&json)), "calendars.")?;
            Ok(json)
        }
    }
}

/// A whole document as it was sent.
pub fn document(request: &Incoming) -> Result<String, Problem> {
    Ok(request.json::<Box<RawValue>>()?.get().to_owned())
}

/// Refuses what the clocks refuse.
pub fn check_clocks(document: &str, prefix: &str) -> Result<(), Problem> {
    wit::clocks::check_settings(document).map_err(|problems| refused(problems, prefix))
}

/// The fields of a document that a component refuses, `prefix` being its own name for the document.
fn refused(problems: Vec<wit::timeline::Problem>, prefix: &str) -> Problem {
    let named = problems.into_iter().map(|problem| FieldError {
        field: problem.field.strip_prefix(prefix).unwrap_or(&problem.field).to_owned(),
        detail: problem.detail,
    });
    Problem::invalid(named.collect())
}

fn answer(section: Section, document: &Document) -> Answer {
    let broken = |_| Problem::new(Kind::Internal, "the stored document is not JSON");
    let mut body = match section {
        Section::Policies => {
            let presets: Value = serde_json::from_str(&wit::clocks::presets()).map_err(broken)?;
            let own: Value = serde_json::from_str(or(&document.json, "[]")).map_err(broken)?;
            object!({ "policies": own, "presets": presets })
        }
        Section::Templates => {
            let own: Value = serde_json::from_str(or(&document.json, r#"{"templates":[]}"#)).map_err(broken)?;
            object!({ "templates": own.get("templates"), "shipped": templates::shipped(), "variables": templates::variables() })
        }
        _ => serde_json::from_str(or(&document.json, empty(section))).map_err(broken)?,
    };
    if let (Value::Object(fields), true) = (&mut body, document.version > 0) {
        fields.insert("updated_at".to_owned(), object!(instant(document.at)));
        fields.insert("updated_by".to_owned(), object!(document.by));
    }
    Ok(with_header(json(200, &body), "etag", &format!("\"{}\"", document.version)))
}

/// What stands there before anything was set.
fn empty(section: Section) -> &'static str {
    match section {
        Section::Compliance => r#"{"rules":[],"disabled":[],"allowed_domains":[]}"#,
        Section::Rules | Section::Automations => r#"{"rules":[]}"#,
        Section::Assignment => r#"{"enabled":false,"members":[]}"#,
        Section::Privacy => r#"{"retention_days":365,"channels":{}}"#,
        Section::Notifications => r#"{"desk":"","targets":[],"recipients":[]}"#,
        _ => r#"{"calendars":{},"accounts":{},"default":null}"#,
    }
}

fn or<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}
