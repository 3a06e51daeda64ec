//! Requests that components send: the allow-list, chaining within the application, the network.
//!
//! spinframework/spin `crates/factor-outbound-http/src/wasi.rs` and
//! `crates/trigger-http/src/outbound_http.rs`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Weak};

use bytes::Bytes;
use http::header::HOST;
use http::uri::Scheme;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Limited};
use wasmtime_wasi::TrappableError;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{RequestOptions, WasiHttpHooks, default_send_request};

use crate::allowed_hosts::{chaining_target, is_self_request};
use crate::application::Application;
use crate::body::{self, Body};
use crate::instance::ComponentContext;

/// The client address a chained component sees.
const CHAINED_CLIENT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
/// Body length of a request handed to a canned answer.
const CANNED_REQUEST_BYTES_MAX: usize = 16 << 20;

type CannedAnswer = dyn Fn(&Request<Bytes>) -> Option<Response<Bytes>> + Send + Sync;

/// Where an allowed request that leaves the application goes.
#[derive(Clone, Default)]
pub enum Outbound {
    /// To the network.
    #[default]
    Network,
    /// Nowhere: it is denied.
    Refused,
    /// To a test, which answers or, with `None`, denies it.
    Canned(Arc<CannedAnswer>),
}

impl Outbound {
    /// Lets `answer` stand in for the network.
    pub fn canned(answer: impl Fn(&Request<Bytes>) -> Option<Response<Bytes>> + Send + Sync + 'static) -> Self {
        Self::Canned(Arc::new(answer))
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Network => "Network",
            Self::Refused => "Refused",
            Self::Canned(_) => "Canned",
        })
    }
}

/// One instance's way out.
pub(crate) struct OutboundHooks {
    component: Arc<ComponentContext>,
}

impl OutboundHooks {
    pub(crate) fn new(component: Arc<ComponentContext>) -> Self {
        Self { component }
    }
}

type Processed = Box<dyn Future<Output = Result<(), ErrorCode>> + Send>;
type Answer = Result<(Response<Body>, Processed), TrappableError<ErrorCode>>;

impl WasiHttpHooks for OutboundHooks {
    fn send_request(
        &mut self,
        request: Request<Body>,
        options: Option<RequestOptions>,
        _: Processed,
    ) -> Box<dyn Future<Output = Answer> + Send> {
        Box::new(send(Arc::clone(&self.component), request, options))
    }
}

async fn send(component: Arc<ComponentContext>, mut request: Request<Body>, options: Option<RequestOptions>) -> Answer {
    let to_self = is_self_request(request.uri());
    let allowed =
        if to_self { component.allowed_hosts.allows_self() } else { component.allowed_hosts.allows(request.uri()) };
    if !allowed {
        component.log.host(
            &component.id,
            format_args!(
                "denied a request to {}: not in allowed_outbound_hosts",
                request.uri().authority().map_or("self", |host| host.as_str())
            ),
        );
        return Err(ErrorCode::HttpRequestDenied.into());
    }
    let application = component.application.get().and_then(Weak::upgrade);
    if to_self {
        aim_at_self(&mut request, application.as_deref())?;
    }
    let target = request.uri().host().and_then(chaining_target);
    if let Some(target) = target.map(str::to_owned) {
        return chain(application, &target, request).await;
    }
    match &component.outbound {
        Outbound::Network => {
            let (response, processed) = default_send_request(request, options).await?;
            Ok((response.map(BodyExt::boxed_unsync), Box::new(processed)))
        }
        Outbound::Refused => Err(ErrorCode::HttpRequestDenied.into()),
        Outbound::Canned(answer) => answer_canned(answer, request).await,
    }
}

/// Calls another component in this process, whether its trigger is private or not.
async fn chain(application: Option<Arc<Application>>, target: &str, mut request: Request<Body>) -> Answer {
    let Some(application) = application else {
        // The host is stopping.
        return Err(ErrorCode::ConnectionTerminated.into());
    };
    // Spin takes the authority from the URI and tells the component no Host.
    request.headers_mut().remove(HOST);
    let response = application
        .handle_chained(target, request, CHAINED_CLIENT)
        .await
        // As in Spin, a destination that doesn't exist kills the caller.
        .map_err(|error| TrappableError::trap(wasmtime::Error::new(error)))?;
    Ok((response, Box::new(async { Ok(()) })))
}

fn aim_at_self(request: &mut Request<Body>, application: Option<&Application>) -> Result<(), ErrorCode> {
    let address = application.and_then(Application::address).ok_or(ErrorCode::HttpRequestUriInvalid)?.to_string();
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(address.as_str())
        .path_and_query(path.as_ref().map_or("/", |path| path.as_str()))
        .build()
        .map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
    let host = address.parse().map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
    request.headers_mut().insert(HOST, host);
    Ok(())
}

async fn answer_canned(answer: &Arc<CannedAnswer>, request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    let bytes = Limited::new(body, CANNED_REQUEST_BYTES_MAX)
        .collect()
        .await
        .map_err(|error| ErrorCode::InternalError(Some(error.to_string())))?
        .to_bytes();
    match answer(&Request::from_parts(parts, bytes)) {
        Some(response) => Ok((response.map(body::full), Box::new(async { Ok(()) }))),
        None => Err(ErrorCode::HttpRequestDenied.into()),
    }
}
