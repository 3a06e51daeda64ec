//! Signing in at the team's identity provider: there by a link, and back by the provider's redirect.
//!
//! The way there is a link and no form: browsers hold the redirect behind a form against `form-action`, and that names
//! this desk alone. What ties the way back to the browser that went is a cookie that comes along with a visit from
//! elsewhere (`SameSite=Lax`) and lives for minutes; whoever follows somebody else's callback has none that fits.

use crate::api::{Api, Call, Reply, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, refusal};
use crate::view::json::text;
use crate::view::sign_in::{Asked, Wrong};
use crate::{Response, cookie, path, view};
use serde_json::{Value, json};

/// What the provider is called, where there is one and identity says so.
pub(crate) async fn name<A: Api>(ctx: &Ctx<'_, A>) -> Option<String> {
    let found = ctx.get(Service::Identity, "session/oidc").await.ok()?;
    let name = text(&found, "provider");
    (!name.is_empty()).then(|| name.to_owned())
}

/// To the provider's page.
pub(crate) async fn start<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    if ctx.request.method != "GET" {
        return Err(Failure::Method("GET"));
    }
    let next = super::session::next(ctx.query.text("next"));
    let begun = match ask(ctx, "session/oidc", None).await {
        Ok(reply) if reply.status == 200 => reply.json(),
        Ok(reply) if reply.status == 404 => return Err(Failure::Missing),
        Ok(reply) if reply.status < 500 => return Ok(refused(ctx, next, Wrong::Provider).await),
        _ => return Ok(refused(ctx, next, Wrong::Silent).await),
    };
    let is_secure = text(&begun, "redirect_uri").starts_with("https://");
    let Some(kept) = cookie::keep_attempt(ctx.request, is_secure, text(&begun, "attempt"), next) else {
        return Ok(refused(ctx, next, Wrong::Insecure).await);
    };
    match Response::leave(text(&begun, "authorization_url")) {
        Some(there) => Ok(there.with("set-cookie", &kept)),
        None => Ok(refused(ctx, next, Wrong::Silent).await),
    }
}

/// Back from the provider's page.
pub(crate) async fn finish<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    if ctx.request.method != "GET" {
        return Err(Failure::Method("GET"));
    }
    let kept = cookie::attempt(ctx.request);
    let next = kept.as_ref().map_or("/inbox", |kept| super::session::next(&kept.next)).to_owned();
    let Some(kept) = kept else { return Ok(refused(ctx, &next, Wrong::Provider).await) };
    let answer = match opened(ctx, &kept.attempt).await {
        Ok((token, name)) => match cookie::keep_as(ctx.request, kept.is_secure, &token, &name) {
            // This visit came from elsewhere, so the strict cookie goes along with the next one only.
            Some(cookies) => {
                let page = view::sign_in::bounce_to(&ctx.ui, &next);
                cookies.iter().fold(page, |page, cookie| page.with("set-cookie", cookie))
            }
            None => refused(ctx, &next, Wrong::Insecure).await,
        },
        Err(wrong) => refused(ctx, &next, wrong).await,
    };
    Ok(answer.with("set-cookie", &cookie::drop_attempt(kept.is_secure)))
}

/// The session's token, and whose it is.
async fn opened<A: Api>(ctx: &Ctx<'_, A>, attempt: &str) -> Result<(String, String), Wrong> {
    // The provider's own words of an error are not shown: anybody can write such a link.
    let (Some(state), Some(code)) = (ctx.query.word("state"), ctx.query.word("code")) else {
        return Err(Wrong::Provider);
    };
    let body = json!({ "attempt": attempt, "state": state, "code": code, "iss": ctx.query.get("iss") });
    let reply = ask(ctx, "session/oidc/code", Some(&body)).await.map_err(|_| Wrong::Silent)?;
    match reply.status {
        200 => Ok(super::session::token_and_name(&reply.json())),
        401 if refusal(&reply).name == "second-factor-required" => Err(Wrong::Factor),
        429 => Err(Wrong::Locked),
        500.. => Err(Wrong::Silent),
        _ => Err(Wrong::Provider),
    }
}

async fn ask<A: Api>(ctx: &Ctx<'_, A>, path: &str, body: Option<&Value>) -> Result<Reply, crate::Unreachable> {
    let call = Call {
        service: Service::Identity,
        method: "POST",
        path: format!("/api/v1/{path}"),
        token: None,
        headers: super::session::address(ctx),
        body: body.map(|body| body.to_string().into_bytes()),
    };
    ctx.api.ask(call).await
}

/// The form, and what was wrong.
async fn refused<A: Api>(ctx: &Ctx<'_, A>, next: &str, wrong: Wrong) -> Response {
    let provider = name(ctx).await;
    // The query of this page holds what is nobody's business any more.
    let ui = crate::ui::Ui { here: "/sign-in".to_owned(), ..ctx.ui.clone() };
    let status = if wrong == Wrong::Silent { 503 } else { 401 };
    let next = if path::is_page(next) { next } else { "/inbox" };
    view::sign_in::page(&ui, status, &Asked { next, wrong: Some(wrong), provider, ..Asked::default() })
}
