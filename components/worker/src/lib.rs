//! `worker`: does what follows from an event once it is stored; the sweep asks for it, conversation by conversation.
//!
//! It has the store, but no public route, no secret and no network.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod expire;
mod follow;

use sellerdesk_shell::{Incoming, Kind, Outgoing, Problem, json};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// The body names a conversation and an instant, in bytes.
const BODY_BYTES_MAX: usize = 1_024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    match answer(request).await {
        Ok(answer) => answer,
        Err(problem) => Outgoing::from(problem),
    }
}

async fn answer(request: Request) -> Result<Outgoing, Problem> {
    let incoming = Incoming::read(request, BODY_BYTES_MAX).await?;
    match incoming.path.as_str() {
        "/expire" => Ok(json(200, &expire::run(&incoming).await?)),
        "/follow" => Ok(json(200, &follow::run(&incoming).await?)),
        _ => Err(Problem::new(Kind::NotFound, "there is no such path")),
    }
}
