//! `/account-health`: what marketplaces hold against the accounts.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::query;
use crate::{Response, path, view};
use futures_util::future::join;

/// All accounts, a page of them.
pub(crate) async fn list<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let path = format!("reports/health?{}", query([("cursor", ctx.query.text("cursor"))]));
    let found = ctx.get(Service::Health, &path).await?;
    Ok(view::health::list_page(&ctx.ui, &found))
}

/// The draft of an appeal with its evidence, to save.
pub(crate) async fn appeal<A: Api>(ctx: &Ctx<'_, A>, channel: &str, account: &str) -> Answer {
    if !path::is_name(channel) || !path::is_name(account) {
        return Err(Failure::Missing);
    }
    let fields = ["from", "to"].map(|name| (name, ctx.query.text(name)));
    let path = format!("accounts/{channel}/{account}/appeal?{}", query(fields));
    let reply = ctx.ask(Service::Evidence, "GET", &path, Vec::new(), None).await?;
    Ok(Response::download("appeal.zip", reply.body))
}

/// One account.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>, channel: &str, account: &str) -> Answer {
    if !path::is_name(channel) || !path::is_name(account) {
        return Err(Failure::Missing);
    }
    let of = format!("accounts/{channel}/{account}");
    let (health, outliers) = (format!("{of}/health"), format!("{of}/outliers"));
    let (found, outliers) = join(ctx.get(Service::Health, &health), ctx.get(Service::Evidence, &outliers)).await;
    // What stands out is beside the figures: without it the page is still worth showing.
    Ok(view::health::page(&ctx.ui, &found?, &outliers.unwrap_or_default()))
}
