//! `reports`: what happened in conversations over a period, from sums by day: `/api/v1/reports/{responses,agents,
//! categories,sla,templates,automations,questions}`, as JSON and CSV, and what the weekly digest says.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod digest;
mod query;
mod questions;
mod reports;
mod routes;
mod sources;
mod table;
mod tables;

use routes::ROUTES;
use sellerdesk_shell::serve_routes;
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Only the task takes a body: an instant.
const BODY_BYTES_MAX: usize = 1_024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, reports::get).await
}
