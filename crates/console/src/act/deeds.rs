//! `POST /conversations/{id}/{deed}`: what people do besides answering.

use crate::act::{conversation, undo};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::{Form, query};
use crate::limits::{MENTIONS_MAX, TAGS_MAX};
use crate::view::conversation::Drafts;
use crate::{Response, path, time};
use serde_json::{Value, json};

/// Longest snooze that a form offers, in hours.
const SNOOZE_HOURS_MAX: i64 = 24 * 60;

/// `POST /conversations/{id}/split`: lets a message, or it and what came after it, go on in a conversation of its own.
pub(crate) async fn split<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    conversation::check(id)?;
    let items: Vec<&str> = ctx.form.text("items").split('.').filter(|item| path::is_id(item)).collect();
    match ctx.post(Service::Desk, &format!("conversations/{id}/split"), &json!({ "items": items })).await {
        Ok(row) => {
            let part = row.get("id").and_then(Value::as_str).unwrap_or(id);
            Ok(Response::see(&format!("/conversations/{part}?done=split")))
        }
        Err(Failure::Refused(refusal)) => refused(ctx, id, refusal).await,
        Err(failure) => Err(failure),
    }
}

/// Does it and goes back to the conversation.
pub(crate) async fn run<A: Api>(ctx: &Ctx<'_, A>, id: &str, what: &str) -> Answer {
    conversation::check(id)?;
    let names = if what == "note" && ctx.form.text("note").contains('@') {
        conversation::agents(ctx).await
    } else {
        Vec::new()
    };
    let asked = match call(what, &ctx.form, ctx.ui.now_ms, &ctx.ui.me, &names) {
        Ok(Some(asked)) => asked,
        Ok(None) => return Err(Failure::Missing),
        Err(refusal) => return refused(ctx, id, refusal).await,
    };
    let key = undo::key(ctx, &format!("{id}{what}"));
    let (path, headers) = (format!("conversations/{id}/{}", asked.0), vec![("idempotency-key", key.clone())]);
    match ctx.ask(Service::Desk, "POST", &path, headers, Some(&asked.1)).await {
        Ok(_) if what == "merge" => {
            let into = asked.1.get("into").and_then(Value::as_str).unwrap_or_default();
            let said = query([("done", what), ("ids", id), ("undo", &undo::offer(what, &key))]);
            Ok(Response::see(&format!("/conversations/{into}?{said}")))
        }
        Ok(_) => {
            let said = query([("done", what), ("undo", &undo::offer(asked.0, &key))]);
            Ok(Response::see(&format!("/conversations/{id}?{said}")))
        }
        Err(Failure::Refused(refusal)) => refused(ctx, id, refusal).await,
        Err(failure) => Err(failure),
    }
}

async fn refused<A: Api>(ctx: &Ctx<'_, A>, id: &str, refusal: Refusal) -> Answer {
    let note = ctx.form.lines("note");
    conversation::page(ctx, id, 422, Drafts { note, refusal: Some(refusal), ..Drafts::default() }).await
}

/// The API's path and body for a form; `None` for a deed that there isn't.
pub(crate) fn call(
    what: &str,
    form: &Form,
    now_ms: i64,
    me: &str,
    names: &[String],
) -> Result<Option<(&'static str, Value)>, Refusal> {
    Ok(Some(match what {
        "assign" => {
            let assignee = if form.get("me").is_some() { Some(me) } else { form.word("assignee") };
            match form.word("handover").filter(|_| assignee.is_some()) {
                Some(note) => ("assignment", json!({ "assignee": assignee, "note": note })),
                None => ("assignment", json!({ "assignee": assignee })),
            }
        }
        "note" => {
            let text = form.lines("note");
            ("notes", json!({ "mentions": mentions(&text, names), "text": text }))
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

/// `@name` in a note names a colleague: by the whole name where it is one of `names`, else by the word.
pub(crate) fn mentions(text: &str, names: &[String]) -> Vec<String> {
    let mut mentioned: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        // An e-mail address names nobody.
        if before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        let word = after.split_whitespace().next().unwrap_or_default();
        let word = word.trim_end_matches(|last: char| !last.is_alphanumeric());
        let whole = names.iter().filter(|name| begins_with(after, name)).max_by_key(|name| name.len());
        let name = whole.map_or(word, String::as_str);
        if !name.is_empty() && !mentioned.iter().any(|known| known == name) && mentioned.len() < MENTIONS_MAX {
            mentioned.push(name.to_owned());
        }
    }
    mentioned
}

/// Whether a text begins with a name, in any case, that ends there.
fn begins_with(text: &str, name: &str) -> bool {
    let mut rest = text.chars();
    let is_same = name.chars().all(|own| rest.next().is_some_and(|other| own.to_lowercase().eq(other.to_lowercase())));
    is_same && !name.is_empty() && !rest.next().is_some_and(char::is_alphanumeric)
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
