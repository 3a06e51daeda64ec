//! `herald`: sends notifications to chats, mailboxes and webhooks.
//!
//! It has no storage and no public route. The targets' secrets are in its variable and nowhere else; what to say to whom
//! comes with each request.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod send;

use sellerdesk_announce::Errand;
use sellerdesk_notify::Outcome;
use sellerdesk_shell::{Incoming, Kind, Outgoing, Problem, json, log};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::Instant;

/// Largest request, in bytes: a bundle of notices.
const BODY_BYTES_MAX: usize = 128 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    match answer(request).await {
        Ok(outcome) => {
            let what = match outcome {
                Outcome::Delivered => "delivered",
                Outcome::Temporary { .. } => "temporary",
                Outcome::Permanent { .. } => "permanent",
            };
            log("herald", &[("outcome", &what), ("ms", &began.elapsed().as_millis())]);
            json(200, &outcome)
        }
        Err(problem) => Outgoing::from(problem),
    }
}

async fn answer(request: Request) -> Result<Outcome, Problem> {
    let incoming = Incoming::read(request, BODY_BYTES_MAX).await?;
    let errand: Errand = incoming.json()?;
    match incoming.path.as_str() {
        "/send" => send::send(&errand).await,
        _ => Err(Problem::new(Kind::NotFound, "there is no such path")),
    }
}
