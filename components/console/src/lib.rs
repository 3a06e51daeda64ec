//! `console`: the web inbox, on every path that is no API.
//!
//! A thin shell around `sellerdesk_console`: it brings the time, and carries calls to the components of the API. It has
//! neither store nor variables: whoever asks it brings their own token.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

use sellerdesk_adapter::HttpRequest;
use sellerdesk_console::{Api, BODY_BYTES_MAX, Call, Reply, Request, Response, Unreachable, serve};
use sellerdesk_shell::{Incoming, Outgoing, SystemClock, call, log, raw};
use spin_sdk::http::{IntoResponse, Request as SpinRequest};
use spin_sdk::http_service;
use std::time::{Duration, Instant};

/// How long a component may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Largest answer of a component, in bytes: the raw body of a delivery that nobody could read.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

#[http_service]
async fn handle(request: SpinRequest) -> impl IntoResponse {
    let began = Instant::now();
    let incoming = match Incoming::read(request, BODY_BYTES_MAX).await {
        Ok(incoming) => incoming,
        Err(problem) => return Outgoing::from(problem),
    };
    let response = serve(asked(incoming), &Components).await;
    log("console", &[("status", &response.status), ("ms", &began.elapsed().as_millis())]);
    answered(response)
}

fn asked(incoming: Incoming) -> Request {
    let mut headers = incoming.headers;
    // HTTP/2 names the host in the URI alone.
    if headers.iter().all(|(name, _)| name != "host")
        && let Some((_, authority)) = incoming.origin.split_once("://")
    {
        headers.push(("host".to_owned(), authority.to_owned()));
    }
    Request {
        method: incoming.method,
        path: incoming.path,
        query: incoming.query,
        headers,
        body: incoming.body.to_vec(),
        client_address: incoming.client_address,
        now_ms: SystemClock::now_ms(),
    }
}

fn answered(response: Response) -> Outgoing {
    let headers: Vec<_> = response.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    raw(response.status, &headers, response.body)
}

/// The components of the API, by Spin's local chaining.
struct Components;

impl Api for Components {
    async fn ask(&self, asked: Call) -> Result<Reply, Unreachable> {
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        headers.extend(asked.token.map(|token| ("authorization".to_owned(), format!("Bearer {token}"))));
        headers.extend(asked.headers.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let request = HttpRequest {
            method: asked.method.to_owned(),
            url: format!("http://{}.spin.internal{}", asked.service.name(), asked.path),
            headers,
            body: asked.body.unwrap_or_default(),
        };
        let answer = call(request, PATIENCE, ANSWER_BYTES_MAX).await.map_err(|_| Unreachable)?;
        let header =
            |wanted: &str| answer.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let (etag, link) = (header("etag"), header("link"));
        Ok(Reply { status: answer.status, etag, link, body: answer.body })
    }
}
