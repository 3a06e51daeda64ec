//! `openapi`: the API's description, `GET /api/v1/openapi.json`, made by `crates/openapi`.
//!
//! It has neither store nor variables: whether somebody is signed in, it asks `identity` in their name.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod routes;

use routes::ROUTES;
use sellerdesk_adapter::HttpRequest;
use sellerdesk_people::{Found, find};
use sellerdesk_shell::{Answer, Incoming, Kind, Outgoing, Problem, call, log, no_such_path, raw};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use std::time::{Duration, Instant};

/// No route takes a body.
const BODY_BYTES_MAX: usize = 1_024;
/// How long `identity` may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer of `identity`, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
const SESSION: &str = "http://identity.spin.internal/api/v1/session";
const DOCUMENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json"));

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let began = Instant::now();
    let answer = match Incoming::read(request, BODY_BYTES_MAX).await {
        Ok(incoming) => answer(&incoming).await,
        Err(problem) => Err(problem),
    };
    let response = answer.unwrap_or_else(Outgoing::from);
    log("openapi", &[("status", &response.status().as_u16()), ("ms", &began.elapsed().as_millis())]);
    response
}

async fn answer(request: &Incoming) -> Answer {
    is_signed_in(request).await?;
    match find(ROUTES, &request.method, &request.path) {
        Found::Nothing => Err(no_such_path()),
        Found::Method(allow) => Err(Problem::method(&allow)),
        Found::Row(..) => {
            let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
            Ok(raw(200, &headers, DOCUMENT.to_vec()))
        }
    }
}

/// Whoever `identity` knows.
async fn is_signed_in(request: &Incoming) -> Result<(), Problem> {
    let stranger = || Problem::new(Kind::Unauthorized, "the API wants a bearer token");
    let token = request.header("authorization").ok_or_else(stranger)?;
    let asked = HttpRequest {
        method: "GET".to_owned(),
        url: SESSION.to_owned(),
        headers: vec![("authorization".to_owned(), token.to_owned())],
        body: Vec::new(),
    };
    let unknown = || Problem::new(Kind::Unavailable, "whether you are signed in can't be told just now");
    match call(asked, PATIENCE, ANSWER_BYTES_MAX).await.map_err(|_| unknown())?.status {
        200 => Ok(()),
        401 => Err(stranger()),
        _ => Err(unknown()),
    }
}
