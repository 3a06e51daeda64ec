//! Instances at work: wasmtime-wasi-http's `ProxyHandler` with Spin's reuse policy
//! (spinframework/spin `crates/trigger-http/src/server.rs`).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use http_body_util::BodyExt;
use pin_project_lite::pin_project;
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline};
use wasmtime_wasi_http::handler::{
    ErrorCode as AnyErrorCode, HandlerState, Instance, Proxy, ProxyHandler, ShouldAccept, ViewFn, WorkerExpiration,
    WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::WasiHttpView;
use wasmtime_wasi_http::p3::bindings::ServicePre;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;

use crate::body::Body;
use crate::instance::{ComponentContext, InstanceState};
use crate::reuse::{Reuse, draw};

/// A component that answers HTTP, with its instances.
pub(crate) struct Service {
    handler: ProxyHandler<WorkerFactory>,
}

/// How instances are made and how long they live.
pub(crate) struct WorkerFactory {
    pub(crate) component: Arc<ComponentContext>,
    pub(crate) engine: Engine,
    pub(crate) prepared: ServicePre<InstanceState>,
    pub(crate) reuse: Reuse,
    pub(crate) request_timeout: Option<Duration>,
}

impl Service {
    pub(crate) fn new(factory: WorkerFactory) -> Self {
        Self { handler: ProxyHandler::new(factory) }
    }

    pub(crate) fn component(&self) -> &Arc<ComponentContext> {
        &self.handler.state().component
    }

    /// Has an instance answer, an idle one or a new one.
    ///
    /// # Errors
    /// wasmtime's: the instance can't be made, it trapped (because of this request or another
    /// one), or its time is up.
    pub(crate) async fn handle(&self, request: Request<Body>) -> wasmtime::Result<Response<Body>> {
        let request = request.map(|body| body.map_err(AnyErrorCode::from).boxed_unsync());
        let response = self.handler.handle((), request).await?;
        Ok(response.map(|body| body.map_err(body_error).boxed_unsync()))
    }
}

fn body_error(error: wasmtime::Error) -> ErrorCode {
    error.downcast::<ErrorCode>().unwrap_or_else(|error| ErrorCode::InternalError(Some(error.to_string())))
}

impl HandlerState for WorkerFactory {
    type StoreData = InstanceState;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<InstanceState, Expiration, Worker>> {
        let mut store = Store::new(&self.engine, InstanceState::new(&self.component));
        store.limiter(|state| &mut state.limiter);
        if self.request_timeout.is_some() {
            // A busy guest yields at every tick, so that its expiration can be noticed.
            store.set_epoch_deadline(1);
            store.epoch_deadline_callback(|_| Ok(UpdateDeadline::Yield(1)));
        }
        let service = self.prepared.instantiate_async(&mut store).await?;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: ViewFn::P3(InstanceState::http),
            expiration: Expiration {
                idle: self.reuse.idle,
                request: self.request_timeout,
                sleep: tokio::time::sleep(Duration::ZERO),
            },
            state: Worker {
                component: Arc::clone(&self.component),
                requests_max: draw(&self.reuse.requests),
                concurrent_max: draw(&self.reuse.concurrent),
                request_timeout: self.request_timeout,
            },
        })
    }
}

/// One instance's limits.
pub(crate) struct Worker {
    component: Arc<ComponentContext>,
    requests_max: usize,
    concurrent_max: usize,
    request_timeout: Option<Duration>,
}

impl WorkerState for Worker {
    type StoreData = InstanceState;
    type RequestId = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.requests_max {
            ShouldAccept::Never
        } else if concurrent >= self.concurrent_max {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, InstanceState>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        match self.request_timeout {
            Some(timeout) => Box::pin(tokio::time::sleep(timeout)),
            None => Box::pin(std::future::pending()),
        }
    }

    fn drop(&self, store: Store<InstanceState>, result: wasmtime::Result<()>) {
        drop(store);
        // wasmtime calls it a panic too when the host is stopped while an instance idles.
        let is_stopping = |error: &wasmtime::Error| error.to_string() == "worker panicked" && !std::thread::panicking();
        if let Err(error) = result
            && !is_stopping(&error)
        {
            self.component.log.host(&self.component.id, format_args!("instance failed: {error:?}"));
        }
    }
}

pin_project! {
    /// When an instance ends: after idling, or when its latest request takes too long.
    pub(crate) struct Expiration {
        idle: Duration,
        request: Option<Duration>,
        #[pin]
        sleep: tokio::time::Sleep,
    }
}

impl WorkerExpiration for Expiration {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, status: WorkerStatus, start: Instant) -> Poll<()> {
        let mut this = self.project();
        let timeout = match status {
            WorkerStatus::Idle => Some(*this.idle),
            WorkerStatus::Requests | WorkerStatus::PostReturn => *this.request,
        };
        let Some(deadline) = timeout.and_then(|timeout| start.checked_add(timeout)) else {
            return Poll::Pending;
        };
        let deadline = tokio::time::Instant::from_std(deadline);
        if deadline != this.sleep.deadline() {
            this.sleep.as_mut().reset(deadline);
        }
        this.sleep.poll(cx)
    }
}
