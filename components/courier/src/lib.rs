//! `courier-<channel>`: sends what the desk wants sent, and fetches what an adapter needs to read, with the account's
//! API credentials.
//!
//! It has no storage and no public route: settings and tokens come with each request, sealed for it. What the
//! marketplace wants signed how is the composed adapter's business.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod account;
mod authorize;
mod fetch;
mod send;

use sellerdesk_courier::protocol::{Ask, MESSAGE_BYTES_MAX, Say};
use sellerdesk_shell::{Incoming, Kind, Outgoing, Problem, json, log};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::{Duration, Instant};

/// How long the marketplace may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    let (what, said) = match answer(request).await {
        Ok(said) => said,
        Err(problem) => return Outgoing::from(problem),
    };
    let outcome = match &said {
        Say::Ready { .. } => "ready",
        Say::Outcome(sellerdesk_adapter::Outcome::Delivered { .. }) => "delivered",
        Say::Outcome(sellerdesk_adapter::Outcome::Permanent { .. }) => "permanent",
        Say::Outcome(_) => "temporary",
        Say::Unknown(_) => "unknown",
        Say::Document { .. } => "document",
    };
    log("courier", &[("what", &what), ("outcome", &outcome), ("ms", &began.elapsed().as_millis())]);
    json(200, &said)
}

async fn answer(request: Request) -> Result<(&'static str, Say), Problem> {
    let incoming = Incoming::read(request, MESSAGE_BYTES_MAX).await?;
    let ask: Ask = incoming.json()?;
    match incoming.path.as_str() {
        "/authorize" => Ok(("authorize", authorize::authorize(ask).await?)),
        "/send" => Ok(("send", send::send(ask).await?)),
        "/fetch" => Ok(("fetch", fetch::fetch(ask).await?)),
        _ => Err(Problem::new(Kind::NotFound, "there is no such path")),
    }
}
