//! `/board`: what is due soon, late, paused or snoozed.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::limits::BOARD_HOURS_DEFAULT;
use crate::view;

/// Shows it.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let hours = ctx.query.text("hours").parse::<u32>().unwrap_or(BOARD_HOURS_DEFAULT);
    let board = ctx.get(Service::Desk, &format!("reports/deadlines?hours={hours}")).await?;
    Ok(view::board::page(&ctx.ui, &board, hours))
}
