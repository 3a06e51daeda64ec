//! `/mentions`: notes in which colleagues mention one.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::view;

/// Shows them, the newest first.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let found = ctx.get(Service::Team, "mentions").await?;
    Ok(view::mentions::page(&ctx.ui, &found))
}
