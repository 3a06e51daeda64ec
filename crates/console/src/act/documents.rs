//! `/settings/{section}`: whole documents with a version, edited as text; every refused field is named.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::view::settings::Edit;
use crate::{Response, view};
use serde_json::Value;

/// Fields of an answer that tell about the document and are not of it.
const ABOUT: [&str; 4] = ["updated_at", "updated_by", "presets", "shipped"];

/// A section that is a document: its path in the API and here.
pub(crate) const SECTIONS: [&str; 8] =
    ["policies", "calendars", "templates", "rules", "automations", "compliance", "notifications", "assignment"];

/// What can be set.
pub(crate) fn overview<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    Ok(view::settings::overview(&ctx.ui))
}

/// Shows a section's document.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>, section: &str) -> Answer {
    let section = known(section)?;
    let (found, etag) = load(ctx, section).await?;
    let text = pretty(&own(&found));
    Ok(view::settings::document(ctx, 200, section, &found, &Edit { text, etag, refusal: None }))
}

/// Saves a document that was made from the version in the form; what is refused comes back with its text.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>, section: &str) -> Answer {
    let section = known(section)?;
    let text = ctx.form.lines("document");
    let etag = ctx.form.text("etag").to_owned();
    let refusal = match serde_json::from_str::<Value>(&text) {
        Ok(document) => match put(ctx, section, &document, &etag).await {
            Ok(()) => return Ok(Response::see(&format!("/settings/{section}?done=saved"))),
            Err(Failure::Refused(refusal)) => refusal,
            Err(failure) => return Err(failure),
        },
        Err(error) => Refusal::field("JSON", &error.to_string()),
    };
    let (found, now) = load(ctx, section).await?;
    // Somebody else's version is shown beside; saving again is meant to replace it.
    let etag = if refusal.name == "conflict" { now } else { etag };
    let status = refusal.status;
    Ok(view::settings::document(ctx, status, section, &found, &Edit { text, etag, refusal: Some(refusal) }))
}

/// The answer and its version.
pub(crate) async fn load<A: Api>(ctx: &Ctx<'_, A>, section: &str) -> Result<(Value, String), Failure> {
    let reply = ctx.ask(Service::Settings, "GET", section, Vec::new(), None).await?;
    Ok((reply.json(), reply.etag.unwrap_or_default()))
}

/// Replaces the document.
pub(crate) async fn put<A: Api>(ctx: &Ctx<'_, A>, section: &str, document: &Value, etag: &str) -> Result<(), Failure> {
    let is_version =
        |etag: &&str| (1..=24).contains(&etag.len()) && etag.bytes().all(|byte| byte.is_ascii_digit() || byte == b'"');
    let headers = Some(etag).filter(is_version).map(|etag| ("if-match", etag.to_owned()));
    ctx.ask(Service::Settings, "PUT", section, headers.into_iter().collect(), Some(document)).await.map(drop)
}

/// The document alone, as `PUT` takes it.
fn own(found: &Value) -> Value {
    let mut own = found.clone();
    if let Value::Object(fields) = &mut own {
        let has_variables = fields.contains_key("shipped");
        fields.retain(|name, _| !(ABOUT.contains(&name.as_str()) || has_variables && name == "variables"));
    }
    own
}

fn known(section: &str) -> Result<&'static str, Failure> {
    SECTIONS.into_iter().find(|known| *known == section).ok_or(Failure::Missing)
}

/// JSON to be read by people.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
