//! `team`: what a team does around conversations: saved views, who is looking at what, mentions, taking back, finding what
//! is closed, exports.
//!
//! A thin shell: routes, parameters and shapes. The rules stand in `sellerdesk_team` and `sellerdesk_inbox`.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod export;
mod found;
mod presence;
#[path = "../../desk/src/present.rs"]
#[allow(dead_code, reason = "only lines of the inbox are of interest: the same shape as the desk's")]
mod present;
mod read_marks;
mod routes;
mod undo;
mod views;

use routes::{ROUTES, To};
use sellerdesk_people::{Principal, Who};
use sellerdesk_shell::{Answer, Asked, Kind, Problem, serve_routes};
use sellerdesk_team::TeamError;
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route takes, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, parts } = asked;
    let id = parts.first().copied().unwrap_or_default();
    match to {
        To::Views => views::list(who).await,
        To::AddView => views::add(request, who).await,
        To::ChangeView => views::change(id, request, who).await,
        To::RemoveView => views::remove(id, who).await,
        To::Search => found::search(request, who).await,
        To::Undo => undo::post(request, who).await,
        To::BePresent => presence::put(id, request, who).await,
        To::Presence => presence::list(who).await,
        To::ReadMarks => read_marks::list(who).await,
        To::MarkRead => read_marks::put(request, who).await,
        To::Mentions => found::mentions(who).await,
        To::Export => export::get(request, who).await,
    }
}

/// Whoever it is, for what is theirs alone.
fn id_of(who: &Principal) -> &str {
    match &who.who {
        Who::Agent { id, .. } | Who::Token { id } => id,
        Who::Operator => "operator",
        Who::Nobody => "nobody",
    }
}

/// The one table from errors to answers.
fn problem(error: TeamError) -> Problem {
    match error {
        TeamError::Store(error) => error.into(),
        TeamError::NotFound => Problem::new(Kind::NotFound, "there is no such view"),
        TeamError::Invalid { field, detail } => Problem::field(field, detail),
    }
}
