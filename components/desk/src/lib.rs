//! `desk`: the JSON API of conversations under `/api/v1`, and `/health`.
//!
//! A thin shell: routes, parameters and shapes. What a conversation is and how the inbox is ordered stands in
//! `sellerdesk_inbox`.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod acts;
mod board;
mod conversations;
mod corrections;
mod customers;
mod health;
mod present;
mod query;
mod rehearsal;
mod replies;
mod routes;
mod templates;

use routes::{ROUTES, To};
use sellerdesk_shell::{Answer, Asked, serve_routes};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of the API takes, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, parts } = asked;
    let id = parts.first().copied().unwrap_or_default();
    match to {
        To::Health => health::check().await,
        To::List => conversations::list(request, who).await,
        To::Get => conversations::get(id, who).await,
        To::Raw => conversations::raw(id, who).await,
        To::Reply => replies::post(id, request, who).await,
        To::Suggestions => templates::suggestions(id, who).await,
        To::Preview => templates::preview(id, request, who).await,
        To::Act(what) => acts::post(id, what, request, who).await,
        To::Split => acts::split(id, request, who).await,
        To::BulkReplies => replies::bulk(request, who).await,
        To::Bulk => acts::bulk(request, who).await,
        To::Customer => customers::get(id, who).await,
        To::Erase => customers::erase(id, request, who).await,
        To::EraseCustomer => customers::erase_customer(request, who).await,
        To::Corrections => corrections::report(request, who).await,
        To::CorrectionsExport => corrections::export(request, who).await,
        To::Deadlines => board::deadlines(request, who).await,
        To::PreviewAutomations => rehearsal::post(request, who).await,
    }
}
