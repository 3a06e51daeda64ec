//! The cron clock: POSTs to a route, in process, again and again.
//!
//! Like Spin's cron plugin it has no memory and no mercy: errors are logged and forgotten,
//! nothing is caught up, and a tick doesn't wait for the one before.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{Method, Request};
use http_body_util::BodyExt;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::application::Application;
use crate::body;
use crate::log::LogSink;

const SCHEDULER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// The shortest interval; a shorter one would be a busy loop.
const INTERVAL_MIN: Duration = Duration::from_millis(10);

/// A task to poke at intervals.
#[derive(Clone)]
pub struct Schedule {
    /// The path, such as `/tasks/sweep`.
    pub path: String,
    /// The interval; the first tick comes after one.
    pub every: Duration,
    /// Sent as a bearer token, if any.
    pub bearer_token: Option<String>,
    /// The body of each request.
    pub body: Bytes,
    /// How many requests to send at every tick, at once: 2 is two replicas.
    pub copies: usize,
}

impl std::fmt::Debug for Schedule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Schedule").field("path", &self.path).field("every", &self.every).finish_non_exhaustive()
    }
}

/// Starts the schedule; it ends with the application or with the task.
pub(crate) fn start(schedule: Schedule, application: &Arc<Application>, log: LogSink) -> JoinHandle<()> {
    let application = Arc::downgrade(application);
    tokio::spawn(async move {
        let period = schedule.every.max(INTERVAL_MIN);
        let first = tokio::time::Instant::now() + period;
        let mut interval = tokio::time::interval_at(first, period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            interval.tick().await;
            let Some(application) = Weak::upgrade(&application) else {
                return;
            };
            for _ in 0..schedule.copies {
                let log = log.clone();
                let application = Arc::clone(&application);
                let request = schedule.request();
                let path = schedule.path.clone();
                tokio::spawn(async move {
                    if let Err(problem) = poke(&application, request).await {
                        log.host(&"".into(), format_args!("schedule {path}: {problem}"));
                    }
                });
            }
        }
    })
}

impl Schedule {
    fn request(&self) -> Result<Request<Bytes>, http::Error> {
        let mut builder = Request::builder().method(Method::POST).uri(&self.path).header(HOST, SCHEDULER.to_string());
        if let Some(token) = &self.bearer_token {
            builder = builder.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        builder.body(self.body.clone())
    }
}

async fn poke(application: &Arc<Application>, request: Result<Request<Bytes>, http::Error>) -> Result<(), String> {
    let request = request.map_err(|error| error.to_string())?;
    let response = application.handle(request.map(body::full), SCHEDULER).await.map_err(|error| error.to_string())?;
    let status = response.status();
    response.into_body().collect().await.map_err(|error| format!("{error:?}"))?;
    if status.is_success() { Ok(()) } else { Err(status.to_string()) }
}
