//! `/conversations/{id}`: one conversation with everything to answer it.

use crate::act::history;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::query;
use crate::limits::OTHERS_MAX;
use crate::view::conversation::{Beside, Drafts};
use crate::view::json::{self, list, text};
use crate::{Response, path, view};
use futures_util::future::{join, join3};
use serde_json::{Map, Value, json as object};

/// Prefix of fields with a template's values.
const VALUE: &str = "v.";

/// Shows it; a template that the query names is written into the reply.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    if ctx.query.word("template").is_none() {
        return page(ctx, id, 200, Drafts::default()).await;
    }
    let filled = fill(ctx, id).await?;
    let findings = filled.findings;
    let from_template = if filled.refusal.is_none() { ctx.query.text("template").to_owned() } else { String::new() };
    let drafts = Drafts { reply: filled.text, findings, template: filled.refusal, from_template, ..Drafts::default() };
    page(ctx, id, 200, drafts).await
}

/// The page, with what somebody was writing.
pub(crate) async fn page<A: Api>(ctx: &Ctx<'_, A>, id: &str, status: u16, drafts: Drafts) -> Answer {
    let found = load(ctx, id).await?;
    let order = text(json::at(&found, "conversation"), "order_id").to_owned();
    let suggestions_path = format!("conversations/{id}/suggestions");
    let asked = join3(
        ctx.get(Service::Desk, &suggestions_path),
        ctx.get(Service::Settings, "templates"),
        others(ctx, id, &order),
    );
    // Beside the conversation itself nothing is worth refusing the page for.
    let people = join3(agents(ctx), be_present(ctx, id, false), history::load(ctx, id, &found));
    let ((suggestions, templates, others), (agents, present, history)) = join(asked, people).await;
    let beside = Beside {
        suggestions: suggestions.unwrap_or_default(),
        templates: templates.unwrap_or_default(),
        others,
        history,
        agents,
        present,
        seen: seen(&found),
    };
    Ok(view::conversation::page(ctx, status, &found, &beside, &drafts))
}

/// Says that one looks at a conversation, or writes; in words, who else does.
pub(crate) async fn be_present<A: Api>(ctx: &Ctx<'_, A>, id: &str, is_typing: bool) -> String {
    let path = format!("conversations/{id}/presence");
    let asked = ctx.ask(Service::Team, "PUT", &path, Vec::new(), Some(&object!({ "typing": is_typing }))).await;
    let others = asked.map(|reply| reply.json()).unwrap_or_default();
    view::conversation::present(&ctx.ui, list(&others, "others"))
}

/// The bytes of a delivery that nobody could read.
pub(crate) async fn raw<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    check(id)?;
    let reply = ctx.ask(Service::Desk, "GET", &format!("conversations/{id}/raw"), Vec::new(), None).await?;
    Ok(Response::download("delivery.bin", reply.body))
}

/// The conversation as the API has it.
pub(crate) async fn load<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Result<Value, Failure> {
    check(id)?;
    ctx.get(Service::Desk, &format!("conversations/{id}")).await
}

/// An id that the API may be asked for.
pub(crate) fn check(id: &str) -> Result<(), Failure> {
    if path::is_id(id) { Ok(()) } else { Err(Failure::Missing) }
}

/// When the last thing was recorded that somebody who answers has to have read.
pub(crate) fn seen(found: &Value) -> String {
    let told = list(found, "records").iter().filter(|record| matters(record));
    told.map(|record| text(record, "recorded_at")).max().unwrap_or_default().to_owned()
}

/// What came after somebody opened the page.
pub(crate) fn newer(found: &Value, seen: &str) -> Vec<String> {
    let told = list(found, "records").iter().filter(|record| matters(record) && text(record, "recorded_at") > seen);
    told.map(|record| text(record, "id").to_owned()).collect()
}

/// Words of buyer, shop and marketplace, and an end; not what sweeps note or colleagues sort.
fn matters(record: &Value) -> bool {
    let told = [
        "message",
        "reply",
        "risk",
        "failed",
        "resolved",
        "closed",
        "spam",
        "merged_into",
        "merged_from",
        "split_off",
        "no_reply_needed",
    ];
    told.contains(&text(record, "type"))
}

/// A template as the query asks for it.
pub(crate) struct Filled {
    /// The text; empty if it can't be written.
    pub text: String,
    /// What the rules say about it.
    pub findings: Vec<Value>,
    /// Why it can't be written.
    pub refusal: Option<Refusal>,
}

/// Writes the query's template for a conversation.
pub(crate) async fn fill<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Result<Filled, Failure> {
    check(id)?;
    let values = ctx.query.prefixed(VALUE).filter(|(_, value)| !value.trim().is_empty());
    let values: Map<String, Value> = values.map(|(name, value)| (name.to_owned(), object!(value))).collect();
    let lang = ctx.query.word("lang");
    let asked = object!({ "template": ctx.query.text("template"), "lang": lang, "values": values });
    match ctx.post(Service::Desk, &format!("conversations/{id}/preview"), &asked).await {
        Ok(filled) => Ok(Filled {
            text: text(&filled, "text").to_owned(),
            findings: list(&filled, "findings").to_vec(),
            refusal: None,
        }),
        Err(Failure::Refused(refusal)) => {
            Ok(Filled { text: String::new(), findings: Vec::new(), refusal: Some(refusal) })
        }
        Err(failure) => Err(failure),
    }
}

/// Other conversations about the same order.
async fn others<A: Api>(ctx: &Ctx<'_, A>, id: &str, order: &str) -> Vec<Value> {
    if order.is_empty() {
        return Vec::new();
    }
    let limit = (OTHERS_MAX + 1).to_string();
    let path = format!("conversations?{}", query([("q", order), ("limit", &limit)]));
    let found = ctx.get(Service::Desk, &path).await.unwrap_or_default();
    list(&found, "conversations").iter().filter(|row| text(row, "id") != id).take(OTHERS_MAX).cloned().collect()
}

/// Names of people that a conversation can be given to.
pub(crate) async fn agents<A: Api>(ctx: &Ctx<'_, A>) -> Vec<String> {
    let found = ctx.get(Service::Identity, "agents").await.unwrap_or_default();
    let named = |agent: &Value| Some(agent.get("name").or_else(|| agent.get("id"))?.as_str()?.to_owned());
    list(&found, "agents").iter().filter_map(named).collect()
}
