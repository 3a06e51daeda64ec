//! `evidence`: what stands out from an account's own history, in buyers' words, and appeals with their evidence.
//!
//! A component of its own: it reads conversations, which the figures need not.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod appeal;
mod outliers;
// What goes wrong with an account's books is answered as by `health`.
#[path = "../../health/src/problem.rs"]
mod problem;
mod routes;

use problem::account;
use routes::{ROUTES, To};
use sellerdesk_shell::{Answer, Asked, serve_routes};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// No route takes a body.
const BODY_BYTES_MAX: usize = 1_024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, parts } = asked;
    match (to, parts) {
        (To::Outliers, [channel, name]) => outliers::get(&account(who, channel, name)?, request).await,
        (To::Appeal, [channel, name]) => appeal::get(&account(who, channel, name)?, request).await,
        _ => Err(sellerdesk_shell::no_such_path()),
    }
}
