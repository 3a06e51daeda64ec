//! Requests to others, whole and bounded.

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use spin_sdk::wasip3::http::types::ErrorCode;
use std::fmt;
use std::pin::pin;
use std::time::Duration;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The request never reached anybody.
    NotSent(String),
    /// It may have arrived.
    Unknown(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotSent(reason) | Self::Unknown(reason)) = self;
        formatter.write_str(reason)
    }
}

/// Sends a request and reads its answer of at most `answer_bytes_max` bytes, all within `patience`.
///
/// # Errors
/// [`CallError`], telling apart whether the request may have arrived. No error quotes the URL: it may hold a secret.
pub async fn call(
    request: HttpRequest,
    patience: Duration,
    answer_bytes_max: usize,
) -> Result<HttpResponse, CallError> {
    let exchange = pin!(exchange(request, answer_bytes_max));
    let alarm = pin!(spin_sdk::time::sleep(patience));
    match select(exchange, alarm).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(CallError::Unknown(format!("no answer within {} s", patience.as_secs()))),
    }
}

async fn exchange(request: HttpRequest, answer_bytes_max: usize) -> Result<HttpResponse, CallError> {
    let request = build(request).map_err(|_| CallError::NotSent("the request can't be written down".to_owned()))?;
    let response = spin_sdk::http::send(request).await.map_err(classify)?;
    let (head, body) = response.into_parts();
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| CallError::Unknown("the answer broke off".to_owned()))?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > answer_bytes_max {
            return Err(CallError::Unknown(format!("the answer has more than {answer_bytes_max} bytes")));
        }
        bytes.extend_from_slice(data);
    }
    let text = |value: &HeaderValue| Some(std::str::from_utf8(value.as_bytes()).ok()?.to_owned());
    let headers = head.headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)));
    Ok(HttpResponse { status: head.status.as_u16(), headers: headers.collect(), body: bytes })
}

fn build(request: HttpRequest) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut built = Request::new(Full::new(Bytes::from(request.body)));
    *built.method_mut() = Method::from_bytes(request.method.as_bytes())?;
    *built.uri_mut() = request.url.parse().map_err(http::Error::from)?;
    for (name, value) in request.headers {
        built.headers_mut().append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    Ok(built)
}

/// Only failures from before the first byte are certain.
fn classify(error: ErrorCode) -> CallError {
    match error {
        ErrorCode::DnsTimeout | ErrorCode::DnsError(_) | ErrorCode::DestinationNotFound => {
            CallError::NotSent("the host is not found".to_owned())
        }
        ErrorCode::DestinationUnavailable
        | ErrorCode::ConnectionRefused
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionLimitReached
        | ErrorCode::TlsProtocolError
        | ErrorCode::TlsCertificateError
        | ErrorCode::TlsAlertReceived(_) => CallError::NotSent("no connection".to_owned()),
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => {
            CallError::NotSent("the host is not among this component's allowed_outbound_hosts".to_owned())
        }
        _ => CallError::Unknown("the connection broke off".to_owned()),
    }
}
