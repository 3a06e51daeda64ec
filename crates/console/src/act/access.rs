//! `/password`: one's own password and second factor.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::view::access::Shown;
use crate::view::json::{text, texts};
use crate::{Response, view};
use serde_json::{Value, json};

/// Shows what there is.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    page(ctx, 200, &Shown::default()).await
}

/// Sets a password; other sessions end.
pub(crate) async fn set_password<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let password = ctx.form.text("password");
    if password != ctx.form.text("again") {
        let refusal = Refusal { detail: ctx.ui.words.passwords_differ.to_owned(), ..Refusal::default() };
        return page(ctx, 422, &Shown { refusal: Some(refusal), ..Shown::default() }).await;
    }
    let mut body = json!({ "password": password });
    if let (Some(fields), Some(current)) = (body.as_object_mut(), ctx.form.word("current")) {
        fields.insert("current".to_owned(), json!(current));
    }
    match ctx.ask(Service::Identity, "PUT", "session/password", Vec::new(), Some(&body)).await {
        Ok(_) => Ok(Response::see("/inbox?done=password")),
        Err(failure) => refused(ctx, failure).await,
    }
}

/// A second factor: its secret, the first code, or off again. What is shown is shown this once.
pub(crate) async fn totp<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let code = json!({ "code": ctx.form.text("code").replace(' ', "") });
    let asked = match ctx.form.text("do") {
        "off" => ctx.ask(Service::Identity, "DELETE", "session/totp", Vec::new(), Some(&code)).await,
        "confirm" => ctx.ask(Service::Identity, "POST", "session/totp", Vec::new(), Some(&code)).await,
        _ => ctx.ask(Service::Identity, "POST", "session/totp", Vec::new(), Some(&json!({}))).await,
    };
    let found = match asked {
        Ok(reply) if ctx.form.text("do") != "off" => reply.json(),
        Ok(_) => return Ok(Response::see("/password?done=saved")),
        Err(failure) => return refused(ctx, failure).await,
    };
    let shown = Shown {
        secret: text(&found, "secret").to_owned(),
        address: text(&found, "otpauth_uri").to_owned(),
        recovery: texts(&found, "recovery_codes").into_iter().map(str::to_owned).collect(),
        refusal: None,
    };
    page(ctx, 200, &shown).await
}

async fn refused<A: Api>(ctx: &Ctx<'_, A>, failure: Failure) -> Answer {
    match failure {
        Failure::Refused(refusal) => page(ctx, 422, &Shown { refusal: Some(refusal), ..Shown::default() }).await,
        failure => Err(failure),
    }
}

async fn page<A: Api>(ctx: &Ctx<'_, A>, status: u16, shown: &Shown) -> Answer {
    let me = match ctx.get(Service::Identity, "session").await {
        Ok(me) => me,
        Err(Failure::SignedOut) => return Err(Failure::SignedOut),
        // Whoever can't be asked still gets the form.
        Err(_) => Value::Null,
    };
    Ok(view::access::page(&ctx.ui, status, &me, shown))
}
