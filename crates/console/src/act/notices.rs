//! `/settings/deliveries`: the log of notifications, and what people do about it.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::{Response, path, view};
use serde_json::Value;

/// Shows the log.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let log = ctx.get(Service::Settings, "notifications/deliveries").await?;
    Ok(view::deliveries::page(&ctx.ui, &log))
}

/// Sends again, mends a target, or closes the breaker.
pub(crate) async fn act<A: Api>(ctx: &Ctx<'_, A>, what: &[&str]) -> Answer {
    if !what.iter().all(|part| path::is_name(part)) {
        return Err(Failure::Missing);
    }
    ctx.post(Service::Settings, &format!("notifications/{}", what.join("/")), &Value::Null).await?;
    Ok(Response::see("/settings/deliveries?done=asked"))
}
