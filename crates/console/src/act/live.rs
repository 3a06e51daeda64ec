//! `/live/...`: what the script asks for while a page is open.

use crate::act::{conversation, inbox};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::{Response, view};
use serde_json::json;

/// Whether the list has changed: its mark.
pub(crate) async fn inbox<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let listed = inbox::list(ctx).await?;
    let present = ctx.get(Service::Team, "presence").await.unwrap_or_default();
    let present: serde_json::Map<_, _> =
        view::inbox::present(&ctx.ui, &present).into_iter().map(|(id, who)| (id, json!(who))).collect();
    Ok(Response::json(200, &json!({ "mark": view::inbox::mark(&listed), "present": present })))
}

/// Whether a conversation has changed: what it was last seen as.
pub(crate) async fn conversation<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    let found = conversation::load(ctx, id).await?;
    let present = conversation::be_present(ctx, id, ctx.query.get("typing").is_some()).await;
    Ok(Response::json(200, &json!({ "mark": conversation::seen(&found), "present": present })))
}

/// A template written for a conversation.
pub(crate) async fn template<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    let filled = conversation::fill(ctx, id).await?;
    match filled.refusal {
        None => Ok(Response::json(200, &json!({ "text": filled.text, "findings": filled.findings }))),
        Some(refusal) => Ok(Response::json(422, &json!({ "problem": refusal.lines() }))),
    }
}

/// What the rules say about a text while it is written.
pub(crate) async fn scan<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let text = ctx.form.lines("text");
    let findings = check(ctx, &text).await?;
    Ok(Response::json(
        200,
        &json!({ "findings": findings, "html": view::reply_box::findings(&ctx.ui, &text, &findings).into_string() }),
    ))
}

/// Asks the scan that every reply passes.
pub(crate) async fn check<A: Api>(ctx: &Ctx<'_, A>, text: &str) -> Result<Vec<serde_json::Value>, Failure> {
    let mut asked = json!({ "text": text, "channel": ctx.form.text("channel") });
    if let Some(fields) = asked.as_object_mut() {
        for name in ["lang", "site"] {
            if let Some(value) = ctx.form.word(name) {
                fields.insert(name.to_owned(), json!(value));
            }
        }
    }
    let found = ctx.post(Service::Settings, "preview/compliance", &asked).await?;
    Ok(found.get("findings").and_then(serde_json::Value::as_array).cloned().unwrap_or_default())
}
