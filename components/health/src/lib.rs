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
mod route;
mod settings;
mod task;

use sellerdesk_shell::{Answer, serve_api};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of this component takes, in bytes: a marketplace's report.
const BODY_BYTES_MAX: usize = sellerdesk_health::limits::REPORT_BYTES_MAX;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_api(request, BODY_BYTES_MAX, route::dispatch).await
}
