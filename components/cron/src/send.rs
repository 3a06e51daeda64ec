//! The one request, over WASI 0.2's HTTP, within limits.

use crate::{SWEEP_PATH, Target};
use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{Fields, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions, Scheme};
use wasip2::io::poll::{Pollable, poll};
use wasip2::io::streams::StreamError;

const CONNECT_NS_MAX: u64 = 5_000_000_000;
/// A sweep works for some twenty seconds, and may wait for marketplaces after that.
const FIRST_BYTE_NS_MAX: u64 = 90_000_000_000;
const BETWEEN_BYTES_NS_MAX: u64 = 10_000_000_000;
/// All of it.
const REQUEST_NS_MAX: u64 = 110_000_000_000;
/// What is read of an answer; the desk's have a few hundred bytes.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// Sends `POST /tasks/sweep` and waits for the whole answer; its status.
///
/// # Errors
/// When there was no whole answer in time; the text never holds the token.
pub fn send(target: Target<'_>, task_token: &str) -> Result<u16, String> {
    let request = request(target, task_token).ok_or("task_token or desk_url can't be sent in a request")?;
    let options = options().ok_or("the host has no time-outs")?;
    let body = request.body().map_err(|()| "the request has no body")?;
    let deadline = subscribe_duration(REQUEST_NS_MAX);
    let answer = handle(request, Some(options)).map_err(|code| format!("{code:?}"))?;
    OutgoingBody::finish(body, None).map_err(|code| format!("{code:?}"))?;
    wait(&answer.subscribe(), &deadline)?;
    let response = match answer.get() {
        Some(Ok(Ok(response))) => response,
        Some(Ok(Err(code))) => return Err(format!("{code:?}")),
        Some(Err(())) | None => return Err("no answer".to_owned()),
    };
    drain(&response, &deadline)?;
    Ok(response.status())
}

/// None if the host refuses a part.
fn request(target: Target<'_>, task_token: &str) -> Option<OutgoingRequest> {
    let headers = Fields::new();
    headers.append("authorization", format!("Bearer {task_token}").as_bytes()).ok()?;
    headers.append("content-length", b"0").ok()?;
    let request = OutgoingRequest::new(headers);
    let scheme = if target.is_secure { Scheme::Https } else { Scheme::Http };
    request.set_method(&Method::Post).ok()?;
    request.set_scheme(Some(&scheme)).ok()?;
    request.set_authority(Some(target.authority)).ok()?;
    request.set_path_with_query(Some(SWEEP_PATH)).ok()?;
    Some(request)
}

fn options() -> Option<RequestOptions> {
    let options = RequestOptions::new();
    options.set_connect_timeout(Some(CONNECT_NS_MAX)).ok()?;
    options.set_first_byte_timeout(Some(FIRST_BYTE_NS_MAX)).ok()?;
    options.set_between_bytes_timeout(Some(BETWEEN_BYTES_NS_MAX)).ok()?;
    Some(options)
}

/// Reads the answer to its end, or to the limit, so that the desk isn't cut off while it sends.
fn drain(response: &IncomingResponse, deadline: &Pollable) -> Result<(), String> {
    let body = response.consume().map_err(|()| "the answer has no body")?;
    let stream = body.stream().map_err(|()| "the answer has no body")?;
    let mut left = ANSWER_BYTES_MAX;
    while left > 0 {
        wait(&stream.subscribe(), deadline)?;
        match stream.read(left) {
            Ok(bytes) => left = left.saturating_sub(bytes.len() as u64),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(_)) => return Err("the answer broke off".to_owned()),
        }
    }
    Ok(())
}

fn wait(event: &Pollable, deadline: &Pollable) -> Result<(), String> {
    // The event is the first in the list.
    if poll(&[event, deadline]).contains(&0) { Ok(()) } else { Err("no whole answer in time".to_owned()) }
}
