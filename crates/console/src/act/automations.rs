//! `/settings/automations`: rules that act, in the order they are tried, one form each.

use crate::act::documents::{load, pretty, put};
use crate::act::rule_form::rule;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::view::automations::{Opened, Shown};
use crate::view::json::list;
use crate::{Response, view};
use serde_json::{Value, json};

/// The section's path.
const SECTION: &str = "automations";
/// Fields of the answer that are not of the document.
const ABOUT: [&str; 2] = ["updated_at", "updated_by"];
/// Conversations that a test looks at.
const TESTED_MAX: usize = 100;

/// Shows them.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    page(ctx, 200, None).await
}

/// Saves, moves, tests or removes one, in the version that the form was made from.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, now) = load(ctx, SECTION).await?;
    let mut rules = list(&found, "rules").to_vec();
    let place = ctx.form.text("place").parse::<usize>().unwrap_or(rules.len()).min(rules.len());
    let typed = rule(&ctx.form, rules.get(place).unwrap_or(&Value::Null));
    let mut opened = Opened { place, rule: typed.clone(), ..Opened::default() };
    let deed = ctx.form.text("do");
    if deed == "test" {
        match test(ctx, &found, &typed).await {
            Ok(tested) => opened.tested = Some(tested),
            Err(Failure::Refused(refusal)) => opened.refusal = Some(refusal),
            Err(failure) => return Err(failure),
        }
        return page(ctx, 200, Some(opened)).await;
    }
    match deed {
        "remove" if place < rules.len() => drop(rules.remove(place)),
        "up" if place > 0 && place < rules.len() => rules.swap(place, place - 1),
        "down" if place + 1 < rules.len() => rules.swap(place, place + 1),
        "remove" | "up" | "down" => {}
        _ => match rules.get_mut(place) {
            Some(old) => *old = typed,
            None => rules.push(typed),
        },
    }
    let etag = ctx.form.text("etag");
    let refusal = if etag == now {
        match put(ctx, SECTION, &with_rules(&found, rules), etag).await {
            Ok(()) => return Ok(Response::see("/settings/automations?done=saved")),
            Err(Failure::Refused(refusal)) => refusal,
            Err(failure) => return Err(failure),
        }
    } else {
        Refusal::conflict(ctx.ui.words.conflict)
    };
    let status = refusal.status;
    opened.refusal = Some(refusal);
    page(ctx, status, Some(opened)).await
}

/// What the rule alone would have done to the newest conversations.
async fn test<A: Api>(ctx: &Ctx<'_, A>, found: &Value, typed: &Value) -> Result<Value, Failure> {
    let document = with_rules(found, vec![typed.clone()]);
    let asked = json!({ "automations": document, "limit": TESTED_MAX });
    ctx.post(Service::Desk, "preview/automations", &asked).await
}

async fn page<A: Api>(ctx: &Ctx<'_, A>, status: u16, opened: Option<Opened>) -> Answer {
    let (found, etag) = load(ctx, SECTION).await?;
    let templates = ctx.get(Service::Settings, "templates").await?;
    let document = pretty(&with_rules(&found, list(&found, "rules").to_vec()));
    let shown = Shown { found: &found, templates: &templates, document, etag, opened };
    Ok(view::automations::page(ctx, status, &shown))
}

/// The document with other rules; caps stay.
fn with_rules(found: &Value, rules: Vec<Value>) -> Value {
    let mut document = found.clone();
    if let Value::Object(fields) = &mut document {
        fields.retain(|name, _| !ABOUT.contains(&name.as_str()));
        fields.insert("rules".to_owned(), Value::Array(rules));
    }
    document
}
