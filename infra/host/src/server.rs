//! HTTP/1.1 in front of the application.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;

use crate::application::Application;
use crate::headers::RequestError;

/// Connections open at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 1_024;
/// How long open connections may finish their requests when the host stops.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);
/// Pause after a failed accept, such as when file descriptors have run out.
const ACCEPT_RETRY_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` resolves, then lets requests in flight finish.
pub(crate) async fn serve(listener: TcpListener, application: Arc<Application>, mut stop: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await.ok()?;
            match listener.accept().await {
                Ok((stream, client)) => Some((stream, client, slot)),
                Err(error) => {
                    tracing::warn!("accept failed: {error}");
                    tokio::time::sleep(ACCEPT_RETRY_PAUSE).await;
                    None
                }
            }
        };
        let (stream, client, slot) = tokio::select! {
            _ = &mut stop => break,
            accepted = accepted => match accepted {
                Some(accepted) => accepted,
                None => continue,
            },
        };
        let connection = connection(stream, client, Arc::clone(&application));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!("connection of {client} ended: {error}");
            }
            drop(slot);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN_TIME_MAX, graceful.shutdown()).await;
}

fn connection(
    stream: TcpStream,
    client: SocketAddr,
    application: Arc<Application>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("no TCP_NODELAY for {client}: {error}");
    }
    let service = service_fn(move |request: http::Request<Incoming>| {
        let application = Arc::clone(&application);
        async move {
            let request = request.map(|body| body.map_err(request_body_error).boxed_unsync());
            // An error closes the connection without an answer, as Spin's server does.
            let response = application.handle(request, client).await?;
            Ok::<_, RequestError>(response.map(|body| body.map_err(ResponseBodyError)))
        }
    });
    http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service)
}

fn request_body_error(error: hyper::Error) -> ErrorCode {
    if error.is_timeout() {
        ErrorCode::ConnectionReadTimeout
    } else {
        ErrorCode::InternalError(Some(error.to_string()))
    }
}

/// A response body that broke off, for hyper to abort the connection with.
#[derive(Debug, thiserror::Error)]
#[error("response body failed: {0:?}")]
struct ResponseBodyError(ErrorCode);
