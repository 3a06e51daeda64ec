//! A server before a fake marketplace.

use super::now_ms;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sellerdesk_adapter::HttpResponse;
use sellerdesk_fakes::{Call, Marketplace, World};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;

/// A marketplace's API that listens.
pub struct FakeServer {
    /// Its base URL.
    pub base: String,
    state: Arc<State>,
}

/// What a server answers.
type Answering = Box<dyn Fn(&mut World, &Call) -> HttpResponse + Send + Sync>;

struct State {
    answering: Answering,
    world: Mutex<World>,
    loses_answers: AtomicBool,
    delay_ms: AtomicU64,
}

impl FakeServer {
    /// Starts it on a port of its own.
    pub fn start(marketplace: &'static dyn Marketplace) -> Self {
        Self::serving(Box::new(|world, call| marketplace.answer(world, call)))
    }

    /// As [`start`](Self::start), for anything that answers.
    pub fn serving(answering: Answering) -> Self {
        let state = Arc::new(State {
            answering,
            world: Mutex::default(),
            loses_answers: AtomicBool::new(false),
            delay_ms: AtomicU64::new(0),
        });
        let runtime = super::app::runtime();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(serve(listener, Arc::clone(&state)));
        Self { base, state }
    }

    /// What it remembers.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.state.world.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// From now on it answers after so long, in milliseconds.
    pub fn delay_answers(&self, delay_ms: u64) {
        self.state.delay_ms.store(delay_ms, Ordering::SeqCst);
    }

    /// From now on it takes messages and breaks the connection instead of answering, or no longer.
    pub fn lose_answers(&self, loses: bool) {
        self.state.loses_answers.store(loses, Ordering::SeqCst);
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    while let Ok((connection, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&state), request));
            // A lost answer ends the connection with an error, as intended.
            let _ =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    tokio::time::sleep(Duration::from_millis(state.delay_ms.load(Ordering::SeqCst))).await;
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let text = |value: &http::HeaderValue| value.to_str().ok().map(str::to_owned);
    let call = Call {
        method: head.method.as_str().to_owned(),
        path_and_query: head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        headers: head.headers.iter().filter_map(|(name, value)| Some((name.to_string(), text(value)?))).collect(),
        body: body.to_vec(),
        at: now_ms(),
    };
    let (response, has_taken) = {
        let mut world = state.world.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let before = world.sent.len();
        let response = (state.answering)(&mut world, &call);
        (response, world.sent.len() > before)
    };
    if has_taken && state.loses_answers.load(Ordering::SeqCst) {
        return Err(io::Error::other("the answer is lost"));
    }
    let mut built = Response::builder().status(response.status);
    for (name, value) in response.headers {
        built = built.header(name, value);
    }
    built.body(Full::new(Bytes::from(response.body))).map_err(io::Error::other)
}
