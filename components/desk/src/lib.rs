//! `desk`: the JSON API under `/api/v1`, and `/health`.
//!
//! A thin shell: routes, parameters and shapes. What a conversation is and how the inbox is ordered stands in
//! `sellerdesk_inbox`.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod accounts;
mod conversations;
mod health;
mod present;
mod preview;
mod query;
mod replies;
mod route;

use sellerdesk_shell::{Incoming, Outgoing, Problem, log};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::Instant;

/// Largest body that any route of the API takes, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    let (route, response) = match Incoming::read(request, BODY_BYTES_MAX).await {
        Ok(incoming) => route::dispatch(&incoming).await,
        Err(problem) => ("unread", Err(problem)),
    };
    let response = response.unwrap_or_else(Outgoing::from);
    log("api", &[("route", &route), ("status", &response.status().as_u16()), ("ms", &began.elapsed().as_millis())]);
    response
}

/// What a handler answers.
type Answer = Result<Outgoing, Problem>;
