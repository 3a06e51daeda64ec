//! Starting, steering and stopping a host.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::application::Application;
use crate::body;
use crate::clock::Clock;
use crate::error::HostError;
use crate::fault::Faults;
use crate::headers::RequestError;
use crate::load;
use crate::log::LogSink;
use crate::manifest::{Manifest, TriggerTarget};
use crate::operations::{OperationCounters, Operations};
use crate::outbound::Outbound;
use crate::progress::{Progress, ProgressSink};
use crate::reuse::Reuse;
use crate::schedule::{self, Schedule};
use crate::server;
use crate::store::{ObservedStore, Quirks, Store, StoreSpec};

/// The client address of requests made with [`Host::handle`].
const IN_PROCESS_CLIENT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// How to run an application. [`Options::new`] gives Spin's defaults on an in-memory store.
#[derive(Clone, Debug)]
pub struct Options {
    /// The `spin.toml`.
    pub manifest: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Which store to use.
    pub store: StoreSpec,
    /// How the store is to misbehave.
    pub quirks: Quirks,
    /// Only the triggers of these components, as `spin up --component-id` has it; none means all.
    pub only: Option<BTreeSet<String>>,
    /// Values of the application's variables, over the manifest's defaults.
    pub variables: BTreeMap<String, String>,
    /// How long instances live.
    pub reuse: Reuse,
    /// Where machine code is kept.
    pub cache_dir: PathBuf,
    /// How long a request may take until its response starts; none by default.
    pub request_timeout: Option<Duration>,
    /// What all memories of one instance may hold, in bytes; none by default.
    pub memory_bytes_max: Option<usize>,
    /// Where allowed requests to other hosts go.
    pub outbound: Outbound,
    /// What is poked at intervals.
    pub schedules: Vec<Schedule>,
    /// Hears how the start proceeds.
    pub progress: ProgressSink,
    /// Takes the components' output and the host's remarks.
    pub log: LogSink,
}

impl Options {
    /// Options for the manifest at `manifest`, with machine code kept in `cache_dir`: a free
    /// port of the loopback interface, an empty in-memory store, Spin's instance reuse.
    pub fn new(manifest: impl Into<PathBuf>, cache_dir: impl Into<PathBuf>) -> Self {
        Self {
            manifest: manifest.into(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            store: StoreSpec::Memory,
            quirks: Quirks::None,
            only: None,
            variables: BTreeMap::new(),
            reuse: Reuse::default(),
            cache_dir: cache_dir.into(),
            request_timeout: None,
            memory_bytes_max: None,
            outbound: Outbound::default(),
            schedules: Vec::new(),
            progress: ProgressSink::discard(),
            log: LogSink::stderr(),
        }
    }

    fn read_manifest(&self) -> Result<Manifest, HostError> {
        let mut manifest = Manifest::read(&self.manifest)?;
        if let Some(only) = &self.only {
            manifest.triggers.retain(|trigger| match &trigger.target {
                TriggerTarget::Component(id) => only.contains(id),
                TriggerTarget::Static(_) => true,
            });
        }
        Ok(manifest)
    }
}

/// A running application.
///
/// Dropping it stops accepting connections; [`Host::stop`] also waits for requests in flight.
pub struct Host {
    address: SocketAddr,
    application: Arc<Application>,
    clock: Clock,
    faults: Arc<Faults>,
    counters: Arc<OperationCounters>,
    store: Arc<dyn Store>,
    schedules: Vec<JoinHandle<()>>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Host {
    /// Loads the application and starts to listen.
    ///
    /// # Errors
    /// [`HostError`] when the manifest, a component, the store or the address is no good.
    pub async fn start(options: Options) -> Result<Self, HostError> {
        let manifest = options.read_manifest()?;
        let store = options.store.open(&manifest.folder).await?;
        Self::start_with(options, manifest, store).await
    }

    /// Like [`Host::start`], on a store that is already open: a restart that keeps an
    /// in-memory store, or a store of one's own.
    ///
    /// # Errors
    /// As [`Host::start`].
    pub async fn start_on(options: Options, store: Arc<dyn Store>) -> Result<Self, HostError> {
        let manifest = options.read_manifest()?;
        Self::start_with(options, manifest, store).await
    }

    async fn start_with(options: Options, manifest: Manifest, base: Arc<dyn Store>) -> Result<Self, HostError> {
        let clock = Clock::default();
        let faults = Arc::new(Faults::default());
        let counters = Arc::new(OperationCounters::default());
        let store: Arc<dyn Store> = Arc::new(ObservedStore::new(
            options.quirks.wrap(Arc::clone(&base)),
            Arc::clone(&counters),
            Arc::clone(&faults),
        ));
        let unavailable = |error| HostError::Listen { address: options.listen, error };
        let listener = TcpListener::bind(options.listen).await.map_err(unavailable)?;
        let address = listener.local_addr().map_err(unavailable)?;
        let application = load::load(manifest, &options, store, &clock).await?;
        let _ = application.address.set(address);
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::serve(listener, Arc::clone(&application), stopped));
        let schedules = options
            .schedules
            .into_iter()
            .map(|schedule| schedule::start(schedule, &application, options.log.clone()))
            .collect();
        let host = Self {
            address,
            application,
            clock,
            faults,
            counters,
            store: base,
            schedules,
            stop: Some(stop),
            server: Some(server),
        };
        options.progress.report(Progress::Listening { url: host.url() });
        Ok(host)
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The wall clock of the guests.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The store's faults.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The store operations since the start or the last [`Host::reset_operations`].
    #[must_use]
    pub fn operations(&self) -> Operations {
        self.counters.snapshot()
    }

    /// Sets the counters to zero; what they were.
    pub fn reset_operations(&self) -> Operations {
        self.counters.reset()
    }

    /// The store beneath counters, faults and quirks, to look at or to start another host on.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// Answers a request without a connection, as if it had come over one: the same routing,
    /// the same headers, the same instances. It needs a `Host` header or an absolute URI.
    ///
    /// # Errors
    /// [`RequestError`] for a request that over a connection gets no answer, and
    /// [`RequestError::ResponseInterrupted`] when the response's body breaks off.
    pub async fn handle(&self, request: Request<Bytes>) -> Result<Response<Bytes>, RequestError> {
        let response = self.application.handle(request.map(body::full), IN_PROCESS_CLIENT).await?;
        let (parts, body) = response.into_parts();
        let collected = body.collect().await.map_err(|error| RequestError::ResponseInterrupted(error.to_string()))?;
        Ok(Response::from_parts(parts, collected.to_bytes()))
    }

    /// Stops accepting connections, lets requests in flight finish (for a bounded time), and
    /// ends the schedules.
    pub async fn stop(mut self) {
        self.signal_stop();
        if let Some(server) = self.server.take() {
            let _ = server.await;
        }
    }

    fn signal_stop(&mut self) {
        for schedule in &self.schedules {
            schedule.abort();
        }
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.signal_stop();
    }
}
