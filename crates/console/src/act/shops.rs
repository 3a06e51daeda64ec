//! `/settings/accounts`: the shops' accounts, whether each works, and new ones.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::view::accounts::Entered;
use crate::{Response, path, view};
use serde_json::{Map, Value};

/// Shows them.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    page(ctx, 200, &Entered::default()).await
}

/// Adds one or changes what is given. Secrets that were typed never come back into the page.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let form = &ctx.form;
    let (channel, account) = (form.text("channel").trim(), form.text("account").trim());
    let refusal = match settings(ctx) {
        _ if !path::is_name(channel) => Refusal::field("channel", "a-z, 0-9, -"),
        _ if !path::is_name(account) => Refusal::field("account", "a-z, 0-9, -"),
        Err(refusal) => refusal,
        Ok(body) => {
            let path = format!("accounts/{channel}/{account}");
            match ctx.ask(Service::Settings, "PUT", &path, Vec::new(), Some(&body)).await {
                Ok(_) => return Ok(Response::see("/settings/accounts?done=saved")),
                Err(Failure::Refused(refusal)) => refusal,
                Err(failure) => return Err(failure),
            }
        }
    };
    let entered = Entered { channel: channel.to_owned(), account: account.to_owned(), refusal: Some(refusal) };
    page(ctx, 422, &entered).await
}

/// Takes one off.
pub(crate) async fn remove<A: Api>(ctx: &Ctx<'_, A>, channel: &str, account: &str) -> Answer {
    if !path::is_name(channel) || !path::is_name(account) {
        return Err(Failure::Missing);
    }
    ctx.ask(Service::Settings, "DELETE", &format!("accounts/{channel}/{account}"), Vec::new(), None).await?;
    Ok(Response::see("/settings/accounts?done=removed"))
}

async fn page<A: Api>(ctx: &Ctx<'_, A>, status: u16, entered: &Entered) -> Answer {
    let found = ctx.get(Service::Settings, "accounts").await?;
    Ok(view::accounts::page(ctx, status, &found, entered))
}

fn settings<A: Api>(ctx: &Ctx<'_, A>) -> Result<Value, Refusal> {
    let mut body = Map::new();
    for name in ["webhook", "api"] {
        if let Some(text) = ctx.form.word(name) {
            // serde's message would quote what was typed.
            let parsed = serde_json::from_str(text).map_err(|_| Refusal::field(name, "JSON {…}"))?;
            body.insert(name.to_owned(), parsed);
        }
    }
    Ok(Value::Object(body))
}
