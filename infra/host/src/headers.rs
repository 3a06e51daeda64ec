//! What the host does to a request before a component sees it: spinframework/spin
//! `crates/trigger-http/src/{headers,server}.rs`.

use std::net::SocketAddr;

use http::header::{CONNECTION, HOST, HeaderMap, HeaderName, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{Request, Uri};

use crate::allowed_hosts::chaining_target;
use crate::route::RouteMatch;

/// The host Spin writes into `spin-full-url` when the request names none.
const HOST_UNKNOWN: &str = "localhost";

/// A request the host can't hand to a component.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Neither a `Host` header nor an absolute URI.
    #[error("no 'Host' header present in request")]
    HostMissing,
    /// The `Host` header is no authority.
    #[error("'Host' header contains an invalid authority")]
    HostInvalid,
    /// The `Host` header and the URI name different authorities.
    #[error("authority in 'Host' header does not match authority in URI")]
    HostMismatch,
    /// The URI has no path.
    #[error("the request has no usable URI")]
    UriInvalid,
    /// A header value is not UTF-8, or the route caught what no header can hold.
    #[error("header {0:?} is not valid UTF-8")]
    HeaderInvalid(String),
    /// A chained call to a component that has no HTTP trigger.
    #[error("unknown routing destination '{0}'")]
    DestinationUnknown(String),
    /// The component started a response and didn't finish it.
    #[error("the response broke off: {0}")]
    ResponseInterrupted(String),
}

/// Removes headers that are not for components: `Connection`, and a `Host` that claims to be
/// a chained call.
pub(crate) fn strip_forbidden<B>(request: &mut Request<B>) {
    let headers = request.headers_mut();
    let chained =
        headers.get(HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| chaining_target(host).is_some());
    if chained {
        headers.remove(HOST);
    }
    headers.remove(CONNECTION);
}

/// Makes the request's URI absolute, from its `Host` header where necessary.
///
/// # Errors
/// [`RequestError`] when the authority is missing, malformed or ambiguous.
pub(crate) fn set_absolute_uri<B>(request: &mut Request<B>, scheme: Scheme) -> Result<(), RequestError> {
    let from_header = match request.headers().get(HOST) {
        None => None,
        Some(host) => {
            Some(host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()).ok_or(RequestError::HostInvalid)?)
        }
    };
    let mut parts = request.uri().clone().into_parts();
    let authority = match (from_header, parts.authority.take()) {
        (None, None) => return Err(RequestError::HostMissing),
        (Some(header), Some(uri)) if header != uri => return Err(RequestError::HostMismatch),
        (Some(authority), _) | (None, Some(authority)) => authority,
    };
    parts.scheme = Some(scheme);
    parts.authority = Some(authority);
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| RequestError::UriInvalid)?;
    Ok(())
}

/// Appends the `spin-*` headers after the client's own, so that a client's header of the same
/// name comes first: a component that trusts `get` is fooled here as it is on Spin.
///
/// # Errors
/// [`RequestError::HeaderInvalid`] as Spin does.
pub(crate) fn append_route_headers<B>(
    request: &mut Request<B>,
    matched: &RouteMatch,
    client: SocketAddr,
) -> Result<(), RequestError> {
    for (name, value) in request.headers() {
        if std::str::from_utf8(value.as_bytes()).is_err() {
            return Err(RequestError::HeaderInvalid(name.to_string()));
        }
    }
    let full_url = full_url(request);
    let headers = request.headers_mut();
    append(headers, "spin-path-info", &matched.path_info)?;
    append(headers, "spin-full-url", &full_url)?;
    append(headers, "spin-matched-route", &matched.based)?;
    append(headers, "spin-base-path", "/")?;
    append(headers, "spin-raw-component-route", &matched.raw)?;
    append(headers, "spin-component-route", matched.raw_prefix())?;
    append(headers, "spin-client-addr", &client.to_string())?;
    for (name, value) in &matched.named {
        let name = name.to_ascii_lowercase().replace('_', "-");
        append(headers, &format!("spin-path-match-{name}"), value)?;
    }
    Ok(())
}

fn full_url<B>(request: &Request<B>) -> String {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or(HOST_UNKNOWN);
    let scheme = request.uri().scheme_str().unwrap_or("http");
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    format!("{scheme}://{host}{path}")
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), RequestError> {
    let invalid = || RequestError::HeaderInvalid(name.to_owned());
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid())?;
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
    headers.append(name, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut builder = Request::builder().uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(()).unwrap()
    }

    #[test]
    fn a_chaining_host_and_the_connection_header_are_stripped() {
        let mut stripped = request("/", &[("host", "desk.spin.internal:1"), ("connection", "close")]);
        strip_forbidden(&mut stripped);
        assert!(stripped.headers().is_empty());
        let mut kept = request("/", &[("host", "example.com"), ("accept", "*/*")]);
        strip_forbidden(&mut kept);
        assert_eq!(kept.headers().len(), 2);
    }

    #[test]
    fn the_uri_takes_its_authority_from_the_host_header() {
        let mut one = request("/a?b", &[("host", "example.com:8080")]);
        set_absolute_uri(&mut one, Scheme::HTTP).unwrap();
        assert_eq!(one.uri().to_string(), "http://example.com:8080/a?b");
        let mut missing = request("/a", &[]);
        assert_eq!(set_absolute_uri(&mut missing, Scheme::HTTP), Err(RequestError::HostMissing));
        let mut two = request("http://a.test/", &[("host", "b.test")]);
        assert_eq!(set_absolute_uri(&mut two, Scheme::HTTP), Err(RequestError::HostMismatch));
    }
}
