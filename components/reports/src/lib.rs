//! `reports`: what happened in conversations over a period, from sums by day: `/api/v1/reports/{responses,agents,
//! categories,sla}`, as JSON and CSV.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod query;
mod reports;
mod table;

use sellerdesk_shell::{Answer, Incoming, authenticate, no_such_path, only, serve_api};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// No route takes a body.
const BODY_BYTES_MAX: usize = 1_024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_api(request, BODY_BYTES_MAX, dispatch).await
}

async fn dispatch(request: &Incoming) -> (&'static str, Answer) {
    if let Err(problem) = authenticate(request).await {
        return ("unauthorized", Err(problem));
    }
    let path = request.path.trim_start_matches("/api/v1/reports/");
    match reports::REPORTS.iter().find(|report| report.name == path) {
        Some(report) => (report.name, only("GET", request, reports::get(report, request)).await),
        None => ("unknown", Err(no_such_path())),
    }
}
