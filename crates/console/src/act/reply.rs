//! `POST /conversations/{id}/reply`: an answer to the buyer, unless somebody was quicker.

use crate::act::{conversation, live};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::view::conversation::Drafts;
use crate::view::json::text;
use crate::{Response, guard};
use serde_json::json;

/// Checks or sends. What is refused, and what was written while somebody else answered, comes back with its text.
pub(crate) async fn send<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    let written = ctx.form.lines("text");
    let from_template = ctx.form.text("from_template").to_owned();
    if ctx.form.text("do") == "check" {
        let findings = live::check(ctx, &written).await?;
        return conversation::page(
            ctx,
            id,
            200,
            Drafts { reply: written, findings, was_checked: true, from_template, ..Drafts::default() },
        )
        .await;
    }
    let seen = ctx.form.text("seen");
    let changed = conversation::newer(&conversation::load(ctx, id).await?, seen);
    if !changed.is_empty() {
        return conversation::page(
            ctx,
            id,
            409,
            Drafts { reply: written, changed, from_template, ..Drafts::default() },
        )
        .await;
    }
    // The same words to the same state are the same reply: a second click sends nothing.
    let key = guard::mark([id, seen, &written]);
    let headers = vec![("idempotency-key", format!("console-{key}"))];
    let path = format!("conversations/{id}/replies");
    let mut body = json!({ "text": written });
    if let Some(fields) = body.as_object_mut().filter(|_| !from_template.is_empty()) {
        fields.insert("from_template".to_owned(), json!(from_template));
    }
    match ctx.ask(Service::Desk, "POST", &path, headers, Some(&body)).await {
        Ok(reply) => after(ctx, id, text(&reply.json(), "state")).await,
        Err(Failure::Refused(refusal)) => {
            let findings = refusal.findings.clone();
            conversation::page(
                ctx,
                id,
                422,
                Drafts { reply: written, findings, refusal: Some(refusal), from_template, ..Drafts::default() },
            )
            .await
        }
        Err(failure) => Err(failure),
    }
}

/// It is queued or sent: what else the button said, and on.
async fn after<A: Api>(ctx: &Ctx<'_, A>, id: &str, state: &str) -> Answer {
    let done = match state {
        "sent" | "delivered" => "sent",
        "failed" => "unsent",
        _ => "queued",
    };
    if ctx.form.text("do") == "resolve" && done != "unsent" {
        let path = format!("conversations/{id}/status");
        ctx.post(Service::Desk, &path, &json!({ "status": "resolved" })).await?;
        return Ok(Response::see(&format!("/inbox?done={done}")));
    }
    Ok(Response::see(&format!("/conversations/{id}?done={done}")))
}
