//! `desk`: the JSON API of conversations under `/api/v1`, and `/health`.
//!
//! A thin shell: routes, parameters and shapes. What a conversation is and how the inbox is ordered stands in
//! `sellerdesk_inbox`.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod acts;
mod board;
mod conversations;
mod health;
mod present;
mod query;
mod rehearsal;
mod replies;
mod route;
mod templates;

use sellerdesk_shell::{Answer, serve_api};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of the API takes, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_api(request, BODY_BYTES_MAX, route::dispatch).await
}
