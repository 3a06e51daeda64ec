//! `ingest-<channel>`: receives one marketplace's webhooks at `/hooks/<channel>/<account>`.
//!
//! Verify, store, acknowledge: everything slower happens later. What the marketplace sent and how it wants to be
//! answered is the composed adapter's business; what becomes of it is `sellerdesk_inbox`'s.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod account;
mod evidence;
mod judge;
mod receive;

use receive::receive;
use sellerdesk_contract::wit::adapter;
use sellerdesk_shell::{Incoming, Outgoing, Problem, log};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::Instant;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    let channel = adapter::describe();
    let (outcome, response) = match answer(request, &channel).await {
        Ok(answered) => answered,
        Err(problem) => ("refused", problem.into()),
    };
    log(
        "webhook",
        &[
            ("channel", &channel.channel),
            ("outcome", &outcome),
            ("status", &response.status().as_u16()),
            ("ms", &began.elapsed().as_millis()),
        ],
    );
    response
}

async fn answer(
    request: Request,
    channel: &sellerdesk_contract::wit::webhook::Description,
) -> Result<(&'static str, Outgoing), Problem> {
    // The account is looked up before the body is read: strangers cost nothing.
    let account = account::find(request.uri().path(), &channel.channel).await?;
    let body_bytes_max = usize::try_from(channel.body_bytes_max).unwrap_or(usize::MAX);
    let incoming = Incoming::read(request, body_bytes_max).await?;
    receive(&channel.channel, account, incoming).await
}
