//! `POST /bulk`: one thing done to every conversation that was ticked.

use crate::act::{deeds, inbox, undo};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::{Form, query};
use crate::view::json::{list, number, text};
use crate::{Response, guard, path, view};
use serde_json::json;

/// Does it and goes back to the list as it was.
pub(crate) async fn run<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let ids: Vec<&str> = ctx.form.all("id").filter(|id| path::is_id(id)).collect();
    if ids.is_empty() {
        return Ok(back(ctx, "none", (0, 0), (String::new(), String::new())));
    }
    if ctx.form.text("do") == "reply" {
        return choose(ctx, &ids).await;
    }
    if let is_read @ ("read" | "unread") = ctx.form.text("do") {
        return mark(ctx, &ids, is_read == "read").await;
    }
    let what = match ctx.form.text("do") {
        "close" | "no_reply_needed" | "open" => "status",
        what => what,
    };
    let form = if what == "status" { one("status", ctx.form.text("do")) } else { ctx.form.clone() };
    let asked = deeds::call(what, &form, ctx.ui.now_ms, &ctx.ui.me, &[]).map_err(Failure::Refused)?;
    let Some((action, body)) = asked.filter(|_| what != "merge" && what != "note") else {
        return Err(Failure::Refused(Refusal::field("do", "assign, tags, status")));
    };
    let key = undo::key(ctx, action);
    let headers = vec![("idempotency-key", key.clone())];
    let body = json!({ "ids": ids, "action": action, "body": body });
    let answer = ctx.ask(Service::Desk, "POST", "bulk", headers, Some(&body)).await?.json();
    let results = list(&answer, "results");
    let failed = results.iter().filter(|result| result.get("problem").is_some()).count();
    let done: Vec<&str> = results.iter().filter(|it| it.get("problem").is_none()).map(|it| text(it, "id")).collect();
    let offer = (undo::offer(action, &key), done.join("."));
    Ok(back(ctx, "bulk", (results.len() - failed, failed), offer))
}

/// Says that one has read them, or not.
async fn mark<A: Api>(ctx: &Ctx<'_, A>, ids: &[&str], is_read: bool) -> Answer {
    let body = json!({ "ids": ids, "read": is_read });
    let answer = ctx.ask(Service::Team, "PUT", "read-marks", Vec::new(), Some(&body)).await?.json();
    let marked = usize::try_from(number(&answer, "marked")).unwrap_or_default();
    Ok(back(ctx, "bulk", (marked, ids.len().saturating_sub(marked)), (String::new(), String::new())))
}

/// Asks which template goes to all that are ticked.
async fn choose<A: Api>(ctx: &Ctx<'_, A>, ids: &[&str]) -> Answer {
    let templates = ctx.get(Service::Settings, "templates").await?;
    Ok(view::bulk::choose(&ctx.ui, ids, &templates, ctx.form.text("filters")))
}

/// Sends a template to all of them; whoever is refused is shown one by one.
pub(crate) async fn reply<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let ids: Vec<&str> = undo::ids(ctx.form.text("ids"));
    let template = ctx.form.text("template");
    let body = json!({ "ids": ids, "template": template });
    // The same conversations and template from the same page are the same replies.
    let key = guard::mark([ctx.form.text("asked"), template, ctx.form.text("ids")]);
    let headers = vec![("idempotency-key", key)];
    let answer = ctx.ask(Service::Desk, "POST", "bulk/replies", headers, Some(&body)).await?.json();
    Ok(view::bulk::done(&ctx.ui, list(&answer, "results"), ctx.form.text("filters")))
}

fn one(name: &str, value: &str) -> Form {
    let value = if value == "close" { "closed" } else { value };
    Form::parse(query([(name, value)]).as_bytes())
}

/// The list with the filters that it had.
fn back<A: Api>(ctx: &Ctx<'_, A>, done: &str, counts: (usize, usize), offer: (String, String)) -> Response {
    let filters = Form::parse(ctx.form.text("filters").as_bytes());
    let (count, failed) = (counts.0.to_string(), counts.1.to_string());
    let mut fields = inbox::asked(&filters);
    fields.extend([("done", done), ("count", &count), ("failed", &failed), ("undo", &offer.0), ("ids", &offer.1)]);
    Response::see(&format!("/inbox?{}", query(fields)))
}
