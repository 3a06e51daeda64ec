//! What accepting a webhook costs at the very least: read the body, do the store operations, answer 204.
//!
//! `POST /bare/{id}?g+g,i,s512` does, one step after another, what the query says; operations of one step, joined by
//! `+`, run at once:
//!
//! | word | operation |
//! |---|---|
//! | `g` | get a key that has no value |
//! | `e` | ask whether a key exists |
//! | `i` | increment a counter |
//! | `s512` | set a key to 512 bytes |
//! | `d` | delete a key |
//!
//! Keys are made of the id and the operation's place, so a fresh id touches fresh keys.

use futures_util::future::try_join_all;
use http_body_util::BodyExt;
use spin_sdk::experimental::wasi::keyvalue::{atomics, store as buckets};
use spin_sdk::http::{IntoResponse, Request, StatusCode};
use spin_sdk::http_service;
use spin_sdk::key_value::Store;

const STORE_LABEL: &str = "default";

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    match answer(request).await {
        Ok(()) => (StatusCode::NO_CONTENT, String::new()),
        Err(problem) => (StatusCode::BAD_REQUEST, problem),
    }
}

/// Both ways into the store, as the product opens them.
struct Opened {
    values: Store,
    counters: buckets::Bucket,
}

async fn answer(request: Request) -> Result<(), String> {
    let id = request.uri().path().trim_start_matches("/bare/").to_owned();
    let steps = request.uri().query().unwrap_or_default().to_owned();
    let body = request.into_body().collect().await.map_err(text)?.to_bytes();
    if body.is_empty() {
        return Err("there is no body".to_owned());
    }
    let opened = Opened {
        values: Store::open(STORE_LABEL).await.map_err(text)?,
        counters: buckets::open(STORE_LABEL).map_err(text)?,
    };
    for (place, step) in steps.split(',').enumerate() {
        let operations = step.split('+').enumerate();
        try_join_all(operations.map(|(beside, word)| run(&opened, word, format!("b1:{id}:{place}.{beside}")))).await?;
    }
    Ok(())
}

async fn run(opened: &Opened, word: &str, key: String) -> Result<(), String> {
    match word.split_at_checked(1) {
        Some(("g", "")) => opened.values.get(&key).await.map(drop).map_err(text),
        Some(("e", "")) => opened.values.exists(&key).await.map(drop).map_err(text),
        Some(("d", "")) => opened.values.delete(&key).await.map_err(text),
        Some(("i", "")) => atomics::increment(&opened.counters, &key, 1).map(drop).map_err(text),
        Some(("s", bytes)) => {
            let bytes: usize = bytes.parse().map_err(text)?;
            opened.values.set(&key, vec![b'x'; bytes]).await.map_err(text)
        }
        _ => Err(format!("no operation {word:?}")),
    }
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
