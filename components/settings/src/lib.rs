//! `settings`: the part of the JSON API that says how the desk works: accounts, policies, calendars, rules; and the
//! previews, which store nothing.
//!
//! A component of its own, so that neither it nor `desk` grows beyond what starts fast.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod accounts;
mod automations;
mod documents;
mod notifications;
mod preview;
mod preview_policies;
mod route;
mod templates;

use sellerdesk_shell::{Answer, serve_api};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of this component takes, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_api(request, BODY_BYTES_MAX, route::dispatch).await
}
