//! `POST /conversations/{id}/{deed}`: what people do besides answering.

use crate::act::conversation;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::Form;
use crate::limits::{MENTIONS_MAX, TAGS_MAX};
use crate::view::conversation::Drafts;
use crate::{Response, path, time};
use serde_json::{Value, json};

/// Longest snooze that a form offers, in hours.
const SNOOZE_HOURS_MAX: i64 = 24 * 60;

/// Does it and goes back to the conversation.
pub(crate) async fn run<A: Api>(ctx: &Ctx<'_, A>, id: &str, what: &str) -> Answer {
    conversation::check(id)?;
    let asked = match call(what, &ctx.form, ctx.ui.now_ms, &ctx.ui.me) {
        Ok(Some(asked)) => asked,
        Ok(None) => return Err(Failure::Missing),
        Err(refusal) => return refused(ctx, id, refusal).await,
    };
    match ctx.post(Service::Desk, &format!("conversations/{id}/{}", asked.0), &asked.1).await {
        Ok(_) if what == "merge" => {
            let into = asked.1.get("into").and_then(Value::as_str).unwrap_or_default();
            Ok(Response::see(&format!("/conversations/{into}?done=merge")))
        }
        Ok(_) => Ok(Response::see(&format!("/conversations/{id}?done={what}"))),
        Err(Failure::Refused(refusal)) => refused(ctx, id, refusal).await,
        Err(failure) => Err(failure),
    }
}

async fn refused<A: Api>(ctx: &Ctx<'_, A>, id: &str, refusal: Refusal) -> Answer {
    let note = ctx.form.lines("note");
    conversation::page(ctx, id, 422, Drafts { note, refusal: Some(refusal), ..Drafts::default() }).await
}

/// The API's path and body for a form; `None` for a deed that there isn't.
pub(crate) fn call(what: &str, form: &Form, now_ms: i64, me: &str) -> Result<Option<(&'static str, Value)>, Refusal> {
    Ok(Some(match what {
        "assign" => {
            let assignee = if form.get("me").is_some() { Some(me) } else { form.word("assignee") };
            ("assignment", json!({ "assignee": assignee }))
        }
        "note" => {
            let text = form.lines("note");
            ("notes", json!({ "mentions": mentions(&text), "text": text }))
        }
        "tags" => ("tags", tags(form)?),
        "status" => ("status", json!({ "status": form.text("status") })),
        "snooze" => {
            let hours = form.text("hours").parse::<i64>().ok().filter(|hours| (1..=SNOOZE_HOURS_MAX).contains(hours));
            let hours = hours.ok_or_else(|| Refusal::field("hours", "1 to 1440"))?;
            ("status", json!({ "status": "snoozed", "until": time::instant(now_ms + hours * 3_600_000) }))
        }
        "priority" => ("priority", json!({ "priority": form.text("priority") })),
        "category" => ("category", json!({ "category": form.text("category") })),
        "vip" => ("vip", json!({ "vip": form.text("vip") == "true" })),
        "merge" => ("merge", json!({ "into": target(form.text("into"))? })),
        _ => return Ok(None),
    }))
}

/// Tags to set, by commas, and those to take off.
fn tags(form: &Form) -> Result<Value, Refusal> {
    let add: Vec<&str> = form.text("add").split([',', '，']).map(str::trim).filter(|tag| !tag.is_empty()).collect();
    let remove: Vec<&str> = form.all("remove").collect();
    if add.len() + remove.len() > TAGS_MAX {
        return Err(Refusal::field("add", &format!("1 to {TAGS_MAX}")));
    }
    Ok(json!({ "add": add, "remove": remove }))
}

/// `@name` in a note names a colleague.
pub(crate) fn mentions(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for word in text.split_whitespace().filter_map(|word| word.strip_prefix('@')) {
        let name = word.trim_end_matches(|last: char| !last.is_alphanumeric());
        if !name.is_empty() && !names.contains(&name) && names.len() < MENTIONS_MAX {
            names.push(name);
        }
    }
    names
}

/// The id of a conversation out of what was pasted: the id, or its page's address.
fn target(pasted: &str) -> Result<&str, Refusal> {
    let last =
        pasted.trim().split(['?', '#']).next().and_then(|address| address.rsplit('/').next()).unwrap_or_default();
    if path::is_id(last) {
        Ok(last)
    } else {
        Err(Refusal::field("into", "…/conversations/0123456789abcdef0123456789abcdef"))
    }
}
