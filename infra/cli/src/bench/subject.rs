//! A desk in this process, and the requests that it is measured with.

use super::samples::Samples;
use crate::demo::now_ms;
use crate::project::Project;
use crate::sweeper::SWEEP_PATH;
use crate::variables::{self, DEMO_ACCOUNT};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http::{Request, Response};
use sellerdesk_host::store::Store;
use sellerdesk_host::{Host, LogSink, Operations, Options, Reuse};
use sellerdesk_tests::webhook::standard::{Event, deliver_event};
use sellerdesk_tests::{Accounts, Delivery};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Requests that are not counted before those that are.
const WARM_UP_REQUESTS: usize = 50;
/// Sweeps after which a desk must have come to rest.
const SWEEPS_MAX: usize = 50;
/// The list's first page, as long as it is by default.
const LIST_PATH: &str = "/api/v1/conversations";
const PAGE_PATH: &str = "/inbox";

/// What buyers write, in several languages and for several purposes; each asks for an answer.
pub const TEXTS: [&str; 4] = [
    "Where is my parcel? It should have been here on Monday, and the tracking page has not changed since.",
    "Hello, the mug arrived broken. I would like my money back, otherwise I will open a claim. Photos are attached.",
    "Guten Tag, passt der Ersatzakku auch für das Modell von 2024? Ich möchte noch heute bestellen.",
    "Buenas tardes, la lámpara no funciona. ¿Cómo puedo devolverla y cuándo recibiré el reembolso?",
];

/// A running desk without senders.
pub struct Subject {
    host: Host,
    variables: BTreeMap<String, String>,
    accounts: Accounts,
    sent: AtomicU64,
}

impl Subject {
    /// Starts a desk on a store.
    pub async fn start(project: &Project, store: Arc<dyn Store>, reuse: Reuse) -> Result<Self> {
        let variables = variables::throwaway(&project.manifest)?;
        let accounts = Accounts::named(&variables, DEMO_ACCOUNT)?;
        let mut options = Options::new(project.manifest_file(), project.compiled());
        options.variables = variables.clone();
        options.reuse = reuse;
        options.log = LogSink::discard();
        let host = Host::start_on(options, store).await?;
        Ok(Self { host, variables, accounts, sent: AtomicU64::new(0) })
    }

    /// The host it runs on.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.host.url()
    }

    /// Stops it.
    pub async fn stop(self) {
        self.host.stop().await;
    }

    /// A signed webhook: a buyer's first message about an order.
    pub fn message(&self) -> Result<Delivery> {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        self.message_of(number, 0)
    }

    /// The message `place` of the thread `number`; the same for the same numbers within five minutes.
    pub fn message_of(&self, number: u64, place: u64) -> Result<Delivery> {
        let now_ms = now_ms()?;
        let text = TEXTS.get(usize::try_from(number).unwrap_or(0) % TEXTS.len()).copied().unwrap_or_default();
        let event = Event::from_buyer(now_ms, &format!("bench-{number}"), text);
        let id = format!("msg_bench_{number}_{place}");
        deliver_event(&self.accounts.standard, &id, now_ms, &event).context("signing a webhook")
    }

    /// The inbox's first page.
    pub fn list(&self) -> Result<Request<Bytes>> {
        self.api("GET", LIST_PATH, Bytes::new())
    }

    /// The web inbox's first page, as a browser with a session asks for it.
    pub fn page(&self) -> Result<Request<Bytes>> {
        let token = self.variables.get("admin_token").map_or("", String::as_str);
        let headers = vec![("cookie".to_owned(), format!("__Host-desk={token}"))];
        let (method, path) = ("GET".to_owned(), PAGE_PATH.to_owned());
        to_request(&Delivery { method, path, headers, body: Vec::new(), at: 0 })
    }

    /// One conversation: the first of the list.
    pub async fn read(&self) -> Result<Request<Bytes>> {
        let answer = self.handle(self.list()?).await?;
        let listed: Value = serde_json::from_slice(answer.body()).context("the list is not JSON")?;
        let id = listed.pointer("/conversations/0/id").and_then(Value::as_str).context("the inbox is empty")?;
        self.api("GET", &format!("{LIST_PATH}/{id}"), Bytes::new())
    }

    /// A sweep.
    pub fn sweep(&self) -> Result<Request<Bytes>> {
        self.authorised("POST", SWEEP_PATH, "task_token", Bytes::new())
    }

    /// The health check.
    pub fn health(&self) -> Result<Request<Bytes>> {
        self.api("GET", "/health", Bytes::new())
    }

    /// A usual message classified, nothing stored.
    pub fn classify_usual(&self) -> Result<Request<Bytes>> {
        self.classify(TEXTS[1])
    }

    /// A text classified, nothing stored.
    pub fn classify(&self, text: &str) -> Result<Request<Bytes>> {
        let body = json!({ "text": text, "channel": "amazon" }).to_string();
        self.api("POST", "/api/v1/preview/classify", body.into())
    }

    /// A reply scanned for what its channel forbids, nothing stored.
    pub fn scan(&self, text: &str) -> Result<Request<Bytes>> {
        let body = json!({ "text": text, "channel": "amazon", "lang": "en" }).to_string();
        self.api("POST", "/api/v1/preview/compliance", body.into())
    }

    /// Any path of the API.
    pub fn get(&self, path: &str) -> Result<Request<Bytes>> {
        self.api("GET", path, Bytes::new())
    }

    fn api(&self, method: &str, path: &str, body: Bytes) -> Result<Request<Bytes>> {
        self.authorised(method, path, "admin_token", body)
    }

    fn authorised(&self, method: &str, path: &str, token: &str, body: Bytes) -> Result<Request<Bytes>> {
        let token = self.variables.get(token).map_or("", String::as_str);
        let headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
        let (method, path) = (method.to_owned(), path.to_owned());
        to_request(&Delivery { method, path, headers, body: body.to_vec(), at: 0 })
    }

    async fn handle(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        handle(&self.host, request).await
    }

    /// Sends a request in process; how long it took.
    pub async fn time(&self, request: Request<Bytes>) -> Result<Duration> {
        time(&self.host, request).await
    }

    /// Sends a webhook in process; how long it took.
    pub async fn deliver(&self, delivery: &Delivery) -> Result<Duration> {
        self.time(to_request(delivery)?).await
    }

    /// Sends one request; the store operations it took.
    pub async fn operations(&self, request: Request<Bytes>) -> Result<Operations> {
        self.host.reset_operations();
        self.time(request).await?;
        Ok(self.host.operations())
    }

    /// Sweeps until nothing changes any more.
    pub async fn settle(&self) -> Result<()> {
        let mut before = None;
        for _ in 0..SWEEPS_MAX {
            let now = self.operations(self.sweep()?).await?;
            if before.replace(now) == Some(now) {
                return Ok(());
            }
        }
        bail!("the sweeps find no end")
    }
}

/// Two kinds of requests measured in turns, so that whatever else the machine does falls on both.
pub async fn in_turns(
    times: usize,
    mut first: impl AsyncFnMut() -> Result<Duration>,
    mut second: impl AsyncFnMut() -> Result<Duration>,
) -> Result<(Samples, Samples)> {
    let (mut firsts, mut seconds) = (Samples::default(), Samples::default());
    for turn in 0..times + WARM_UP_REQUESTS {
        let (one, other) = if turn % 2 == 0 {
            (first().await?, second().await?)
        } else {
            let other = second().await?;
            (first().await?, other)
        };
        if turn >= WARM_UP_REQUESTS {
            firsts.push(one);
            seconds.push(other);
        }
    }
    Ok((firsts, seconds))
}

/// A delivery as a request to a host in this process.
pub fn to_request(delivery: &Delivery) -> Result<Request<Bytes>> {
    let mut builder = Request::builder().method(delivery.method.as_str()).uri(&delivery.path);
    builder = builder.header("host", "desk.bench");
    for (name, value) in &delivery.headers {
        builder = builder.header(name, value);
    }
    builder.body(Bytes::from(delivery.body.clone())).context("a request can't be made")
}

/// Sends a request in process; how long it took.
pub async fn time(host: &Host, request: Request<Bytes>) -> Result<Duration> {
    let began = Instant::now();
    let answer = handle(host, request).await?;
    let elapsed = began.elapsed();
    drop(answer);
    Ok(elapsed)
}

async fn handle(host: &Host, request: Request<Bytes>) -> Result<Response<Bytes>> {
    let path = request.uri().path().to_owned();
    let answer = host.handle(request).await?;
    if !answer.status().is_success() {
        bail!("{path} answers {}: {}", answer.status(), String::from_utf8_lossy(answer.body()));
    }
    Ok(answer)
}
