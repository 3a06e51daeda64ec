//! `sweep`: `POST /tasks/sweep` records warnings and missed deadlines, each once.
//!
//! Idempotent, leased, bounded and resumable: a cron trigger, a Kubernetes CronJob or a hosted scheduler may poke
//! it as often as they like, from several replicas at once.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod aide;
mod books;
mod digest;
mod health;
mod run;
mod tell;

use run::{Done, run};
use sellerdesk_shell::{Incoming, Outgoing, Problem, json, log};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::Instant;

/// The body is `{"at": "…"}` or empty, in bytes.
const BODY_BYTES_MAX: usize = 1_024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    match answer(request).await {
        Ok(done) => {
            let swept = &done.swept;
            log(
                "sweep",
                &[
                    ("conversations", &swept.conversations),
                    ("warnings", &swept.warnings),
                    ("breaches", &swept.breaches),
                    ("followed", &swept.followed),
                    ("replies", &done.replies),
                    ("notifications", &done.notifications),
                    ("undelivered", &done.undelivered),
                    ("forgotten", &done.forgotten),
                    ("failed", &swept.failed),
                    ("skipped", &swept.skipped),
                    ("ms", &began.elapsed().as_millis()),
                ],
            );
            json(200, &done)
        }
        Err(problem) => {
            log("sweep-refused", &[("status", &problem.kind.status())]);
            Outgoing::from(problem)
        }
    }
}

async fn answer(request: Request) -> Result<Done, Problem> {
    let incoming = Incoming::read(request, BODY_BYTES_MAX).await?;
    run(&incoming).await
}
