//! `/settings/people`: who is in the team; invitations, links, whether somebody may come in.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::view::people::Said;
use crate::{Response, path, view};
use serde_json::{Value, json};

/// Shows them.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    page(ctx, 200, &Said::default()).await
}

/// Invites somebody; the link is shown this once, so there is no redirect.
pub(crate) async fn invite<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let form = &ctx.form;
    let accounts: Vec<&str> =
        form.text("accounts").split([',', '，']).map(str::trim).filter(|it| !it.is_empty()).collect();
    let accounts = if accounts.is_empty() { Value::Null } else { json!(accounts) };
    let body = json!({
        "name": form.text("name").trim(),
        "email": form.text("email").trim(),
        "role": form.text("role"),
        "accounts": accounts,
        "language": ctx.ui.lang.short(),
    });
    linked(ctx, "agents", &body).await
}

/// A new link for somebody, disabling and enabling, taking a lost authenticator off.
pub(crate) async fn change<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    if !path::is_name(id) {
        return Err(Failure::Missing);
    }
    let agent = format!("agents/{id}");
    let (method, path, body) = match ctx.form.text("do") {
        "link" => return linked(ctx, &format!("{agent}/link"), &json!({})).await,
        "disable" => ("PUT", agent, Some(json!({ "enabled": false }))),
        "enable" => ("PUT", agent, Some(json!({ "enabled": true }))),
        "totp" => ("DELETE", format!("{agent}/totp"), None),
        _ => return Err(Failure::Missing),
    };
    match ctx.ask(Service::Identity, method, &path, Vec::new(), body.as_ref()).await {
        Ok(_) => Ok(Response::see("/settings/people?done=saved")),
        Err(Failure::Refused(refusal)) => refused(ctx, refusal).await,
        Err(failure) => Err(failure),
    }
}

async fn linked<A: Api>(ctx: &Ctx<'_, A>, path: &str, body: &Value) -> Answer {
    match ctx.post(Service::Identity, path, body).await {
        Ok(found) => {
            let link = view::json::text(&found, "link");
            // The form came from this very host: `Origin` says by which scheme.
            let origin = ctx.request.header("origin").unwrap_or_default();
            let link = Some(format!("{origin}/sign-in#{link}"));
            page(ctx, 200, &Said { link, refusal: None }).await
        }
        Err(Failure::Refused(refusal)) => refused(ctx, refusal).await,
        Err(failure) => Err(failure),
    }
}

async fn refused<A: Api>(ctx: &Ctx<'_, A>, refusal: Refusal) -> Answer {
    page(ctx, 422, &Said { link: None, refusal: Some(refusal) }).await
}

async fn page<A: Api>(ctx: &Ctx<'_, A>, status: u16, said: &Said) -> Answer {
    let found = ctx.get(Service::Identity, "agents").await?;
    Ok(view::people::page(ctx, status, &found, said))
}
