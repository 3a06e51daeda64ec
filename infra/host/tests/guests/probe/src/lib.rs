//! A component that does what the path and the query of a request say, and tells what it saw.

mod store;
mod wasi_store;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt;
use spin_sdk::http::{IntoResponse, Request, StatusCode};
use spin_sdk::{http_service, variables};

/// Requests this instance has taken, and those it is working on.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static WORKING: AtomicUsize = AtomicUsize::new(0);

type Answer = Result<String, String>;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let taken = TAKEN.fetch_add(1, Ordering::SeqCst) + 1;
    WORKING.fetch_add(1, Ordering::SeqCst);
    let answer = answer(request, taken).await;
    WORKING.fetch_sub(1, Ordering::SeqCst);
    match answer {
        Ok(text) => (StatusCode::OK, text),
        Err(text) => (StatusCode::BAD_REQUEST, text),
    }
}

/// The values of a request's query; no escapes, the tests need none.
pub struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        };
        Self(text.split('&').map(pair).collect())
    }

    /// A value, empty when absent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A number, 0 when absent.
    pub fn number(&self, name: &str) -> u64 {
        self.text(name).parse().unwrap_or(0)
    }
}

async fn answer(request: Request, taken: usize) -> Answer {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    let path = request.uri().path().to_owned();
    let command: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match command.as_slice() {
        ["store", operation] => store::run(operation, &query).await,
        ["wasi-store", operation] => wasi_store::run(operation, &query),
        ["variable"] => variables::get(query.text("name")).await.map_err(|error| format!("{error:?}")),
        ["config"] => config(query.text("name")),
        ["send"] => send(query.text("url")).await,
        ["trap"] => panic!("asked to"),
        ["wait"] => {
            let duration = Duration::from_millis(query.number("ms"));
            let nanoseconds = duration.as_nanos() as u64;
            spin_sdk::wasip3::clocks::monotonic_clock::wait_for(nanoseconds).await;
            Ok(format!("{taken}"))
        }
        ["loop"] => loop {
            std::hint::black_box(&query);
        },
        ["now"] => now(),
        ["instance"] => Ok(format!("{taken} {}", WORKING.load(Ordering::SeqCst))),
        ["grow"] => {
            let mut memory = vec![0_u8; query.number("mib") as usize * 1024 * 1024];
            memory.fill(1);
            Ok(std::hint::black_box(memory).len().to_string())
        }
        ["print"] => {
            println!("{}", query.text("text"));
            eprintln!("{}", query.text("text"));
            Ok(String::new())
        }
        ["environment"] => std::env::var(query.text("name")).map_err(|error| error.to_string()),
        ["length"] => {
            let body = request.into_body().collect().await;
            body.map(|body| body.to_bytes().len().to_string()).map_err(|error| format!("{error:?}"))
        }
        _ => Ok(describe(&request)),
    }
}

/// The request line and every header, in the order they came.
fn describe(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\n", value.to_str().unwrap_or("?"));
    }
    text
}

fn config(name: &str) -> Answer {
    use spin_sdk::experimental::wasi::config::store;
    match name {
        "" => store::get_all().map(|all| format!("{all:?}")),
        name => store::get(name).map(|value| format!("{value:?}")),
    }
    .map_err(|error| format!("{error:?}"))
}

async fn send(url: &str) -> Answer {
    let request = http::Request::get(url)
        .body(http_body_util::Empty::<&'static [u8]>::new())
        .map_err(|error| error.to_string())?;
    let response = spin_sdk::http::send(request).await.map_err(|error| format!("{error:?}"))?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map_err(|error| format!("{error:?}"))?;
    let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    Ok(format!("{status}\n{text}"))
}

/// The wall clock by WASI 0.2 (as std reads it) and by WASI 0.3, in milliseconds.
fn now() -> Answer {
    let by_std = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    let by_wasi = spin_sdk::wasip3::clocks::system_clock::now();
    let by_wasi_ms = by_wasi.seconds * 1000 + i64::from(by_wasi.nanoseconds / 1_000_000);
    Ok(format!("{} {by_wasi_ms}", by_std.as_millis()))
}
