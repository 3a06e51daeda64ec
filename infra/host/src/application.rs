//! The application at run time: from a request to the component that answers it
//! (spinframework/spin `crates/trigger-http/src/server.rs`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use http::uri::Scheme;
use http::{Request, Response, StatusCode};

use crate::body::{self, Body};
use crate::headers::{self, RequestError};
use crate::manifest::{HttpTrigger, StaticResponse, TriggerTarget};
use crate::route::{RouteMatch, Router, WELL_KNOWN_PREFIX};
use crate::worker::Service;

/// A loaded application.
pub(crate) struct Application {
    pub(crate) router: Router,
    pub(crate) triggers: Vec<HttpTrigger>,
    /// Components with an HTTP trigger, private or not, by id.
    pub(crate) services: BTreeMap<String, Service>,
    /// Where the server listens, once it does.
    pub(crate) address: OnceLock<SocketAddr>,
}

impl Application {
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.address.get().copied()
    }

    /// Answers a request from outside.
    ///
    /// # Errors
    /// [`RequestError`] for a request no component can be given; Spin closes the connection
    /// without an answer.
    pub(crate) async fn handle(
        self: &Arc<Self>,
        mut request: Request<Body>,
        client: SocketAddr,
    ) -> Result<Response<Body>, RequestError> {
        headers::strip_forbidden(&mut request);
        let path = request.uri().path().to_owned();
        if let Some(well_known) = path.strip_prefix(WELL_KNOWN_PREFIX) {
            return Ok(match well_known {
                "health" => Response::new(body::full("OK")),
                _ => empty(StatusCode::NOT_FOUND),
            });
        }
        let Some((trigger, matched)) = self.router.find(&path) else {
            return Ok(empty(StatusCode::NOT_FOUND));
        };
        headers::set_absolute_uri(&mut request, Scheme::HTTP)?;
        match self.triggers.get(trigger).map(|trigger| &trigger.target) {
            Some(TriggerTarget::Component(id)) => self.handle_component(id, request, &matched, client).await,
            Some(TriggerTarget::Static(response)) => Ok(respond_static(response)),
            None => Ok(empty(StatusCode::NOT_FOUND)),
        }
    }

    /// Answers a request another component sent to `http://<id>.spin.internal`.
    ///
    /// # Errors
    /// [`RequestError::DestinationUnknown`] for a component without an HTTP trigger.
    pub(crate) async fn handle_chained(
        self: &Arc<Self>,
        id: &str,
        mut request: Request<Body>,
        client: SocketAddr,
    ) -> Result<Response<Body>, RequestError> {
        let matched = RouteMatch::chained(request.uri().path());
        headers::set_absolute_uri(&mut request, Scheme::HTTP)?;
        self.handle_component(id, request, &matched, client).await
    }

    async fn handle_component(
        self: &Arc<Self>,
        id: &str,
        mut request: Request<Body>,
        matched: &RouteMatch,
        client: SocketAddr,
    ) -> Result<Response<Body>, RequestError> {
        let service = self.services.get(id).ok_or_else(|| RequestError::DestinationUnknown(id.to_owned()))?;
        let component = service.component();
        let failed = |problem: &dyn std::fmt::Display| {
            component.log.host(&component.id, format_args!("request failed: {problem}"));
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        };
        if let Err(error) = headers::append_route_headers(&mut request, matched, client) {
            return Ok(failed(&error));
        }
        // A trap, a time-out and a failed instantiation are all a 500 without a body, as in Spin.
        Ok(service.handle(request).await.unwrap_or_else(|error| failed(&format_args!("{error:#}"))))
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(body::full(bytes::Bytes::new()));
    *response.status_mut() = status;
    response
}

fn respond_static(response: &StaticResponse) -> Response<Body> {
    let mut builder = Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    builder.body(body::full(response.body.clone())).unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR))
}
