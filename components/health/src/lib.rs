//! `health`: the part of the JSON API about what marketplaces hold against accounts, and `POST /tasks/health`, which
//! raises its alerts.
//!
//! A component of its own: the figures need the marketplaces' zones and rules, and nothing else does.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod accounts;
mod conversations;
mod facts;
mod figures;
mod problem;
mod reports;
mod routes;
mod settings;
mod task;

use problem::account;
use routes::{ROUTES, To};
use sellerdesk_shell::{Answer, Asked, serve_routes};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of this component takes, in bytes: a marketplace's report.
const BODY_BYTES_MAX: usize = sellerdesk_health::limits::REPORT_BYTES_MAX;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, parts } = asked;
    match (to, parts) {
        (To::Facts, [channel, name]) => facts::post(&account(who, channel, name)?, request).await,
        (To::Report, [channel, name, kind]) => reports::get(&account(who, channel, name)?, kind, request).await,
        (To::PutReport, [channel, name, kind]) => reports::put(&account(who, channel, name)?, kind, request).await,
        (To::Figures, [channel, name]) => figures::get(&account(who, channel, name)?, request).await,
        (To::DeleteReport, [channel, name, kind]) => reports::delete(&account(who, channel, name)?, kind).await,
        (To::Settings, [channel, name]) => settings::get(&account(who, channel, name)?).await,
        (To::PutSettings, [channel, name]) => settings::put(&account(who, channel, name)?, request, who).await,
        (To::Overview, _) => accounts::list(request, who).await,
        (To::Task, _) => task::post(request).await,
        _ => Err(sellerdesk_shell::no_such_path()),
    }
}
